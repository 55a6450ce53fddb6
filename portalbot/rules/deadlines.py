"""The clocks of the law: when a review should have ended, and who must enter an SMS code. Pure functions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from pages.profile import Portal
from pages.terms import Role
from portalbot.rules.local_time import SHANGHAI
from portalbot.rules.states import State
from portalbot.rules.working_days import workdays_after

REVIEWED = frozenset({State.SUBMITTED, State.REVIEWING})
"""States in which a review should end by a day."""


def review_due(begun: datetime, portal: Portal) -> date:
    """Return the last day on which a review that began at an instant should end, in working days."""
    return workdays_after(begun.astimezone(SHANGHAI).date(), portal.review_days)


def who_verifies(frozen: Mapping[str, Any], roles: Iterable[Role]) -> str:
    """Return who must enter an SMS code, by what was filed: role, name and the phone's ends; at least the roles."""
    people = {one["role"]: one for one in frozen.get("fields", {}).get("responsible", ())}
    told = [(role, people.get(role)) for role in roles]
    return "、".join(f"{role} {one['name']} ({one['mobile'][:3]}****{one['mobile'][-4:]})" if one else str(role)
                     for role, one in told) or "the responsible person"  # fmt: skip
