"""Find a browser on this machine, or get one; and the fonts that evidence needs.

Search order (measured: the headless shell takes half the time and memory of full Chromium): a configured path
or channel → Playwright's own download → headless shell, Chrome, Edge, Chromium on the machine. A window
(`headed`) needs a full browser. Only `install…` changes the machine, and only `demo`, `doctor` and CI call it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages.errors import Unavailable
from portalbot.machine.child_environment import environment

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

INSTALL_SECONDS = 300
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
FULL = (
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chromium",
    "chromium-browser",
)
WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PACKAGES = ("chromium-headless-shell", "fonts-noto-cjk")

SWITCHES = (
    "--disable-background-networking",
    "--disable-quic",
    "--disable-http2",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)
"""What keeps the browser to the tunnel (`tunnel.py`): WebRTC would send UDP past it, to anywhere (measured). Its own
resolver comes to hear names of a page's pictures and prefetches (measured; it looked into its cache alone): it answers
that there are none, since a name that is asked for can carry what was typed. HTTP/2 is off with QUIC: both send a
request again by themselves when a stream is refused."""


@dataclass(frozen=True)
class Choice:
    """Which browser to launch: an executable, a channel, or Playwright's own (neither)."""

    executable: str | None = None
    channel: str | None = None

    def launch_arguments(self) -> dict[str, Any]:
        """Return what `launch` needs to start it."""
        arguments: dict[str, Any] = {"args": list(SWITCHES)}
        if self.executable:
            arguments["executable_path"] = self.executable
        if self.channel:
            arguments["channel"] = self.channel
        if sys.platform == "linux" and os.geteuid() == 0:
            arguments["args"].append("--no-sandbox")
        return arguments


class NoBrowser(Unavailable):
    """No browser starts on this machine; the message says how to get one."""


def playwrights_own(executable: str, headed: bool) -> bool:
    """Say whether Playwright's own download is there, given the path where it would look for full Chromium."""
    path = Path(executable)
    if path.exists():
        return True
    folder = next((part for part in path.parents if part.name.startswith("chromium-")), None)
    if headed or folder is None:
        return False
    revision = folder.name.removeprefix("chromium-")
    return any(folder.parent.glob(f"chromium_headless_shell-{revision}/*/*headless*shell*"))


def find(
    playwright: "Playwright", *, headed: bool, executable: Path | None = None, channel: str | None = None
) -> Choice:
    """Return the browser to use; raises NoBrowser with the command that gets one."""
    if executable is not None:
        if not executable.is_file():
            raise NoBrowser(f"PORTALBOT_BROWSER names {executable}, which is not there")
        return Choice(executable=str(executable))
    if channel:
        return Choice(channel=channel)
    if playwrights_own(playwright.chromium.executable_path, headed):
        return Choice()
    for candidate in _on_machine(headed):
        return Choice(executable=candidate)
    raise NoBrowser(how_to_install(headed))


def refuse_without_screen() -> None:
    """Raise NoBrowser where a window is asked for and this machine has no screen to show it on."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoBrowser(
            "--headed needs a screen, and none is here (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            "leave --headed out, or run it under xvfb-run"
        )


ONCE_MORE = "run it again, and if it stays so: pip install --force-reinstall playwright"


def does_not_start(choice: Choice, why: str, *, headed: bool) -> str:
    """Say in one line that a browser that is there does not start, and what to do."""
    name = choice.executable or choice.channel or "Playwright's own browser"
    cure = "leave --headed out, or see that DISPLAY names a screen that answers" if headed else how_to_install()
    cure = cure.removeprefix("no browser found; ")
    return f"{name} does not start, or ended at once ({why}); see whether it starts by itself, or {cure}"


def _on_machine(headed: bool) -> Iterator[str]:
    for name in FULL if headed else SHELLS + FULL:
        if path := shutil.which(name):
            yield path
    if sys.platform == "darwin":
        yield from (path for path in MAC if Path(path).is_file())
    if sys.platform == "win32":
        roots = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        paths = [Path(root) / rest for root in roots if root for rest in WINDOWS]
        yield from (str(path) for path in paths if path.is_file())


def how_to_install(headed: bool = False) -> str:
    """Say in one line how to get a browser on this kind of machine."""
    if _is_debian():
        package = "chromium" if headed else PACKAGES[0]
        return (
            f"no browser found; install one: apt-get install {package} {PACKAGES[1]} (or: playwright install chromium)"
        )
    if sys.platform in ("win32", "darwin"):
        return "no browser found; install Google Chrome or Microsoft Edge, or run: playwright install chromium"
    return "no browser found; install Chromium or Google Chrome with a CJK font, or run: playwright install chromium"


def _is_debian() -> bool:
    return sys.platform == "linux" and shutil.which("apt-get") is not None


def install(say: Callable[[str], None]) -> None:
    """Get a browser: Playwright's download, else (Debian-like, as root) the distribution's packages.

    Raises NoBrowser when neither works.
    """
    say("No browser found; trying Playwright's own download …")
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    if _run(command, {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "5000"}):
        return
    if not _is_debian() or os.geteuid() != 0:
        raise NoBrowser(f"Playwright's download failed; {how_to_install()}")
    say(f"That failed; installing the packages {' '.join(PACKAGES)} with apt-get …")
    install_packages(PACKAGES)


def install_packages(packages: tuple[str, ...]) -> None:
    """Install Debian packages; raises NoBrowser."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if not (_run(["apt-get", "update", "-qq"], quiet) and _run(command, quiet)):
        raise NoBrowser(f"apt-get failed; {how_to_install()}")


def install_cjk_font(say: Callable[[str], None]) -> None:
    """Get a font for Chinese where that needs no more than a package; elsewhere do nothing (there is a warning)."""
    if _is_debian() and os.geteuid() == 0:
        say(f"No Chinese font found; installing the package {PACKAGES[1]} with apt-get …")
        install_packages(PACKAGES[1:])


def _run(command: list[str], more: dict[str, str]) -> bool:
    try:
        done = subprocess.run(
            command,
            env=environment(more, network=True),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def has_cjk_font() -> bool:
    """Say whether Chinese can be drawn; only Linux machines come without, and only fontconfig can tell."""
    if sys.platform != "linux" or not (tool := shutil.which("fc-list")):
        return sys.platform != "linux"
    command = [tool, ":lang=zh-cn", "family"]
    done = subprocess.run(command, env=environment(), capture_output=True, timeout=20, check=False)
    return bool(done.stdout.strip())
