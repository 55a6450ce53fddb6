"""The ministry's page of the SMS check: its slider, its faults, what else is asked for there, and nights."""

from __future__ import annotations

import pytest

from mock_portal.desk.calls import Call
from mock_portal.desk.faults import Error500, SessionExpired
from tests.mock_portal.citizen import TRACK
from tests.mock_portal.filed import Filed

# the slider


def test_without_a_slider_moved_by_a_hand_nothing_is_taken() -> None:
    filed = Filed("注销网站").sent()
    citizen = filed.keeper
    unmoved = str(citizen.ask("GET", "slider").params["token"])
    for token in ("", "made up", unmoved):
        assert citizen.enter(slider=token).code == 3005
    assert (filed.status, filed.office.verifications.all[0].wrong) == ("待短信核验", 0)
    assert citizen.enter().code == 0


def test_a_slider_serves_one_answer() -> None:
    citizen = Filed("注销网站").sent().keeper
    token = citizen.slide()
    assert citizen.enter("000000", slider=token).code == 3001
    assert citizen.enter(slider=token).code == 3005


@pytest.mark.parametrize(
    "track",
    [
        None,
        "moved",
        [],
        [[0, 0], [1, 100]],
        TRACK[:-1],
        TRACK[3:],
        [[0, 0], *([[0.98, 5 * n] for n in range(1, 9)]), [1, 50]],
        [[share, 0] for share, _ in TRACK],
        [[share, -time] for share, time in TRACK],
        [*TRACK[:5], [0.5, 10], *TRACK[6:]],
        [["0", 0], *TRACK[1:]],
        [[0], *TRACK[1:]],
    ],
)
def test_a_track_that_no_hand_leaves_uses_the_slider_up(track: object) -> None:
    citizen = Filed("注销网站").sent().keeper
    token = str(citizen.ask("GET", "slider").params["token"])
    assert citizen.ask("POST", "slider", token=token, track=track).code == 3005
    assert citizen.ask("POST", "slider", token=token, track=TRACK).code == 3005
    assert citizen.enter(slider=token).code == 3005


# faults, nights


def test_faults_strike_at_the_check_and_no_session_is_lost_there() -> None:
    filed = Filed("注销网站").sent()
    filed.office.faults.add("Error500@verify")
    filed.office.faults.add(Error500(step="verify", after=1))
    assert filed.keeper.enter().status == 500
    assert filed.status == "待短信核验"
    filed.office.faults.clear()
    filed.office.faults.add(SessionExpired(step="*", times=None))
    assert filed.keeper.enter().code == 0
    with pytest.raises(ValueError, match="not at 'verify'"):
        filed.office.faults.add("SessionExpired@verify")


def test_at_the_ministry_there_is_nothing_else_to_ask_for() -> None:
    filed = Filed()
    for path in ("sign_in", "forgot", "find", "submit"):
        assert filed.head.ask("POST", path).status == 404
    assert filed.head.ask("GET", "portal").code == 0
    assert filed.clerk.post("verify", {}).status == 404


def test_by_night_every_page_and_request_is_maintenance() -> None:
    filed = Filed("注销网站").sent()
    filed.office.nights = (22, 6)
    for hours, code in ((12, 0), (1, 901), (7, 901), (1, 0)):
        filed.office.advance(hours=hours)
        filed.clerk.sign_in()
        filed.office.advance(minutes=1)
        assert filed.clerk.get("records").code == code, filed.office.now
        for province, path in (("河南", "login.html"), ("", ""), ("吉林", "login.html"), ("", "api/slider")):
            assert filed.clerk.desk.handle(Call("GET", province, path)).code == code, (filed.office.now, path)
    filed.office.nights = (8, 18)
    assert filed.clerk.get("records").code == 0
    filed.office.advance(hours=2)
    assert filed.clerk.get("records").code == 901
    filed.office.reset()
    assert filed.office.nights is None
    for hours in ((6, 6), (-1, 6), (22, 24)):
        with pytest.raises(ValueError, match="different hours"):
            filed.office.nights = hours
