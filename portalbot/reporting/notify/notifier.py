"""At the end of each sweep: make the messages of what has happened, and send what is due.

A channel that fails is left alone for the rest of the sweep, and its messages are tried again later. One process
sends at a time in a data directory; whatever it finds in `sending` was begun by one that is dead.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from filelock import FileLock, Timeout
from loguru import logger

from portalbot.evidence.scrub import Gate
from portalbot.ledger.isolation import isolated
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.outbox import Told
from portalbot.machine.private_files import FILE, check, make_folder
from portalbot.machine.settings import Channel, Settings
from portalbot.reporting.notify.digest import digest_of, is_due, key_of
from portalbot.reporting.notify.sending import SECONDS, Came, Result, send
from portalbot.reporting.notify.texts import message_of, titled
from portalbot.rules.states import Notice

ALL_SECONDS = 60.0
"""For the messages of one sweep."""
Send = Callable[[str, str, str], Result]


class Notifier:
    """Tells people what has happened in a ledger, by the channels of the settings.

    Make it before the work begins: what happens from then on is told at a channel that was not there before.
    """

    def __init__(
        self,
        ledger: Ledger,
        channels: Mapping[str, Channel],
        data_dir: Path,
        *,
        practice: bool,
        digest_at: str = "",
        send: Send = send,
        gate: Gate | None = None,
    ) -> None:
        self.ledger = ledger
        self.channels = channels
        self.data_dir = data_dir
        self.practice = practice
        self.digest_at = digest_at
        self.send = send
        self.gate = gate or Gate()
        ledger.outbox.open_channels(channels)

    @classmethod
    def of(cls, settings: Settings, ledger: Ledger, *, practice: bool) -> "Notifier":
        """Make the notifier of the settings' channels; `practice`: the ledger is that of rehearsals."""
        gate = Gate(settings.secrets)
        return cls(
            ledger, settings.notify, settings.data_dir, practice=practice, digest_at=settings.digest_at, gate=gate
        )

    def after_sweep(self) -> str:
        """Make and send what is due, within about a minute; returns what kept messages from going out, or ''.

        Raises LedgerError, and nothing for a channel that fails.
        """
        if not self.channels:
            return ""
        wanted = {name: channel.events for name, channel in self.channels.items()}
        self.ledger.outbox.compose(wanted, self._write)
        self._make_digests()
        folder = make_folder(self.data_dir / "locks")
        check(folder / "notify.lock")
        try:
            with FileLock(folder / "notify.lock", timeout=SECONDS, mode=FILE):
                return self._send_due()
        except Timeout:
            return "notifications: another process is sending; the rest waits for the next sweep"

    def _write(self, account: str, events: Sequence[Told]) -> tuple[str, str]:
        """Write an account's message; what cannot be put in words is said to have happened, and keeps no other back."""
        with isolated(account or "portal", {}, what="not put in words"):
            return message_of(account, events, practice=self.practice)
        cases = "、".join(dict.fromkeys(each.case_id for each in events if each.case_id))
        return titled(
            f"{account or '门户 portal'}: {len(events)} 条 events", practice=self.practice
        ), f"{cases} → portalbot status"

    def _make_digests(self) -> None:
        for name, channel in self.channels.items():
            if Notice.DIGEST in channel.events and is_due(self.ledger, name, self.digest_at):
                with isolated(f"the digest of {name}", {}, what="not made"):
                    if made := digest_of(self.ledger, name, practice=self.practice):
                        self.ledger.outbox.post(name, key_of(name, self.ledger.clock()), *made)

    def _send_due(self) -> str:
        self.ledger.outbox.clear(self.channels)
        end = time.monotonic() + ALL_SECONDS - SECONDS
        failing: dict[str, str] = {}
        left = 0
        for message in self.ledger.outbox.due(self.channels):
            if message.channel in failing:
                continue
            if time.monotonic() > end:
                left += 1
                continue
            if not self.ledger.outbox.begin_sending(message.id):
                continue
            url = self.channels[message.channel].url.get_secret_value()
            result = self.send(url, self.gate.message(message.title), self.gate.message(message.text, lines=True))
            match result.came:
                case Came.TAKEN:
                    self.ledger.outbox.sent(message.id)
                case Came.UNSURE:
                    self.ledger.outbox.unsure(message, result.why)
                    failing[message.channel] = f"a message may not have arrived ({result.why})"
                case Came.REFUSED:
                    self.ledger.outbox.put_back(message, result.why)
                    failing[message.channel] = result.why
            logger.info("notification {} by {}: {} {}", message.id, message.channel, result.came, result.why)
        said = [f"notifications by {name}: {why}" for name, why in failing.items()]
        return "; ".join([*said, *([f"{left} notifications wait for the next sweep"] if left else [])])
