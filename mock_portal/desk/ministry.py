"""What the desk does at the ministry's page, for people who are not signed in: the slider and the SMS check."""

from __future__ import annotations

from mock_portal.desk.calls import Reply, answer
from mock_portal.desk.visit import Visit
from mock_portal.office.rules import Refusal


def new_slider(visit: Visit) -> Reply:
    """Hand out a slider."""
    return answer(params={"token": visit.sliders.new()})


def move_slider(visit: Visit) -> Reply:
    """Take the track of a slider that was moved, or refuse it (3005)."""
    if not visit.sliders.move(visit.call.text("token"), visit.call.body.get("track")):
        raise Refusal(3005)
    return answer()


def verify(visit: Visit) -> Reply:
    """Take a code, or refuse it (3001, 3002, 3004 to 3006); the slider is used up whatever the answer."""
    call = visit.call
    if not visit.sliders.use(call.text("slider")):
        raise Refusal(3005)
    entered = [call.text(name) for name in ("code", "mobile", "last_six")]
    if not all(entered):
        raise Refusal(3006)
    done = visit.office.verifications.verify(*entered)
    return answer(msg=visit.words("verify.done" if done else "verify.wait_others"))


def resend(visit: Visit) -> Reply:
    """Send a new code, or refuse (3001 to 3004, 3006)."""
    mobile, last_six = visit.call.text("mobile"), visit.call.text("last_six")
    if not mobile or not last_six:
        raise Refusal(3006)
    visit.office.verifications.resend(mobile, last_six)
    return answer(msg=visit.words("verify.sent"))
