"""Rules about the files' contents: do they open, are they readable, is each its own (DOMAIN §1.1, step 6, and §2).

Size, type by its first bytes, and name are asked by the reader already. The files are opened by a process of its own
(`portalbot.cases.documents`); what it finds counts only as one of the rules named here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portalbot.cases import documents
from portalbot.cases.advisor.advice import Advice
from portalbot.cases.casefile import Case, CaseFile

_GAPS: dict[str, tuple[str, ...]] = {
    "file-heavy": (),
    "pdf-opens": (),
    "pdf-encrypted": (),
    "pdf-restricted": (),
    "pdf-pages": (),
    "pdf-page": ("page", "count"),
    "pdf-cut": (),
    "pdf-adobe": (),
    "pdf-empty": (),
    "pdf-attached": ("count",),
    "image-opens": (),
    "image-turned": ("orientation",),
    "image-small": ("side", "least"),
    "image-blurred": ("value", "least"),
}
"""The rules about contents, each with what fills its gaps besides the file's name."""

Trip = tuple[str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True)
class Findings:
    """What one file is: rules that it trips, each with what fills its gaps, and the hash of its bytes."""

    sha256: str
    trips: tuple[Trip, ...]


def about_files(file: CaseFile, case: Case) -> Iterator[Advice]:
    """Advise on the files of a case; a file that cannot be read was said by the reader."""
    seen: dict[str, list[str]] = {}
    for material, name in case.materials.items():
        path = file.material(case, material)
        try:
            stat = path.stat()
            found = examined(path, stat.st_mtime_ns, stat.st_size)
        except OSError:
            continue
        seen.setdefault(found.sha256, []).append(material.value)
        for rule, values in found.trips:
            yield Advice.of(rule, case.id, f"materials.{material}", file=name, **dict(values))
    for materials in seen.values():
        if len(materials) > 1:
            yield Advice.of("same-file", case.id, "materials", materials="、".join(materials))


@lru_cache(maxsize=4096)
def examined(path: Path, _changed: int, _size: int) -> Findings:
    """Examine one file, once as long as it does not change. Raises OSError."""
    data = path.read_bytes()
    return Findings(hashlib.sha256(data).hexdigest(), tuple(map(_trip, documents.examined(data))))


def _trip(found: documents.Finding) -> Trip:
    """Return a finding as a rule of this table; anything else was said by a process that a file has broken."""
    gaps = _GAPS.get(found.rule)
    if gaps is None or set(gaps) != set(found.values):
        return "file-heavy", ()
    return found.rule, tuple(found.values.items())
