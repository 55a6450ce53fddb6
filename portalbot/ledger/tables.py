"""The ledger's tables.

A room of its own beside `ledger.py`, because the schema changes for other reasons than the rules; its versions and
the opening of the database are in `sqlite.py`. Times are UTC in ISO 8601; JSON columns are text. `portal_at` is what
the portal's own clock said (its `Date`), and never compared with ours. Two indexes keep
promises whatever the program above believes: `one_open_attempt` keeps two open attempts for one record key out, and
`said_once` a second event of a key that is to be told once (a case overdue, a deadline's last hour). Each holds for
some rows only, which SQLAlchemy says by the dialect: `_only_where` says the same to SQLite and to PostgreSQL.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table

metadata = MetaData()


def _only_where(condition: Any) -> dict[str, Any]:
    """Return what makes an index partial, for each dialect."""
    return {f"{dialect}_where": condition for dialect in ("sqlite", "postgresql")}


cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("portal", String, nullable=False),
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("account", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("province", String, nullable=False),
    Column("client", String, nullable=False),
    Column("site_name", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("state", String, nullable=False),
    Column("message", String, nullable=False, default=""),
    Column("words", String, nullable=False, default=""),
    Column("serial", String),
    Column("origin", String, nullable=False, default="ours"),
    Column("seconds", Float),
    Column("updated_at", String, nullable=False),
    Column("since", String, nullable=False, default="", server_default=""),
    Column("due_on", String),
    Column("verify_until", String),
    Index("cases_by_record", "portal", "number", "kind"),
    Index("cases_by_account", "portal", "user_name"),
    Index("cases_by_state", "state"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("portal", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("frozen", String, nullable=False),
    Column("baseline", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("serial", String),
    Column("answer", String, nullable=False, default="", server_default=""),
    Column("verdict", String),
    Column("witnesses", String),
    Column("open", Boolean, nullable=False, default=True),
    Column("intent_at", String, nullable=False),
    Column("closed_at", String),
    Column("closed_because", String),
    Column("follows", String),
    Column("marker", String),
    Column("portal_at", String),
)
_record = (attempts.c.portal, attempts.c.number, attempts.c.kind)
Index("one_open_attempt", *_record, unique=True, **_only_where(attempts.c.open))

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("step", String, nullable=False, default=""),
    Column("message", String, nullable=False, default=""),
    Column("words", String, nullable=False, default=""),
    Column("evidence", String),
    Column("by", String, nullable=False),
    Column("account", String, nullable=False, default="", server_default=""),
    Column("notice", String, nullable=False, default="", server_default=""),
    Column("key", String),
    Column("portal_at", String),
)
Index("said_once", events.c.case_id, events.c.key, unique=True, **_only_where(events.c.key.is_not(None)))

identity = Table("identity", metadata, Column("id", String, primary_key=True))
"""One row: what tells this ledger from every other one (`identity.py`)."""

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("digest", String, nullable=False),
    Column("plan", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("void", Boolean, nullable=False, default=False),
)

rests = Table(
    "rests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("account", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("words", String, nullable=False),
    Column("since", String, nullable=False),
    Column("until", String),
    Column("released_at", String),
    Column("released_by", String),
    Index("rests_by_account", "portal", "user_name"),
)


quarantines = Table(
    "quarantines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String, nullable=False),
    Column("profile", String, nullable=False),
    Column("part", String, nullable=False),
    Column("why", String, nullable=False),
    Column("since", String, nullable=False),
    Column("by", String, nullable=False),
    Column("lifted_at", String),
    Column("lifted_by", String),
    Column("lifted_why", String),
    Index("quarantines_by_portal", "portal", "profile"),
)


ticks = Table(
    "ticks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String, nullable=False, index=True),
    Column("item", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
)


looks = Table(
    "looks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", String, nullable=False),
    Column("user_name", String, nullable=False),
    Column("account", String, nullable=False),
    Column("at", String, nullable=False),
    Column("ended_at", String),
    Column("complete", Boolean),
    Column("why", String, nullable=False, default=""),
    Column("by", String, nullable=False),
    Index("looks_by_time", "at"),
)


channels = Table(
    "channels",
    metadata,
    Column("name", String, primary_key=True),
    Column("cursor", Integer, nullable=False),
    Column("since", String, nullable=False),
)


messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("title", String, nullable=False),
    Column("text", String, nullable=False),
    Column("state", String, nullable=False),
    Column("key", String, unique=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("made_at", String, nullable=False),
    Column("next_at", String, nullable=False),
    Column("ended_at", String),
    Column("error", String, nullable=False, default=""),
    Index("messages_by_state", "state", "next_at"),
)


service = Table(
    "service",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", String, nullable=False),
    Column("beat_at", String, nullable=False),
    Column("sweep_began_at", String),
    Column("sweep_ended_at", String),
    Column("next_at", String),
    Column("trouble", String, nullable=False, default=""),
)


artefacts = Table(
    "artefacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String, nullable=False, index=True),
    Column("path", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("link", String, nullable=False),
)
