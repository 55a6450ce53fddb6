"""The outbox: what people are told, as rows of the ledger, so that it is told once whatever dies in between.

An event becomes part of a message in the transaction that moves the channel's cursor past it. A message is `sending`,
committed, before its first byte leaves: one that is found so afterwards may have arrived, is `unsure`, and is never
sent again. What was surely not taken is `pending` anew, later and later, and given up after a day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from portalbot.ledger import tables as t
from portalbot.ledger.database import LEEWAY, Database, instant
from portalbot.ledger.events import Events

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
PATIENCE = timedelta(days=1)
"""After so long a message that nobody took is given up."""


class Post(StrEnum):
    """How a message stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"


@dataclass(frozen=True)
class Told:
    """An event that somebody wants to be told of; the columns of a case are empty where it is about no single one."""

    notice: str
    account: str
    case_id: str
    client: str
    number: str
    kind: str
    serial: str
    state: str
    message: str
    words: str


@dataclass(frozen=True)
class Message:
    """A message to one channel; times in UTC, `error` without the channel's address."""

    id: int
    channel: str
    account: str
    title: str
    text: str
    state: Post
    tries: int
    made_at: str
    ended_at: str | None
    error: str


Writer = Callable[[str, Sequence[Told]], tuple[str, str]]
"""Makes a title and a text of an account's events ('': those that are about a portal)."""


class Outbox:
    """The messages to people, and whether each has gone out."""

    def __init__(self, database: Database, events: Events) -> None:
        self._database = database
        self._events = events

    def open_channels(self, names: Iterable[str]) -> None:
        """Begin to keep what happens for channels that are new: what was before is not told there."""
        known = {row["name"] for row in self._database.reading(select(t.channels.c.name))}
        if new := [name for name in names if name not in known]:
            with self._database.writing() as connection:
                for name in new:
                    row = {"name": name, "cursor": _end(connection), "since": self._database.now()}
                    with suppress(IntegrityError), connection.begin_nested():  # opened by another one just now
                        connection.execute(insert(t.channels).values(row))

    def compose(self, channels: Mapping[str, Collection[str]], write: Writer) -> int:
        """Make the messages of what has happened since, one per account; returns how many.

        `channels`: the notices that each one wants. A channel that is new begins with the next event.
        """
        self.open_channels(channels)
        return sum(self._compose(name, notices, write) for name, notices in channels.items())

    def _compose(self, channel: str, notices: Collection[str], write: Writer) -> int:
        by_account: dict[str, list[Told]] = {}
        with self._database.writing() as connection:
            c = t.channels.c
            cursor = connection.execute(select(c.cursor).where(c.name == channel)).scalar_one()
            end = _end(connection)
            if end == cursor:
                return 0
            for told in _told(connection, cursor, notices):
                by_account.setdefault(told.account, []).append(told)
            for account, events in by_account.items():
                connection.execute(insert(t.messages).values(self._row(channel, account, *write(account, events))))
            connection.execute(update(t.channels).where(c.name == channel).values(cursor=end))
        return len(by_account)

    def post(self, channel: str, key: str, title: str, text: str) -> bool:
        """Make a message that is made once for its key; says whether it is new."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(t.messages).values(**self._row(channel, "", title, text), key=key))
        except IntegrityError:
            return False
        return True

    def _row(self, channel: str, account: str, title: str, text: str) -> dict[str, str]:
        now = self._database.now()
        said = {"channel": channel, "account": account, "title": title, "text": text}
        return {**said, "state": Post.PENDING.value, "made_at": now, "next_at": now}

    # sending

    def due(self, channels: Collection[str]) -> list[Message]:
        """Return the messages that may go out now, oldest first."""
        c = t.messages.c
        never = instant(self._database.clock() + LONGEST_WAIT + LEEWAY)
        now = (c.next_at <= self._database.now()) | (c.next_at > never)  # one that a wrong clock put off is due
        query = select(t.messages).where(c.state == Post.PENDING.value, now)
        return self._messages(query.where(c.channel.in_(channels)).order_by(c.id))

    def begin_sending(self, message: int) -> bool:
        """Commit that a message is about to leave; False when it is no longer pending."""
        c = t.messages.c
        query = update(t.messages).where(c.id == message, c.state == Post.PENDING.value)
        with self._database.writing() as connection:
            return connection.execute(query.values(state=Post.SENDING.value)).rowcount == 1

    def sent(self, message: int) -> None:
        """Write down that a message was taken."""
        with self._database.writing() as connection:
            query = update(t.messages).where(t.messages.c.id == message)
            connection.execute(query.values(state=Post.SENT.value, ended_at=self._database.now(), error=""))

    def put_back(self, message: Message, error: str) -> None:
        """Write down that a message was surely not taken: it is tried again later, or given up."""
        tries = message.tries + 1
        now = self._database.clock()
        if now - datetime.fromisoformat(message.made_at) >= PATIENCE:
            self._end_badly([message], Post.FAILED, error)
            return
        wait = min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
        next_at = instant(now + wait)
        with self._database.writing() as connection:
            query = update(t.messages).where(t.messages.c.id == message.id)
            connection.execute(query.values(state=Post.PENDING.value, tries=tries, next_at=next_at, error=error))

    def unsure(self, message: Message, error: str) -> None:
        """Write down that nobody knows whether a message was taken; it is not sent again."""
        self._end_badly([message], Post.UNSURE, error)

    def clear(self, channels: Collection[str]) -> None:
        """Settle, as the only sender, what a dead one was sending, and what has no channel any more."""
        c = t.messages.c
        sending = self._messages(select(t.messages).where(c.state == Post.SENDING.value))
        self._end_badly(sending, Post.UNSURE, "the program ended while it was being sent")
        before = instant(self._database.clock() - PATIENCE)
        waiting = select(t.messages).where(c.state == Post.PENDING.value, c.made_at < before)
        orphans = self._messages(waiting.where(c.channel.not_in(channels)))
        self._end_badly(orphans, Post.FAILED, "its channel is not in the settings any more")

    def _end_badly(self, messages: Sequence[Message], state: Post, error: str) -> None:
        if not messages:
            return
        ids = [message.id for message in messages]
        values = {
            "state": state.value,
            "ended_at": self._database.now(),
            "error": error,
            "tries": t.messages.c.tries + 1,
        }
        what = "may not have arrived" if state is Post.UNSURE else "was given up"
        with self._database.writing() as connection:
            connection.execute(update(t.messages).where(t.messages.c.id.in_(ids)).values(values))
            for message in messages:
                self._events.tell(connection, f"a message by {message.channel} {what} ({error}): {message.title}")

    # what is known of them

    def messages(self, states: Collection[Post] = tuple(Post), since: str = "") -> list[Message]:
        """Return the messages in some states, those that ended at an instant or later where one is given."""
        c = t.messages.c
        query = select(t.messages).where(c.state.in_([state.value for state in states])).order_by(c.id)
        return self._messages(query.where(c.ended_at >= since) if since else query)

    def keyed(self, channel: str, start: str) -> list[tuple[str, str]]:
        """Return the keys of a channel's messages that begin so, and when each was made, oldest first."""
        c = t.messages.c
        query = select(c.key, c.made_at).where(c.channel == channel, c.key.startswith(start, autoescape=True))
        return [(row["key"], row["made_at"]) for row in self._database.reading(query.order_by(c.id))]

    def opened(self, channel: str) -> str:
        """Return since when (UTC) what happens is kept for a channel that was opened."""
        [row] = self._database.reading(select(t.channels.c.since).where(t.channels.c.name == channel))
        return str(row["since"])

    def _messages(self, query: object) -> list[Message]:
        names = Message.__dataclass_fields__
        known = [row for row in self._database.reading(query) if row["state"] in Post._value2member_map_]
        return [Message(**{**{name: row[name] for name in names}, "state": Post(row["state"])}) for row in known]


def _end(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(t.events.c.id), 0))).scalar_one())


def _told(connection: Connection, cursor: int, notices: Collection[str]) -> list[Told]:
    e, c = t.events.c, t.cases.c
    columns = (
        e.notice,
        func.coalesce(c.account, e.account).label("account"),
        e.case_id,
        *(func.coalesce(c[name], "").label(name) for name in ("client", "number", "kind", "serial")),
        e.after.label("state"),
        e.message,
        e.words,
    )
    joined = t.events.outerjoin(t.cases, c.id == e.case_id)
    query = select(*columns).select_from(joined).where(e.id > cursor, e.notice.in_([str(each) for each in notices]))
    return [Told(**row) for row in connection.execute(query.order_by(e.id)).mappings()]
