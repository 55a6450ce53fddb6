"""What child processes are given: what they need to run, by name, and nothing else.

What a process was given stands in /proc for everything else of the same user to read, and much of it is obeyed:
DEBUG=pw:api prints every password on stderr, NODE_OPTIONS loads code into the driver, SSLKEYLOGFILE writes down the
keys of every connection, and some of Playwright's own open a way past the tunnel. Whatever is not on the list is not
handed on; our own settings (PORTALBOT_…), with passwords and addresses among them, are not on it.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_SYSTEM = frozenset((
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "DISPLAY", "WAYLAND_DISPLAY",
    "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP",
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_DIRS", "FONTCONFIG_FILE",
    "FONTCONFIG_PATH", "__CF_USER_TEXT_ENCODING", "PLAYWRIGHT_BROWSERS_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR",
    "COMSPEC", "PATHEXT", "USERPROFILE", "USERNAME", "USERDOMAIN", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA",
    "PROGRAMDATA", "ALLUSERSPROFILE", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432", "COMMONPROGRAMFILES",
    "PUBLIC", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "PROCESSOR_IDENTIFIER", "OS",
))  # fmt: skip
"""Names that programs need to run at all, on Linux, macOS and Windows; and where Playwright keeps its browsers."""
_LOCALE = "LC_"
_NETWORK = frozenset((
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS",
    "PLAYWRIGHT_DOWNLOAD_HOST", "PLAYWRIGHT_CHROMIUM_DOWNLOAD_HOST",
))  # fmt: skip
"""Names besides that an installer needs to reach the net; a browser has a tunnel of ours."""
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_lock = threading.Lock()


def environment(more: Mapping[str, str] | None = None, *, network: bool = False) -> dict[str, str]:
    """Return the environment for a child process, and some more; `network`: for one that fetches something."""
    return {name: value for name, value in os.environ.items() if _is_given(name, network=network)} | dict(more or {})


@contextmanager
def bare_environment(temporary: Path) -> Iterator[None]:
    """Leave in this process's environment what a child is given, for as long as it takes to start one.

    For Playwright, which gives its driver, and that the browser, whatever is there. `temporary`: where they keep
    their temporary files. One thread at a time.
    """
    with _lock:
        before = dict(os.environ)
        try:
            for name in before.keys() - environment().keys():
                del os.environ[name]
            os.environ.update(dict.fromkeys(_TEMPORARY, str(temporary)))
            yield
        finally:
            for name in _TEMPORARY:
                os.environ.pop(name, None)
            os.environ.update(before)


def _is_given(name: str, *, network: bool) -> bool:
    upper = name.upper()
    return upper in _SYSTEM or upper.startswith(_LOCALE) or (network and upper in _NETWORK)
