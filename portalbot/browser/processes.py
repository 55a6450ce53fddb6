"""Processes of our own browsers: which of them holds a connection, and ending what hangs."""

import os
import time
from typing import ClassVar

import psutil

_RENDERER = "--type=renderer"
_SAMPLE = 0.5
"""Seconds over which the use of the processor is measured: a stretch of time is what is measured, no condition."""
_BUSY = 0.25
"""The part of a sample's seconds that a process must have computed to count as one that loops."""


def end_renderers(browser: int) -> None:
    """End the processes in which a browser's pages loop, or all its pages' where none does; their acts then fail.

    Which process is whose, a browser does not tell; one that loops is known by the time that it uses.
    """
    renderers = [process for process in _below(browser) if _is_renderer(process)]
    before = [_used(process) for process in renderers]
    time.sleep(_SAMPLE)
    busy = [each for each, was in zip(renderers, before, strict=True) if _used(each) - was > _SAMPLE * _BUSY]
    _end(busy or renderers)


def end_browser(browser: int) -> None:
    """End a browser with everything that belongs to it."""
    _end([*_below(browser), *_process(browser)])


class Peers:
    """Who may connect to a port of ours on loopback: processes below this one alone.

    One that was known to be ours stays so for as long as it lives: where what stands between dies (the script that
    started a browser), the system hangs it up elsewhere.
    """

    _known: ClassVar[set[psutil.Process]] = set()

    def is_ours(self, peer_port: int, our_port: int) -> bool:
        """Say whether a connection from a port comes from a process that we have started, or they have."""
        for process in (*tuple(self._known), *_below(os.getpid())):
            if _holds(process, peer_port, our_port):
                self._known.add(process)
                return True
        self._known.difference_update([each for each in tuple(self._known) if not each.is_running()])
        return False


def _process(pid: int) -> list[psutil.Process]:
    try:
        return [psutil.Process(pid)] if pid else []
    except psutil.Error:
        return []


def _below(pid: int) -> list[psutil.Process]:
    try:
        return [child for process in _process(pid) for child in process.children(recursive=True)]
    except psutil.Error:
        return []


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.Error:
            continue  # it has ended by itself


def _is_renderer(process: psutil.Process) -> bool:
    try:
        return _RENDERER in process.cmdline()
    except psutil.Error:
        return False


def _used(process: psutil.Process) -> float:
    """Return the seconds that a process has computed; 0 for one that has ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _holds(process: psutil.Process, port: int, to: int) -> bool:
    try:
        connections = process.net_connections(kind="tcp4")
    except psutil.Error:
        return False
    return any(each.laddr and each.raddr and each.laddr.port == port and each.raddr.port == to for each in connections)
