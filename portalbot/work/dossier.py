"""A case's dossier: what was sent, when, and what came of it, for a client or an office; and proving one."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pages.errors import PortalError
from portalbot.browser.launch import launched
from portalbot.browser.printing import printer
from portalbot.reporting.dossier.contents import contents_of, page_of
from portalbot.reporting.dossier.package import DossierError, Proof, manifest_of, note, prove, zipped
from portalbot.reporting.report.files import put
from portalbot.reporting.report.rows import ReportError
from portalbot.work.errors import NotDone
from portalbot.work.place import existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Ledger
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Made:
    """A dossier as it was written: its files of evidence, how many more are the same (`double`), what is not in it."""

    files: int
    double: int
    missing: tuple[str, ...]
    left_out: Mapping[str, str]
    manifest: str


def make(settings: "Settings", case: str, file: Path, *, force: bool = False, tell: Tell = nobody) -> Made:
    """Write a case's dossier, and note in the ledger that it was. Raises NotDone; NoBrowser, LedgerError."""
    if file.exists() and not force:
        raise NotDone(f"{file} is there already", "name another file, or give --force")
    practice, ledger = _ledger_of(settings, case, tell)
    evidence = settings.data_dir / "evidence"
    try:
        contents = contents_of(ledger, case, evidence, practice=practice)
        manifest = manifest_of(contents, ledger, evidence)
        with (
            launched(executable=settings.browser, channel=settings.channel) as browser,
            printer(browser, settings.page_seconds) as print_html,
        ):
            pdf = print_html(page_of(contents, sha256(manifest).hexdigest()))
        put(file, zipped(contents, evidence, manifest, pdf))
    except (DossierError, ReportError, PortalError) as error:
        raise NotDone(str(error)) from error
    digest = note(ledger, case, manifest, pdf)
    double = sum(map(len, contents.same.values()))
    return Made(len(contents.files), double, tuple(map(str, contents.missing)), contents.left_out, digest)


def verify(settings: "Settings", file: Path, tell: Tell = nobody) -> Proof:
    """Compare a dossier with its manifest, and that with the ledgers at hand. Raises NotDone for one that is none."""
    try:
        return prove(file, [ledger for _, ledger in existing_ledgers(settings, tell)])
    except (DossierError, ReportError) as error:
        raise NotDone(str(error)) from error


def _ledger_of(settings: "Settings", case: str, tell: Tell) -> "tuple[bool, Ledger]":
    found = [
        (practice, ledger) for practice, ledger in existing_ledgers(settings, tell) if ledger.cases.all(case_id=case)
    ]
    if not found:
        raise NotDone(f"there is no case {case} in the ledger of {settings.data_dir}")
    if len(found) > 1:
        both = f"{case} stands in the ledger of filings and in that of rehearsals"
        raise NotDone(both, "give one of them another --data-dir")
    return found[0]
