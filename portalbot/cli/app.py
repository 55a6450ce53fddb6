"""The commands' tree. Only declarations: nothing heavy is imported here."""

import typer

from portalbot import __version__
from portalbot.cli import (
    accounts,
    check,
    closeout,
    deciding,
    demo,
    doctor,
    dossier,
    letter,
    notify,
    poll,
    portals,
    purge,
    reconcile,
    report,
    resubmit,
    scan,
    status,
    submit,
    template,
    verify,
)

app = typer.Typer(
    name="portalbot",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all well, 1 a case needs attention, 2 wrong usage or case file, 74 this machine stands "
    "in the way (disk, browser, screen), 130 stopped.",
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"portalbot {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """File cancellations of website filings (网站备案注销), once each, and follow them to the end.

    \b
    Try it:       portalbot demo
    Check a file: portalbot check cases.toml
    File it:      portalbot submit cases.toml --env-file accounts.env --portal-url http://127.0.0.1:8800
    Follow it:    portalbot poll --env-file accounts.env
    See it:       portalbot status
    """


app.command("demo")(demo.demo)
app.command("template")(template.template)
app.command("check")(check.check)
app.command("submit")(submit.submit)
app.command("status")(status.status)
app.command("poll")(poll.poll)
app.command("reconcile")(reconcile.reconcile)
app.command("resubmit")(resubmit.resubmit)
app.command("verify")(verify.verify)
app.command("settle")(deciding.settle)
app.command("backup")(deciding.backup)
app.command("closeout")(closeout.closeout)
app.command("dossier")(dossier.dossier)
app.command("letter")(letter.letter)
app.command("report")(report.report)
app.command("doctor")(doctor.doctor)
app.command("scan")(scan.scan)
app.command("purge")(purge.purge)
app.add_typer(accounts.app, name="accounts")
app.add_typer(portals.app, name="portals")
app.add_typer(notify.app, name="notify")
app.add_typer(deciding.ledger_app, name="ledger")
