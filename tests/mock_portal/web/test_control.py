"""The control of the practice portal, without HTTP: messages, checks, calendar and nights."""

from __future__ import annotations

from typing import Any

from mock_portal.web.control import Control
from tests.mock_portal.filed import Filed


def test_the_control_reads_messages_and_sets_calendar_and_nights() -> None:
    filed = Filed("注销网站").sent()
    control = Control(filed.clerk.desk)
    [message] = control.handle("GET", "messages", {})[1]
    assert message == {
        "mobile": filed.keeper.person.mobile,
        "code": filed.keeper.code(),
        "at": "2026-03-02T09:08:00+08:00",
        "serial": filed.serial,
        "voided": False,
    }
    [check] = control.handle("GET", "verifications", {})[1]
    assert (check["serial"], check["wrong"], check["people"][0]["role"]) == (filed.serial, 0, "网站负责人")
    given = {"holidays": ["2026-10-01"], "workdays": ["2026-10-10"]}
    assert control.handle("POST", "calendar", given) == (200, given)
    assert control.handle("POST", "calendar", {"holidays": []}) == (200, {**given, "holidays": []})
    wrong: dict[str, Any]
    for wrong in ({"holidays": "2026-10-01"}, {"holidays": ["never"]}, {"holidays": None}, {"feasts": []}):
        assert control.handle("POST", "calendar", wrong)[0] == 400
    assert control.handle("POST", "nights", {"from": 22, "to": 6}) == (200, {"from": 22, "to": 6})
    assert control.handle("GET", "nights", {}) == (200, {"from": 22, "to": 6})
    assert filed.office.nights == (22, 6)
    for wrong in ({"from": 22}, {"from": 1, "to": 1}, {"from": "late", "to": 6}):
        assert control.handle("POST", "nights", wrong)[0] == 400
    assert control.handle("POST", "nights", {}) == (200, None)
