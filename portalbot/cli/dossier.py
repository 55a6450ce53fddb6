"""`dossier`: what a client or an office is given when they ask what was sent, when, and what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from portalbot.ledger import Ledger
    from portalbot.settings import Settings


def dossier(
    case: Annotated[str, typer.Argument(metavar="CASE|verify", help="The case; or `verify`, to prove a dossier.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The zip file to write, or to prove.")],
    data_dir: o.DataDir = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a case's dossier: a PDF for the client, the evidence as it was kept, and a manifest that proves both.

    \b
    Example: portalbot dossier ZX-001 ZX-001.zip
             portalbot dossier verify ZX-001.zip
    `verify` names every file that was altered, and compares the manifest with the ledger where that is at hand.
    """
    with errors_for_people():
        from pages.errors import PortalError
        from portalbot.dossier.package import DossierError
        from portalbot.report.rows import ReportError
        from portalbot.settings import load_settings

        settings = load_settings(data_dir=data_dir)
        try:
            if case == "verify":
                raise typer.Exit(_verify(file, settings))
            _make(case, file, settings, force=force)
        except (DossierError, ReportError, PortalError) as error:
            fail(str(error))


def _make(case: str, file: Path, settings: "Settings", *, force: bool) -> None:
    from hashlib import sha256

    from portalbot.browser import launched
    from portalbot.dossier.contents import contents_of, page_of
    from portalbot.dossier.package import manifest_of, note, zipped
    from portalbot.printing import printer
    from portalbot.report.files import put

    if file.exists() and not force:
        fail(f"{file} is there already; name another file, or give --force")
    practice, ledger = _ledger_of(settings, case)
    evidence = settings.data_dir / "evidence"
    contents = contents_of(ledger, case, evidence, practice=practice)
    manifest = manifest_of(contents, ledger, evidence)
    with (
        launched(executable=settings.browser, channel=settings.channel) as browser,
        printer(browser, settings.page_seconds) as print_html,
    ):
        pdf = print_html(page_of(contents, sha256(manifest).hexdigest()))
    put(file, zipped(contents, evidence, manifest, pdf))
    digest = note(ledger, case, manifest, pdf)
    for path in contents.missing:
        typer.echo(f"not in it, since it is gone: {path}", err=True)
    typer.echo(f"{file}: {len(contents.files)} files of evidence; manifest sha256 {digest}")


def _ledger_of(settings: "Settings", case: str) -> "tuple[bool, Ledger]":
    found = [(practice, ledger) for practice, ledger in existing_ledgers(settings) if ledger.cases(case_id=case)]
    if not found:
        fail(f"there is no case {case} in the ledger of {settings.data_dir}")
    if len(found) > 1:
        fail(f"{case} stands in the ledger of filings and in that of rehearsals; give one of them another --data-dir")
    return found[0]


def _verify(file: Path, settings: "Settings") -> int:
    from portalbot.dossier.package import prove

    proof = prove(file, [ledger for _, ledger in existing_ledgers(settings)])
    for each in proof.wrong:
        typer.echo(f"{file}: {each}", err=True)
    if proof.known is False:
        typer.echo(f"{file}: the ledger knows of no such dossier of {proof.case}: the manifest was altered", err=True)
    if proof.wrong or proof.known is False:
        return 1
    how = "the ledger knows it" if proof.known else "no ledger of this case is at hand: compare the manifest's hash"
    typer.echo(f"{file}: nothing was altered ({how}); manifest sha256 {proof.manifest}")
    return 0
