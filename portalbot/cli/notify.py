"""`notify`: see the channels of notifications, and try them."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from portalbot.ledger import Ledger

app = typer.Typer(no_args_is_help=True, help="Channels of notifications: see them, try them (docs/notifications.md).")
NONE = "No channel is set: PORTALBOT_NOTIFY__<NAME>__URL=… names one (docs/notifications.md)."


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
        from portalbot.cli.context import who_runs
        from portalbot.notify.sending import Came, send
        from portalbot.settings import load_settings

        channels = load_settings(env_file, secrets_dir, data_dir=data_dir).notify
        if not channels:
            fail(NONE)
        if unknown := set(channel or ()) - set(channels):
            fail(f"there is no channel {', '.join(sorted(unknown))}; there are {', '.join(sorted(channels))}")
        bad = False
        for name in sorted(channel or channels):
            text = f"测试消息，来自 a test message from {who_runs()} · 通道 channel {name}"
            result = send(channels[name].url.get_secret_value(), "portalbot 测试 test", text)
            said = {Came.TAKEN: "taken", Came.REFUSED: "not taken", Came.UNSURE: "perhaps taken"}[result.came]
            typer.echo(f"{name}: {said}{f': {result.why}' if result.why else ''}")
            bad = bad or result.came is not Came.TAKEN
    raise typer.Exit(1 if bad else 0)


@app.command("list")
def list_channels(env_file: o.EnvFile = None, secrets_dir: o.SecretsDir = None, data_dir: o.DataDir = None) -> None:
    """Show the channels, the events that each is told, and what waits or went wrong; never an address.

    \b
    Example: portalbot notify list --env-file notify.env
    """
    with errors_for_people():
        from portalbot.notify.texts import NAMES
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir)
        ledgers = [ledger for _, ledger in existing_ledgers(settings)]
        for name, channel in sorted(settings.notify.items()):
            events = ", ".join(notice.value for notice in sorted(channel.events, key=list(NAMES).index))
            typer.echo(f"{name:<12} {events}")
            if said := _standing(ledgers, name):
                typer.echo(f"{'':<12} {said}")
        typer.echo(
            f"The digest is made at {settings.digest_at or 'no hour'} (Asia/Shanghai)." if settings.notify else NONE
        )


def _standing(ledgers: "list[Ledger]", channel: str) -> str:
    from portalbot.outbox import Post

    mine = [each for ledger in ledgers for each in ledger.messages() if each.channel == channel]
    counts = Counter(each.state for each in mine)
    why = next((f" ({each.error})" for each in reversed(mine) if each.state is Post.PENDING and each.error), "")
    return ", ".join(
        f"{counts[state]} {state}{why if state is Post.PENDING else ''}" for state in Post if counts[state]
    )
