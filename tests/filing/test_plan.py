"""The plan of a submit: what is to be filed, what is to be settled, and what is left as it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pages.catalogue import shipped
from pages.profile import Portal
from pages.terms import Material
from portalbot.cases.casefile import CaseFile
from portalbot.filing.plan import Plan, make_plan
from portalbot.ledger.ledger import CaseIdReused, Ledger
from portalbot.rules.states import State
from tests.support import edited, everywhere, sample_cases

ORIGIN = "http://127.0.0.1:8800"


class Office:
    """A case file, a portal and a ledger to plan with."""

    def __init__(self, folder: Path) -> None:
        self.portal: Portal = shipped().at(ORIGIN)
        self.file: CaseFile = sample_cases(self.portal)
        self.ledger = Ledger(folder / "practice.db", who="test")

    def plan(self, **choice: Any) -> Plan:
        return make_plan(self.file, everywhere(self.portal), self.ledger, **choice)

    def filed(self, case_id: str) -> None:
        self.ledger.attempts.open(case_id, frozen={}, baseline=frozenset(), holder={})

    def edit(self, case_id: str, **changes: Any) -> None:
        cases = [edited(case, **changes) if case.id == case_id else case for case in self.file.cases]
        self.file = self.file.model_copy(update={"cases": tuple(cases)})


@pytest.fixture
def planner(tmp_path: Path) -> Iterator[Office]:
    planner = Office(tmp_path)
    yield planner
    planner.ledger.close()


def to_file(plan: Plan) -> list[str]:
    return [filing.case.id for filing in plan.to_file]


def test_a_new_file_is_filed_whole_in_its_order(planner: Office) -> None:
    plan = planner.plan()
    assert to_file(plan) == [case.id for case in planner.file.cases] == list(plan.ids)
    assert (plan.to_settle, plan.rest, plan.differing) == ((), (), ())
    assert {entry.id for entry in planner.ledger.cases.all(ORIGIN)} == set(plan.ids)


def test_a_filing_carries_the_very_bytes_and_their_digest(planner: Office) -> None:
    filing = planner.plan(only=["ZX-001"]).to_file[0]
    path = planner.file.material(filing.case, Material.LICENCE)
    assert filing.files[Material.LICENCE] == ("licence.pdf", path.read_bytes())
    assert filing.digest == filing.case.digest({name: data for name, (_, data) in filing.files.items()})
    assert planner.ledger.cases.one("ZX-001").digest == filing.digest


@pytest.mark.parametrize("state", [State.READY, State.HELD, State.WAITING, State.FAILED])
def test_what_a_submit_may_take_up_is_to_be_filed(planner: Office, state: State) -> None:
    planner.plan()
    planner.ledger.cases.move("ZX-001", state, "")
    assert "ZX-001" in to_file(planner.plan())


@pytest.mark.parametrize("state", [State.BLOCKED, State.REFUSED, State.WITHDRAWN, State.SUBMITTED, State.CANCELLED])
def test_what_needs_something_else_is_left(planner: Office, state: State) -> None:
    planner.plan()
    planner.ledger.cases.move("ZX-001", state, "")
    if state is State.BLOCKED:
        planner.ledger.cases.register({**entered(planner, "ZX-001"), "id": "TWIN"})
        planner.ledger.cases.move("TWIN", State.READY, "")
    plan = planner.plan()
    assert [entry.id for entry in plan.rest] == ["ZX-001"]
    assert "ZX-001" not in to_file(plan)


def entered(planner: Office, case_id: str) -> dict[str, str]:
    entry = planner.ledger.cases.one(case_id)
    names = ["portal", "number", "kind", "account", "user_name", "province", "client", "site_name", "digest"]
    return {name: getattr(entry, name) for name in names}


@pytest.mark.parametrize("unknown", [False, True], ids=["intent", "unknown"])
def test_what_may_have_been_clicked_is_to_be_settled(planner: Office, unknown: bool) -> None:
    planner.plan()
    planner.filed("ZX-001")
    if unknown:
        planner.ledger.cases.move("ZX-001", State.UNKNOWN, "")
    plan = planner.plan()
    assert [filing.case.id for filing in plan.to_settle] == ["ZX-001"]
    assert "ZX-001" not in to_file(plan)
    assert set(plan.ids) == {case.id for case in planner.file.cases}


def test_only_the_chosen_cases_are_planned_and_entered(planner: Office) -> None:
    plan = planner.plan(only=["ZX-002", "QT-001"])
    assert to_file(plan) == ["ZX-002", "QT-001"]
    assert {entry.id for entry in planner.ledger.cases.all()} == {"ZX-002", "QT-001"}


def test_one_accounts_cases_are_planned(planner: Office) -> None:
    assert to_file(planner.plan(account="jinghua")) == ["JH-001", "JH-002"]
    assert to_file(planner.plan(account="jinghua", only=["ZX-001"])) == []
    assert planner.plan(account="nobody").ids == ()


def test_a_limit_counts_only_what_is_to_be_filed(planner: Office) -> None:
    planner.plan()
    planner.filed("ZX-001")
    plan = planner.plan(limit=2)
    assert to_file(plan) == ["ZX-002", "ZX-003"]
    assert len(plan.to_settle) == 1
    assert len(plan.rest) == 13
    assert len(plan.ids) == 16


def test_an_edit_before_filing_is_filed_as_edited(planner: Office) -> None:
    planner.plan()
    planner.edit("ZX-001", site_name="知行书城")
    plan = planner.plan(only=["ZX-001"])
    assert plan.to_file[0].case.site_name == "知行书城"
    assert plan.differing == ()


@pytest.mark.parametrize("after", [[], [State.UNKNOWN], [State.SUBMITTED], [State.SUBMITTED, State.CANCELLED]])
def test_an_edit_after_filing_differs_and_is_not_filed(planner: Office, after: list[State]) -> None:
    planner.plan()
    planner.filed("ZX-001")
    for state in after:
        planner.ledger.cases.move("ZX-001", state, "")
    assert planner.plan().differing == ()
    planner.edit("ZX-001", site_name="知行书城")
    plan = planner.plan()
    assert plan.differing == ("ZX-001",)
    assert "ZX-001" not in to_file(plan)


def test_an_edited_refusal_is_filed_again(planner: Office) -> None:
    planner.plan()
    planner.ledger.cases.move("ZX-001", State.REFUSED, "no")
    assert "ZX-001" not in to_file(planner.plan())
    planner.edit("ZX-001", site_name="知行书城")
    assert "ZX-001" in to_file(planner.plan())


def test_other_bytes_in_a_file_are_another_content(planner: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = planner.plan(only=["ZX-001"]).to_file[0].digest
    real = CaseFile.files
    monkeypatch.setattr(
        CaseFile,
        "files",
        lambda file, case: {name: (title, data + b" ") for name, (title, data) in real(file, case).items()},
    )
    assert planner.plan(only=["ZX-001"]).to_file[0].digest != before


def test_an_id_for_another_record_stops_the_plan(planner: Office) -> None:
    planner.plan()
    planner.edit("ZX-001", number="粤ICP备12345678号-3")
    with pytest.raises(CaseIdReused, match="号-3"):
        planner.plan()
