"""Files that are open in a spreadsheet program: what is not saved there is on no disk, and what is written is lost."""

from pathlib import Path

LOCKS = ("~${name}", ".~{name}", ".~lock.{name}#")
"""The files that Excel and WPS, WPS on Linux, and LibreOffice lay beside a file that is open in them."""


IS_A_MARK = "is only the mark of a program that has {} open"


def locks_of(path: Path) -> list[Path]:
    """Return the marks of programs that have a file open."""
    names = [lock.replace("{name}", path.name) for lock in LOCKS]
    return [path.with_name(name) for name in names if path.with_name(name).exists()]


def notes_about(*paths: Path) -> list[str]:
    """Return what is to be said of files that are read while they are open elsewhere."""
    return [
        f"{path.name} is open in a spreadsheet program ({lock.name} lies beside it): what is not saved is not read"
        for path in paths
        for lock in locks_of(path)[:1]
    ]


def locked_by(path: Path) -> str | None:
    """Return the name of the file whose mark this is; None for a file that is no mark."""
    for lock in sorted(LOCKS, key=len, reverse=True):
        before, _, after = lock.partition("{name}")
        name = path.name.removeprefix(before).removesuffix(after)
        if path.name == f"{before}{name}{after}" and name:
            return name
    return None
