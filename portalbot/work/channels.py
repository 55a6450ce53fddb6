"""The channels of notifications: what each is told, how its messages stand, and a test message."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portalbot.ledger.outbox import Post
from portalbot.reporting.notify.sending import Result, send
from portalbot.reporting.notify.texts import NAMES
from portalbot.work.errors import NotDone
from portalbot.work.place import existing_ledgers, who_runs
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from portalbot.machine.settings import Settings

NONE = "No channel is set: PORTALBOT_NOTIFY__<NAME>__URL=… names one (docs/notifications.md)."


@dataclass(frozen=True)
class Standing:
    """One channel: the notices that it is told, how many messages are in each state, why the last one waits."""

    name: str
    notices: Sequence[str]
    counts: "Counter[Post]"
    why: str


def channels(settings: "Settings", tell: Tell = nobody) -> list[Standing]:
    """Return how every channel of the settings stands; never an address. Raises LedgerError."""
    ledgers = [ledger for _, ledger in existing_ledgers(settings, tell)]
    found = []
    for name, channel in sorted(settings.notify.items()):
        mine = [each for ledger in ledgers for each in ledger.outbox.messages() if each.channel == name]
        why = next((each.error for each in reversed(mine) if each.state is Post.PENDING and each.error), "")
        notices = [notice.value for notice in sorted(channel.events, key=list(NAMES).index)]
        found.append(Standing(name, notices, Counter(each.state for each in mine), why))
    return found


def send_test(settings: "Settings", names: Sequence[str] = ()) -> Iterator[tuple[str, Result]]:
    """Send a test message to the named channels, or to all; yields each with what came of it. Raises NotDone."""
    known = settings.notify
    if not known:
        raise NotDone(NONE)
    if unknown := set(names) - set(known):
        raise NotDone(f"there is no channel {', '.join(sorted(unknown))}", f"there are {', '.join(sorted(known))}")
    for name in sorted(names or known):
        text = f"测试消息，来自 a test message from {who_runs()} · 通道 channel {name}"
        yield name, send(known[name].url.get_secret_value(), "portalbot 测试 test", text)
