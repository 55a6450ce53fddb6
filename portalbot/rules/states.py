"""The states of a case and the changes that are allowed (DESIGN, «States of a case»).

A room of its own because the ledger, the verdicts and the reports all speak in these words. What each state
means to an operator: docs/states.md.
"""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    READY = "ready"
    HELD = "held"
    WAITING = "waiting"
    BLOCKED = "blocked"
    REFUSED = "refused"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    INTENT = "intent"
    SUBMITTED = "submitted"
    UNKNOWN = "unknown"
    VERIFYING = "verifying"
    REVIEWING = "reviewing"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    RETURNED = "returned"


S = State
BEFORE = frozenset({S.READY, S.HELD, S.WAITING, S.BLOCKED, S.REFUSED, S.FAILED})
"""Nothing of the case is at the portal, and a `submit` may take it up."""
FILEABLE = BEFORE - {S.BLOCKED, S.REFUSED}
"""A `submit` files these; a blocked or refused case needs another content first."""
CLICKED = frozenset({S.INTENT, S.UNKNOWN})
"""The click may have happened; only a look or a person settles it."""
AT_PORTAL = frozenset({S.SUBMITTED, S.VERIFYING, S.REVIEWING, S.APPROVED})
"""An application stands; `poll` follows it."""
ENDED = frozenset({S.CANCELLED, S.WITHDRAWN})
"""Nothing more will happen."""
NEEDS_PERSON = frozenset({S.WAITING, S.BLOCKED, S.REFUSED, S.FAILED, S.UNKNOWN, S.INTENT, S.REJECTED, S.RETURNED})
"""A case in one of these makes the exit code 1."""

_FOLLOWED = AT_PORTAL | {S.CANCELLED, S.REJECTED, S.RETURNED}
ALLOWED: dict[State, frozenset[State]] = {
    **{state: BEFORE | _FOLLOWED | {S.INTENT, S.WITHDRAWN} for state in BEFORE},
    S.INTENT: frozenset({S.SUBMITTED, S.UNKNOWN, S.REFUSED, S.READY, S.WITHDRAWN}) | _FOLLOWED,
    S.UNKNOWN: frozenset({S.UNKNOWN, S.SUBMITTED, S.READY, S.REFUSED, S.WITHDRAWN}) | _FOLLOWED,
    **{state: _FOLLOWED | {S.UNKNOWN} for state in AT_PORTAL},
    S.REJECTED: frozenset({S.READY, S.WITHDRAWN, S.REJECTED}),
    S.RETURNED: frozenset({S.READY, S.WITHDRAWN, S.RETURNED}),
    S.CANCELLED: frozenset(),
    S.WITHDRAWN: frozenset({S.READY}),
}
"""From each state, the states that may follow."""


class Notice(StrEnum):
    """What people want to be told of, as channels choose among it."""

    SUBMITTED = "submitted"
    VERIFICATION = "verification"
    REJECTED = "rejected"
    OVERDUE = "overdue"
    PERSON = "person"
    PORTAL_CHANGED = "portal_changed"
    FREED = "freed"
    CANCELLED = "cancelled"
    DIGEST = "digest"


NOTICE: dict[State, Notice] = {
    S.SUBMITTED: Notice.SUBMITTED,
    S.VERIFYING: Notice.VERIFICATION,
    S.REJECTED: Notice.REJECTED,
    S.RETURNED: Notice.REJECTED,
    S.CANCELLED: Notice.CANCELLED,
    S.WAITING: Notice.PERSON,
    S.REFUSED: Notice.PERSON,
    S.FAILED: Notice.PERSON,
}
"""What coming to a state is worth telling as. `unknown` is told only when lists lag no more (`following.reminders`)."""


def state_named(word: str) -> State | None:
    """Return the state of a word of the ledger; None for one that no program of ours wrote."""
    return State(word) if word in State._value2member_map_ else None


def allowed(before: State, after: State) -> bool:
    """Say whether a case may change from one state to another."""
    return after in ALLOWED[before]
