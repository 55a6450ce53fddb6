"""`notify`: see the channels of notifications, and try them."""

from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell

if TYPE_CHECKING:
    from portalbot.work.channels import Standing

app = typer.Typer(no_args_is_help=True, help="Channels of notifications: see them, try them (docs/notifications.md).")


@app.command()
def test(
    channel: Annotated[list[str] | None, typer.Option("--channel", help="Only this one; may be repeated.")] = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
) -> None:
    """Send a test message to each channel, and say what came of it.

    \b
    Example: portalbot notify test --env-file notify.env --channel ops
    Exit codes: 0 all were taken, 1 one was not, 2 there is no such channel.
    """
    with errors_for_people():
        from portalbot.reporting.notify.sending import Came
        from portalbot.work.channels import send_test
        from portalbot.work.place import Sources

        said = {Came.TAKEN: "taken", Came.REFUSED: "not taken", Came.UNSURE: "perhaps taken"}
        bad = False
        for name, result in send_test(Sources(env_file, secrets_dir, data_dir).settings(), channel or ()):
            typer.echo(f"{name}: {said[result.came]}{f': {result.why}' if result.why else ''}")
            bad = bad or result.came is not Came.TAKEN
    raise typer.Exit(1 if bad else 0)


@app.command("list")
def list_channels(env_file: o.EnvFile = None, secrets_dir: o.SecretsDir = None, data_dir: o.DataDir = None) -> None:
    """Show the channels, the events that each is told, and what waits or went wrong; never an address.

    \b
    Example: portalbot notify list --env-file notify.env
    """
    with errors_for_people():
        from portalbot.work.channels import NONE, channels
        from portalbot.work.place import Sources

        settings = Sources(env_file, secrets_dir, data_dir).settings()
        for each in channels(settings, tell):
            typer.echo(f"{each.name:<12} {', '.join(each.notices)}")
            if said := _standing(each):
                typer.echo(f"{'':<12} {said}")
        typer.echo(
            f"The digest is made at {settings.digest_at or 'no hour'} (Asia/Shanghai)." if settings.notify else NONE
        )


def _standing(channel: "Standing") -> str:
    from portalbot.ledger.outbox import Post

    why = f" ({channel.why})" if channel.why else ""
    return ", ".join(
        f"{channel.counts[state]} {state}{why if state is Post.PENDING else ''}"
        for state in Post
        if channel.counts[state]
    )
