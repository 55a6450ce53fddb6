"""The faults that are set at an office, and how they are written: "NAME@STEP,option=value"."""

from __future__ import annotations

from dataclasses import asdict, fields
from threading import RLock
from typing import Any, get_type_hints

from mock_portal.desk import faults, late_faults
from mock_portal.desk.calls import Reply
from mock_portal.desk.fault import Fault
from mock_portal.desk.visit import Visit

KINDS: dict[str, type[Fault]] = {
    name: kind
    for module in (faults, late_faults)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Fault) and kind not in (Fault, late_faults.AfterCommit)
}


def parse(written: str, **options: Any) -> Fault:
    """Read a fault from "NAME", "NAME@STEP" or "NAME@STEP,option=value"; raise `ValueError` saying what is wrong."""
    head, *pairs = written.split(",")
    name, _, step = head.partition("@")
    if name not in KINDS:
        raise ValueError(f"no such fault: {name!r}; there are {', '.join(sorted(KINDS))}")
    kind = KINDS[name]
    known = {one.name for one in fields(kind) if one.init}
    given = {key: value for key, value in options.items() if value is not None}
    for pair in pairs:
        key, _, value = pair.partition("=")
        given[key] = value or "true"
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"{name} has no option {', '.join(unknown)}; it has {', '.join(sorted(known))}")
    hints = get_type_hints(kind)
    return kind(**{"step": step, **{key: _converted(key, value, hints[key]) for key, value in given.items()}})


def _converted(key: str, value: Any, hint: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if hint is bool:
            return {"true": True, "false": False}[value]
        return hint(value) if hint in (int, float) else int(value) if key == "times" else value
    except (KeyError, ValueError) as error:
        raise ValueError(f"{key}={value} cannot be read") from error


class Faults:
    """Hold the faults that are set, and put a visit before them in the order in which they were added."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._set: list[Fault] = []

    def add(self, fault: Fault | str) -> Fault:
        """Set a fault, given as an object or as `parse` reads it, and return it."""
        found = parse(fault) if isinstance(fault, str) else fault
        with self._lock:
            self._set.append(found)
        return found

    def clear(self) -> None:
        """Take every fault away."""
        with self._lock:
            self._set.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return the faults as JSON data, with how often each was met and has struck."""
        with self._lock:
            return [{"fault": type(one).__name__, **asdict(one)} for one in self._set]

    def prepare(self, visit: Visit) -> None:
        """Let the faults change what the desk will do."""
        with self._lock:
            for fault in self._set:
                fault.prepare(visit)

    def instead(self, visit: Visit) -> Reply | None:
        """Return the answer of the first fault that answers in the desk's place."""
        with self._lock:
            return next((reply for fault in self._set if (reply := fault.instead(visit))), None)

    def afterwards(self, visit: Visit, reply: Reply) -> Reply:
        """Let the faults change the answer, one after the other."""
        with self._lock:
            for fault in self._set:
                reply = fault.afterwards(visit, reply)
            return reply
