"""The rows of a report: their words, their times, and the pictures that go with them."""

from pathlib import Path

import pytest

from portalbot.evidence.store import Evidence
from portalbot.reporting.report.pictures import pictures_of
from portalbot.reporting.report.rows import ReportError, Row, rows_of
from portalbot.reporting.report.words import STATES, state_of
from portalbot.rules.states import NEEDS_PERSON, State
from tests.reported import NOON, SERIAL, a_ledger, fields, filed, picture, some_rows


def by_id(rows: list[Row]) -> dict[str, dict[str, str]]:
    return {row.entry.id: row.cells for row in rows}


# words


def test_every_state_has_its_words_and_every_needy_one_says_what_to_do() -> None:
    assert set(STATES) == set(State)
    assert {state for state, words in STATES.items() if words.todo.zh and words.todo.en} == NEEDS_PERSON
    names = [name for words in STATES.values() for name in (words.name.zh, words.name.en)]
    assert len(set(names)) == len(names) and all(names)
    assert state_of("审核不通过") is state_of("rejected") is State.REJECTED and state_of("nonsense") is None


# rows


def test_a_row_says_it_in_peoples_words_and_in_their_time(rows: list[Row]) -> None:
    cells = by_id(rows)["A-1"]
    assert (cells["状态"], cells["审核结果"], cells["流水号"]) == ("已提交", "审核中", SERIAL)
    assert cells["提交时间"] == cells["最后更新"] == "2026-03-02 12:00"
    assert Path(cells["证据"]).is_dir() and by_id(rows)["A-2"]["证据"] == ""


def test_the_reason_is_the_portals_own_words_and_only_where_it_said_no(rows: list[Row]) -> None:
    cells = by_id(rows)
    assert cells["A-2"]["驳回原因"] == "驳回 材料不清晰，请重新上传"
    assert cells["A-1"]["驳回原因"] == cells["A-4"]["驳回原因"] == ""


def test_what_was_not_surely_filed_has_no_time_of_filing(rows: list[Row], tmp_path: Path) -> None:
    cells = by_id(rows)
    assert cells["A-3"]["提交时间"] == cells["A-4"]["提交时间"] == ""
    ledger = a_ledger(tmp_path / "more.db")
    ledger.cases.register(fields("B-1"))
    ledger.cases.move("B-1", State.SUBMITTED, "found", serial="7", origin="outside")
    filed(ledger, "B-2", None)
    filed(ledger, "B-3")
    ledger.cases.move("B-3", State.REJECTED, "no")
    ledger.cases.move("B-3", State.READY, "to be filed anew")
    more = by_id(rows_of([(False, ledger)], Evidence(tmp_path)))
    assert more["B-3"]["提交时间"] == ""
    assert more["B-1"]["提交时间"] == "" and more["B-2"]["提交时间"] == "2026-03-02 12:00"


def test_a_rehearsal_is_never_shown_as_a_filing(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "practice.db")
    filed(ledger, "A-1")
    assert by_id(rows_of([(True, ledger)], Evidence(tmp_path)))["A-1"]["状态"] == "演练·已提交"


def test_an_id_in_both_ledgers_is_not_guessed(tmp_path: Path) -> None:
    real, practice = a_ledger(tmp_path / "a.db"), a_ledger(tmp_path / "b.db")
    filed(real, "A-1")
    filed(practice, "P-1")
    both = [(False, real), (True, practice)]
    assert [row.practice for row in rows_of(both, Evidence(tmp_path))] == [False, True]
    filed(practice, "A-1")
    with pytest.raises(ReportError, match=r"A-1 stand in .*--real or --practice"):
        rows_of(both, Evidence(tmp_path))


def test_accounts_and_states_choose(tmp_path: Path) -> None:
    some_rows(tmp_path)
    ledger = a_ledger(tmp_path / "ledger.db")
    chosen = rows_of([(False, ledger)], Evidence(tmp_path), accounts=["lingnan"], states=[State.HELD, State.SUBMITTED])
    assert [row.entry.id for row in chosen] == ["A-3"]


# pictures


def test_pictures_are_made_small_and_bounded_newest_first(tmp_path: Path) -> None:
    ledger, evidence = a_ledger(tmp_path / "l.db"), Evidence(tmp_path / "e", clock=lambda: NOON)
    for case_id in ("A", "B"):
        filed(ledger, case_id, case_id)
        evidence.keep(case_id, "form.png", picture())
        evidence.keep(case_id, "receipt.jpg", picture("JPEG"))
    rows = rows_of([(False, ledger)], evidence)
    whole = pictures_of(rows)
    assert [each.step.zh for each in whole["A"].shown] == ["填写表单", "回执"]
    assert whole["A"].shown[0].at == "2026-03-02 12:00" and whole["A"].left_out == 0
    one = len(whole["A"].shown[1].address)
    assert one < len(picture())
    some = pictures_of(rows, most_bytes=2 * one + 10)
    assert [(len(each.shown), each.left_out) for each in some.values()] == [(1, 1), (1, 1)]
    assert some["B"].shown[0].step.zh == "回执"


def test_what_is_no_picture_is_named_and_stops_nothing(tmp_path: Path) -> None:
    ledger, evidence = a_ledger(tmp_path / "l.db"), Evidence(tmp_path / "e", clock=lambda: NOON)
    filed(ledger, "A")
    evidence.keep("A", "form.png", picture()[:400])
    evidence.keep("A", "receipt.png", b"<svg/>")
    assert len(pictures_of(rows_of([(False, ledger)], evidence))["A"].unreadable) == 2
