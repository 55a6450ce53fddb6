"""The dossier's zip file, and its proof.

The manifest lists every file with its SHA-256 and, for evidence, its link in the ledger's chain. The SHA-256 of the
manifest itself stands in the PDF's foot, in the ledger, and on the screen of whoever made it. So a changed file is
named by the manifest; a changed manifest no longer is the one that the ledger, or the client, knows.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from portalbot.ledger.ledger import Ledger
from portalbot.reporting.dossier.contents import Contents, as_json

PDF, MANIFEST, HISTORY = "dossier.pdf", "manifest.json", "history.json"
MOST_BYTES = 500_000_000
"""Of a member that is opened."""
MOST_TOLD = 16_000_000
"""Of the manifest."""
MOST_MEMBERS = 5_000
MOST_IN_ALL = 2_000_000_000
"""Of all members, as they say of themselves; none is read further than that. A dossier has a few dozen and some MB."""
CHUNK = 1 << 20
STEP = "dossier"


class DossierError(Exception):
    """A dossier cannot be made or read: says which file, why, and what to do."""


@dataclass(frozen=True)
class Proof:
    """What `prove` found: what is wrong, file by file; the manifest's hash; whether a ledger knows that hash."""

    case: str
    manifest: str
    wrong: tuple[str, ...]
    known: bool | None


def manifest_of(contents: Contents, ledger: Ledger, evidence: Path) -> bytes:
    """Return the manifest of everything but the PDF, which carries the manifest's own hash. Raises DossierError."""
    files = []
    for each in contents.files:
        same = contents.same.get(each.path, ())
        for kept in (each, *same):
            if hashlib.sha256((evidence / kept.path).read_bytes()).hexdigest() != kept.sha256:
                raise DossierError(
                    f"{kept.path} is not what was kept on {kept.at}: it was altered; the ledger has its hash"
                )
        row = {"path": _member(each.path), "sha256": each.sha256, "bytes": each.size, "at": each.at, "link": each.link}
        also = [{"name": PurePosixPath(one.path).name, "at": one.at, "link": one.link} for one in same]
        files.append({**row, **({"same": also} if also else {})})
    history = hashlib.sha256(contents.history).hexdigest()
    files.append({"path": HISTORY, "sha256": history, "bytes": len(contents.history)})
    entry = contents.entry
    told = {"case": entry.id, "number": entry.number, "serial": entry.serial, "made_at": ledger.now(),
            "last_link": ledger.artefacts.last_link(), "missing": list(contents.missing),
            "left_out": dict(contents.left_out), "files": files}  # fmt: skip
    return as_json(told)


def zipped(contents: Contents, evidence: Path, manifest: bytes, pdf: bytes) -> bytes:
    """Return the zip file: the PDF, the evidence as it was kept, the history and the manifest."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(PDF, pdf)
        archive.writestr(MANIFEST, manifest)
        archive.writestr(HISTORY, contents.history)
        for each in contents.files:
            archive.write(evidence / each.path, _member(each.path))
    return stream.getvalue()


def note(ledger: Ledger, case_id: str, manifest: bytes, pdf: bytes) -> str:
    """Write down that a dossier was made, with the hashes of its manifest and its PDF; returns the manifest's."""
    digest = hashlib.sha256(manifest).hexdigest()
    ledger.cases.note(case_id, f"manifest {digest} pdf {hashlib.sha256(pdf).hexdigest()}", step=STEP)
    return digest


def prove(path: Path, ledgers: Iterable[Ledger]) -> Proof:
    """Prove a dossier: every file against the manifest, the manifest against the ledgers at hand.

    Raises DossierError for a file that is no dossier.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bombs(archive, path)
            told, raw = _manifest(archive, path)
            wrong = list(_compare(archive, told))
            pdf = _sha256(archive, PDF)
    except (OSError, zipfile.BadZipFile) as error:
        raise DossierError(f"{path} is no zip file that can be read ({error}); fetch it again") from error
    digest = hashlib.sha256(raw).hexdigest()
    known: bool | None = None
    for ledger in ledgers:
        if not ledger.cases.all(case_id=told["case"]):
            continue
        if (broken := ledger.artefacts.broken_link()) is not None:
            wrong.append(f"the ledger's chain of evidence is broken at {broken.path} ({broken.at})")
        notes = [event["message"] for event in ledger.events.of(told["case"]) if event["step"] == STEP]
        mine = [each for each in notes if each.startswith(f"manifest {digest} ")]
        known = bool(known) or bool(mine)
        if mine and not any(each.endswith(f"pdf {pdf}") for each in mine):
            wrong.append(f"{PDF} was altered")
    return Proof(str(told["case"]), digest, tuple(dict.fromkeys(wrong)), known)


def _refuse_bombs(archive: zipfile.ZipFile, path: Path) -> None:
    """Raise DossierError for what would take minutes or gigabytes to prove, before any of it is read."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise DossierError(f"{path} has {len(members):,} files in it, a dossier at most {MOST_MEMBERS:,}; it is none")
    if sum(each.file_size for each in members) > MOST_IN_ALL:
        raise DossierError(f"{path} has more than {MOST_IN_ALL // 1_000_000:,} MB in it, unpacked; it is no dossier")


def _manifest(archive: zipfile.ZipFile, path: Path) -> tuple[dict[str, Any], bytes]:
    raw = bytearray()
    _told_whole(archive, MANIFEST, MOST_TOLD, raw.extend)
    try:
        told = json.loads(raw)
        files = {str(each["path"]): str(each["sha256"]) for each in told["files"]}
        if len(files) > MOST_MEMBERS:
            raise ValueError("more files than a dossier has")
        return {"case": str(told["case"]), "files": files}, bytes(raw)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DossierError(f"{path} has no {MANIFEST} that can be read; it is no dossier of portalbot") from error


def _compare(archive: zipfile.ZipFile, told: dict[str, Any]) -> Iterable[str]:
    names = Counter(archive.namelist())
    for name in sorted(name for name, count in names.items() if count > 1):
        yield f"{name} stands in the file twice"
    for name, sha256 in told["files"].items():
        found = _sha256(archive, name)
        if found is None:
            yield f"{name} is missing, or cannot be read whole"
        elif found != sha256:
            yield f"{name} was altered"
    for name in names:
        if name not in told["files"] and name not in (PDF, MANIFEST):
            yield f"{name} was put in: the manifest does not know it"


def _sha256(archive: zipfile.ZipFile, name: str) -> str | None:
    """Return a member's hash; None where it cannot be read whole."""
    digest = hashlib.sha256()
    return digest.hexdigest() if _told_whole(archive, name, MOST_BYTES, digest.update) else None


def _told_whole(archive: zipfile.ZipFile, name: str, most: int, take: Callable[[bytes], object]) -> bool:
    """Hand over a member piece by piece; says whether it is there whole, and packed and as large as ours are."""
    try:
        info = archive.getinfo(name)
        if info.file_size > most or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return False
        with archive.open(info) as member:
            while piece := member.read(CHUNK):
                take(piece)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return False
    return True


def _member(path: str) -> str:
    return f"evidence/{PurePosixPath(path).name}"
