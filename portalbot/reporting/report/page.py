"""The page of a report: one file with everything in it, for a browser or a printer, in Chinese and English.

Whatever a portal or a case file said is text: the templates escape it, and the page's own policy lets run no script
and load nothing but what was written here (their hashes stand in it), should an escape ever be forgotten.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

from portalbot.following.closeout import CLOSEOUT
from portalbot.reporting.report.pictures import MOST_BYTES, pictures_of
from portalbot.reporting.report.rows import Row
from portalbot.reporting.report.words import REHEARSAL, STATES, STEPS


def as_html(rows: Sequence[Row], now: datetime, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the report's page; `now` in Shanghai. Raises OSError where evidence cannot be read."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("portalbot.reporting.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _own("report.css"), _own("report.js")
    counts = Counter(row.entry.state for row in rows)
    page = environment.get_template("report.html").render(
        rows=rows,
        pictures=pictures_of(rows, most_bytes),
        states=STATES,
        steps=STEPS,
        closeout=CLOSEOUT,
        rehearsal=REHEARSAL,
        counts=[(state, counts[state]) for state in STATES if counts[state]],
        accounts=sorted({row.entry.account for row in rows}),
        needing=[row for row in rows if row.needs_person],
        rehearsals=sum(row.practice for row in rows),
        now=now.strftime("%Y-%m-%d %H:%M"),
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
    )
    return page.encode()


def _own(name: str) -> str:
    return (files("portalbot.reporting.report") / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
