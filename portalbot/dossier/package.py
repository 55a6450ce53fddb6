"""The dossier's zip file, and its proof.

The manifest lists every file with its SHA-256 and, for evidence, its link in the ledger's chain. The SHA-256 of the
manifest itself stands in the PDF's foot, in the ledger, and on the screen of whoever made it. So a changed file is
named by the manifest; a changed manifest no longer is the one that the ledger, or the client, knows.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from portalbot.dossier.contents import Contents, as_json
from portalbot.ledger import Ledger

PDF, MANIFEST, HISTORY = "dossier.pdf", "manifest.json", "history.json"
MOST_BYTES = 500_000_000
"""A member that says it is larger is not opened."""
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
        data = (evidence / each.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != each.sha256:
            raise DossierError(
                f"{each.path} is not what was kept on {each.at}: it was altered; the ledger has its hash"
            )
        files.append({"path": _member(each.path), "sha256": each.sha256, "bytes": each.size, "at": each.at,
                      "link": each.link})  # fmt: skip
    history = hashlib.sha256(contents.history).hexdigest()
    files.append({"path": HISTORY, "sha256": history, "bytes": len(contents.history)})
    entry = contents.entry
    told = {"case": entry.id, "number": entry.number, "serial": entry.serial, "made_at": ledger.now(), "by": ledger.who,
            "last_link": ledger.last_link(), "missing": list(contents.missing), "files": files}  # fmt: skip
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
    ledger.note(case_id, f"manifest {digest} pdf {hashlib.sha256(pdf).hexdigest()}", step=STEP)
    return digest


def prove(path: Path, ledgers: Iterable[Ledger]) -> Proof:
    """Prove a dossier: every file against the manifest, the manifest against the ledgers at hand.

    Raises DossierError for a file that is no dossier.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            told, raw = _manifest(archive, path)
            wrong = list(_compare(archive, told))
            pdf = hashlib.sha256(_read(archive, PDF) or b"").hexdigest()
    except (OSError, zipfile.BadZipFile) as error:
        raise DossierError(f"{path} is no zip file that can be read ({error}); fetch it again") from error
    digest = hashlib.sha256(raw).hexdigest()
    known: bool | None = None
    for ledger in ledgers:
        if not ledger.cases(case_id=told["case"]):
            continue
        if (broken := ledger.broken_link()) is not None:
            wrong.append(f"the ledger's chain of evidence is broken at {broken.path} ({broken.at})")
        notes = [event["message"] for event in ledger.events(told["case"]) if event["step"] == STEP]
        mine = [each for each in notes if each.startswith(f"manifest {digest} ")]
        known = bool(known) or bool(mine)
        if mine and not any(each.endswith(f"pdf {pdf}") for each in mine):
            wrong.append(f"{PDF} was altered")
    return Proof(str(told["case"]), digest, tuple(dict.fromkeys(wrong)), known)


def _manifest(archive: zipfile.ZipFile, path: Path) -> tuple[dict[str, Any], bytes]:
    raw = _read(archive, MANIFEST)
    try:
        told = json.loads(raw or b"")
        files = {str(each["path"]): str(each["sha256"]) for each in told["files"]}
        return {"case": str(told["case"]), "files": files}, raw or b""
    except (ValueError, KeyError, TypeError) as error:
        raise DossierError(f"{path} has no {MANIFEST} that can be read; it is no dossier of portalbot") from error


def _compare(archive: zipfile.ZipFile, told: dict[str, Any]) -> Iterable[str]:
    names = archive.namelist()
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name} stands in the file twice"
    for name, sha256 in told["files"].items():
        data = _read(archive, name)
        if data is None:
            yield f"{name} is missing, or cannot be read whole"
        elif hashlib.sha256(data).hexdigest() != sha256:
            yield f"{name} was altered"
    for name in names:
        if name not in told["files"] and name not in (PDF, MANIFEST):
            yield f"{name} was put in: the manifest does not know it"


def _read(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a member; None where it is not there, is damaged, or says that it is larger than anything of ours."""
    try:
        if archive.getinfo(name).file_size > MOST_BYTES:
            return None
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return None


def _member(path: str) -> str:
    return f"evidence/{PurePosixPath(path).name}"
