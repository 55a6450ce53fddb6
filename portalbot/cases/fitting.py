"""Materials made fit for a portal, only when asked (`--fit-materials`): in a copy; the originals stay as they are.

Another type where the portal takes but another, smaller as long as it stays readable, upright what EXIF turns, endings
mended, long names shortened. A copy is used only when it shows what the original shows (`documents`); where none can be
made, why is said. What was done is said in words, for the evidence of the case.
"""

from dataclasses import dataclass, field
from pathlib import Path

from pages.terms import Material
from pages.wording import FileRules
from portalbot.cases import documents
from portalbot.cases.casefile import Case
from portalbot.cases.documents import bounds
from portalbot.evidence.store import safe_name
from portalbot.machine.private_files import make_folder, write


@dataclass
class Fitter:
    """Makes copies that fit in a folder; `done` says what was done and `left` what could not be, by case id."""

    folder: Path
    done: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, case: Case, material: Material, path: Path, rules: FileRules, *, refused: bool) -> Path | None:
        """Return a copy that the portal takes and that shows the same, or None for a file that may stay as it is.

        `refused`: the portal would not take it; otherwise only a picture that is turned needs a copy. Raises Unfit
        where a file is refused and no copy can be made, and OSError.
        """
        if (size := path.stat().st_size) > bounds.MOST_BYTES:
            raise documents.Unfit(f"it has {size} bytes, at most {bounds.MOST_BYTES} are read", "save it smaller")
        data = path.read_bytes()
        if not refused and documents.content_of(data[: documents.HEAD]) is documents.Content.PDF:
            return None
        try:
            made = documents.copied(data, rules.types, rules.max_bytes)
        except documents.Unfit as unfit:
            if refused:
                raise
            self.left.setdefault(case.id, []).append(f"{path.name} stays as it is: {unfit.reason}")
            return None
        if not refused and made.data == data:
            return None
        # a folder for each material: two of one name in different folders are two copies
        folder = self.folder / safe_name(case.id) / material.name.lower()
        stem = path.stem[: rules.max_name - len(made.ending) - 1].rstrip(" .") or material.name.lower()
        copy = make_folder(folder) / f"{stem}.{made.ending}"
        write(copy, made.data)
        facts = "; ".join(("the original is untouched", *made.notes))
        said = f"{path.name} ({len(data)} bytes) → {copy.name} ({len(made.data)} bytes), {facts}"
        self.done.setdefault(case.id, []).append(said)
        return copy
