"""Two hundred cases in twenty accounts over four weeks with a 调休 and the year's end: killed, blocked, rejected."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.fleets import differing
from portalbot.following.sweep import sweep
from portalbot.ledger.outbox import Post
from portalbot.rules.states import State
from tests.filing.doubles import Points
from tests.filing.fleet import FleetWorld


@pytest.mark.usefixtures("quiet")
def test_a_sweep_costs_one_sign_in_an_account_however_many_cases_it_has(quick_folder: Path) -> None:
    world = FleetWorld(quick_folder, accounts=8, subjects=5, seed=1)
    world.operate()
    before = len(world.office.sign_ins)
    world.pass_time(timedelta(hours=4))
    swept = sweep(world.ledger, world.portal_of, lambda works: world.serve(works, Points()))
    cost = len(world.office.sign_ins) - before
    assert cost == len(swept.looked_at) == 6, "the two whose lists lag are not due"
    assert len(world.ledger.cases.all()) == 80
    again = sweep(world.ledger, world.portal_of, lambda works: world.serve(works, Points()))
    assert len(world.office.sign_ins) - before == 6 and again.looked_at == (), "nothing is due so soon again"
    world.ledger.close()


@pytest.mark.usefixtures("quiet")
def test_every_case_of_a_fleet_ends_as_the_office_holds_it(quick_folder: Path) -> None:
    world = FleetWorld(quick_folder, accounts=20, subjects=5, seed=2026)
    world.live(weeks=4)
    world.pass_time(timedelta(days=1))
    sweep(world.ledger, world.portal_of, lambda works: world.serve(works, Points()), everything=True)
    assert differing(world.ledger, world.office) == {}
    world.check()
    states = Counter(entry.state for entry in world.ledger.cases.all())
    assert sum(states.values()) == 200 and states[State.CANCELLED] > 140, states
    assert world.over_budget() == {} and world.outside_hours() == []
    assert world.kills >= 20, "the kills missed"
    assert max(Counter(world.received).values()) == 1, "a notification came twice"
    messages = Counter(message.state for message in world.ledger.outbox.messages())
    sent, unsure = messages[Post.SENT], messages[Post.UNSURE]
    assert 100 < sent <= len(world.received) <= sent + unsure and unsure > 0, messages
    digests = [title for title, _ in world.received if "digest" in title]
    assert 20 <= len(digests) <= 29, "one a day"
    stood = {event["after"] for entry in world.ledger.cases.all() for event in world.ledger.events.of(entry.id)}
    assert stood >= {
        "verifying",
        "returned",
        "rejected",
        "held",
        "approved",
        "cancelled",
        "unknown",
    }
    world.ledger.close()
