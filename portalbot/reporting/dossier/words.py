"""What a client reads in a dossier: states, the portal's own words, what a file shows.

What the ledger notes for those who run the program (its messages, accounts that rest, variables to set) means nothing
to a client, and names machines and people of the agency: none of it is told. The portal's words are all there.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from sqlalchemy import RowMapping

from portalbot.evidence.scrub import mask_personal
from portalbot.reporting.report.words import STATES, STEPS, Said
from portalbot.rules.local_time import local
from portalbot.rules.states import state_named

AGENCY = "代办机构 the agency"
_LOGIN = re.compile(r"\s*(\(\S+@\S+\)|\S+@\S+)")
"""A login and its host, alone or behind a name that was given: `王经办 (wang@desk)`."""
_FILES = {
    "fitted": Said("材料调整说明", "how materials were fitted"),
    "captcha": Said("验证码", "a picture to be read"),
}


def person(by: str) -> str:
    """Return who did something, as a client knows them: a name that was given, or the agency for a login and host."""
    return _LOGIN.sub("", by) or AGENCY


def what(path: str) -> str:
    """Return what a kept file shows, by the step in its name (`20260302T040000-0001-receipt.jpg`)."""
    step = PurePath(path).name.rsplit("-", 1)[-1].partition(".")[0]
    said = STEPS.get(step) or _FILES.get(step) or Said("留存材料", "kept")
    return f"{said.zh} {said.en}"


def told(events: Iterable[RowMapping]) -> Iterator[dict[str, Any]]:
    """Give the events that a client is told: each change of state, and whatever the portal said."""
    for row in events:
        before, after, text = row["before"], row["after"], mask_personal(str(row["words"] or ""))
        if before == after and not text:
            continue
        names = (after,) if before in ("", after) else (before, after)
        change = [STATES[state].name if (state := state_named(name)) else Said(name, name) for name in names]
        yield {"instant": row["at"], "at": local(row["at"]), "change": change, "text": text}
