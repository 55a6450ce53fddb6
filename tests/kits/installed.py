"""The kits' own files, brought by npm into a cache outside the repository: nothing of theirs is ours to ship.

The cache is named for `package.json`, so that other versions get a folder of their own. The folder appears whole or
not at all: it is filled under a passing name and renamed, under a lock that the workers of a run share.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

PACKAGE = Path(__file__).with_name("package.json")
SECONDS = 600
ASK = ("install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--legacy-peer-deps")
"""Peers are left alone: two kits ask for two versions of Vue, which stand there under names of our own."""


class NotInstalled(Exception):
    """The kits cannot be had on this machine; the text says why, in one line."""


def cache() -> Path:
    """Return the folder of the kits at the versions of `package.json`, which may not be there yet."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "portalbot-kits" / hashlib.sha256(PACKAGE.read_bytes()).hexdigest()[:16]


def kits() -> Path:
    """Return `node_modules` with the kits in it, installed first where need be.

    Raises:
        NotInstalled: there is no npm, or it failed.
    """
    folder = cache()
    if not (folder / "node_modules").is_dir():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{folder}.lock", timeout=SECONDS):
                if not (folder / "node_modules").is_dir():
                    _install(folder)
        except (OSError, Timeout) as error:
            raise NotInstalled(f"the kits' cache {folder} cannot be written: {error}") from error
    return folder / "node_modules"


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise NotInstalled("the kits are not installed, and there is no npm to install them with")
    passing = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        shutil.copy(PACKAGE, passing)
        done = subprocess.run(
            [npm, *ASK], cwd=passing, capture_output=True, text=True, encoding="utf-8", errors="replace",
            timeout=SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode:
            lines = [line for line in done.stderr.splitlines() if "warn" not in line] or ["no reason given"]
            raise NotInstalled(f"npm could not install the kits ({done.returncode}): {lines[0]}")
        passing.rename(folder)
    except subprocess.TimeoutExpired as error:
        raise NotInstalled(f"npm took longer than {SECONDS} s to install the kits") from error
    finally:
        shutil.rmtree(passing, ignore_errors=True)
