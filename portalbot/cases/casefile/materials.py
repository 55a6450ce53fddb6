"""The files that a case names: whether they are there, and what a portal's rules say of them.

One file is often named by many cases; it is looked at once for each set of rules.
"""

from pathlib import Path, PurePosixPath, PureWindowsPath

from pages.errors import Problem
from pages.wording import FileRules
from portalbot.cases.casefile.model import Case
from portalbot.cases.documents import HEAD, Content, Unfit, content_of, ending_of

FITTING = ("file-type", "file-size", "file-name")
"""Rules that a copy of the file can be made to keep."""
_ALLOW = "copy it into that folder, or allow its folder in PORTALBOT_MATERIAL_FOLDERS"


class Materials:
    """The files beside a case file. `also`: other folders where they may lie; no link and no `..` leads elsewhere."""

    def __init__(self, folder: Path, also: tuple[Path, ...] = ()) -> None:
        self.folder = folder
        self._homes = [each.resolve() for each in (folder, *also)]
        self._known: dict[tuple[str, FileRules], tuple[str, str, str]] = {}

    def about(self, place: str, case: Case, rules: FileRules) -> list[Problem]:
        """Return what is wrong with the files of a case."""
        found = [(material, self.about_one(name, rules)) for material, name in case.materials.items()]
        return [
            Problem(place, f"materials.{material}", reason, cure, rule)
            for material, (rule, reason, cure) in found
            if reason
        ]

    def about_one(self, name: str, rules: FileRules) -> tuple[str, str, str]:
        """Return the rule that a file breaks, the reason and the cure; three empty texts where it fits."""
        if (name, rules) not in self._known:
            try:
                self._known[name, rules] = self._look(name, rules)
            except OSError as error:
                reason = f"{name!r} cannot be read: {error.strerror}"
                self._known[name, rules] = "file-place", reason, "correct the path, or let this user read it"
        return self._known[name, rules]

    def refuse(self, name: str, rules: FileRules, unfit: Unfit) -> None:
        """Keep why no copy of a file can be made that the portal takes, to be said with what is wrong with it."""
        _, reason, _ = self.about_one(name, rules)
        said = f"{reason}; no faithful copy of it can be made: {unfit.reason}"
        self._known[name, rules] = "file-unfit", said, unfit.cure

    def _look(self, name: str, rules: FileRules) -> tuple[str, str, str]:
        path = self.folder / name
        if ".." in PurePosixPath(name).parts or ".." in PureWindowsPath(name).parts:
            reason = f"{name!r} climbs out of a folder (..), and may lead outside the case file's folder"
            return "file-place", reason, f"{_ALLOW}; write its path without .."
        try:
            real = path.resolve()
        except (RuntimeError, ValueError):  # links in a circle, a NUL: on no disk
            real = path.absolute()
        if not any(real.is_relative_to(home) for home in self._homes):
            by = ", by a link" if path.absolute().is_relative_to(self.folder.absolute()) else ""
            return "file-place", f"{name!r} lies outside the case file's folder{by}", _ALLOW
        if "\0" in name or not path.is_file():
            reason = f"there is no file {name!r} beside the case file"
            return "file-place", reason, "correct the path, or put the file there"
        suffix = path.suffix.lower().lstrip(".")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
        content = content_of(head)
        if suffix not in rules.types or (rules.exact_case and path.suffix != path.suffix.lower()):
            is_one = f", its content is {content}" if content is not Content.UNKNOWN else ""
            return "file-type", f"{name!r} is no {'/'.join(rules.types)}{is_one}", "convert it"
        if not 0 < size <= rules.max_bytes:
            return "file-size", f"{name!r} has {size} bytes, the portal takes 1 to {rules.max_bytes}", "scan it smaller"
        if len(path.name) > rules.max_name:
            return "file-name", f"the name {path.name!r} is longer than {rules.max_name} characters", "shorten it"
        expected = ending_of(suffix)
        if expected and content is not expected:
            reason = f"{name!r} is named .{suffix} but its content is not: it is {content}"
            return "file-type", reason, "save it anew as what it is named"
        if expected is Content.PDF and not head.startswith(b"%PDF-"):
            return "file-type", f"{name!r} has something else in front of its PDF", "save it anew"
        return "", "", ""
