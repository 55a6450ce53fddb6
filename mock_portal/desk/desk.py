"""The desk that every request passes: session, faults, the office's act, the answer.

The HTTP server only translates to and from it, so that a test without a network meets the same portal, faults and all.
An answer is `{"code", "success", "msg", "params"}`: refusals have a code and HTTP 200, a missing session is HTTP 401.

    desk = Desk(PracticeOffice())
    token = desk.handle(Call("POST", "广东", "api/sign_in", body={"account": …, "password": …})).token
    desk.handle(Call("GET", "guangdong", "api/records", {"q": "商城"}, token=token)).params["rows"]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mock_portal.desk import counter, entrance, licence_counter, ministry
from mock_portal.desk.calls import Call, Reply
from mock_portal.desk.captcha import Captchas
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.desk.sessions import Sessions
from mock_portal.desk.slider import Sliders
from mock_portal.desk.visit import Visit
from mock_portal.office.register import PLATFORM, Account, find_province
from mock_portal.office.rules import Refusal

STEP_OF = {
    "sign_in": "sign_in",
    "records": "list",
    "dialog": "dialog",
    "notice": "dialog",
    "form": "form",
    "upload": "upload",
    "stash": "upload",
    "save": "upload",
    "submit": "submit",
    "applications": "applications",
    "verify": "verify",
    "verify_resend": "verify",
}
"""The step that a request belongs to; pages are "select", what is not named here is no step and only meets "*"."""

_OPEN: dict[tuple[str, str], Callable[[Visit], Reply]] = {
    ("GET", "portal"): entrance.portal,
    ("GET", "captcha"): entrance.captcha,
    ("GET", "captcha.png"): entrance.captcha_picture,
    ("POST", "sign_in"): entrance.sign_in,
    ("GET", "sign_out"): entrance.sign_out,
    ("POST", "sign_out"): entrance.sign_out,
    ("POST", "forgot"): entrance.forgot,
    ("POST", "find"): entrance.find,
}
_AT_THE_MINISTRY: dict[tuple[str, str], Callable[[Visit], Reply]] = {
    ("GET", "portal"): entrance.portal,
    ("GET", "slider"): ministry.new_slider,
    ("POST", "slider"): ministry.move_slider,
    ("POST", "verify"): ministry.verify,
    ("POST", "verify_resend"): ministry.resend,
}
_SIGNED_IN: dict[tuple[str, str], Callable[[Visit, Account], Reply]] = {
    ("GET", "records"): counter.records,
    ("GET", "dialog"): counter.dialog,
    ("GET", "form"): counter.form,
    ("GET", "drafts"): counter.drafts,
    ("POST", "upload"): counter.upload,
    ("POST", "remove"): counter.remove,
    ("POST", "submit"): counter.submit,
    ("GET", "applications"): counter.applications,
}
_AT_THE_PLATFORM: dict[tuple[str, str], Callable[[Visit, Account], Reply]] = {
    ("GET", "records"): licence_counter.records,
    ("GET", "notice"): licence_counter.notice,
    ("GET", "form"): licence_counter.form,
    ("GET", "drafts"): licence_counter.drafts,
    ("POST", "upload"): licence_counter.upload,
    ("POST", "remove"): licence_counter.remove,
    ("POST", "stash"): licence_counter.stash,
    ("POST", "save"): licence_counter.save,
    ("POST", "submit"): licence_counter.submit,
    ("GET", "applications"): counter.applications,
}


class Desk:
    """Answer requests for an office; `session_minutes` of office time without a request end a session."""

    def __init__(self, office: PracticeOffice, session_minutes: float = 30) -> None:
        self.office = office
        self.sessions = Sessions(session_minutes)
        self.captchas = Captchas(office.seed)
        self.sliders = Sliders()
        self._resets = office.resets

    def reset(self) -> None:
        """Begin again: the office as seeded, nobody signed in."""
        with self.office.lock:
            self.office.reset()
            self._follow()

    def _follow(self) -> None:
        """Forget sessions and CAPTCHAs of the time before the office's last reset."""
        if self._resets != self.office.resets:
            self._resets = self.office.resets
            self.sessions.clear()
            self.captchas = Captchas(self.office.seed)
            self.sliders = Sliders()

    def signed_in(self, call: Call) -> bool:
        """Tell whether a call comes with a living session."""
        with self.office.lock:
            return self._visit(call).account is not None

    def handle(self, call: Call) -> Reply:
        """Answer one request; what it changes is kept before this returns."""
        with self.office.lock:
            visit = self._visit(call)
            if visit.step == "submit":
                self.office.note_arrival(visit.province, visit.account, call.text("number"))
            faults = self.office.faults
            faults.prepare(visit)
            closed = visit.say(901) if self.office.at_night else None
            reply = faults.afterwards(visit, faults.instead(visit) or closed or self._act(visit))
            if visit.committed:
                receipt = replace(visit, step="receipt")
                reply = faults.afterwards(receipt, faults.instead(receipt) or reply)
                visit.sign_off = visit.sign_off or receipt.sign_off
            if visit.sign_off:
                self.sessions.end(reply.token or call.token)
            return reply

    def _visit(self, call: Call) -> Visit:
        self._follow()
        found = find_province(call.province)
        province = found.name if found else ""
        account = self.sessions.account(call.token, province, self.office.now)
        is_api = call.path.startswith("api/")
        step = STEP_OF.get(call.path.removeprefix("api/"), "") if is_api else "select"
        if step == "sign_in":
            account = call.text("account")
        return Visit(call, step, province, account, self.office, self.sessions, self.captchas, self.sliders)

    def _act(self, visit: Visit) -> Reply:
        if visit.step == "select":
            return Reply()
        asked = visit.call.method, visit.call.path.removeprefix("api/")
        try:
            at_platform = visit.province == PLATFORM.name
            if at_platform and asked == ("POST", "forgot"):
                return licence_counter.forgot(visit)
            for_all = _OPEN if visit.province else _AT_THE_MINISTRY
            if asked in for_all:
                return for_all[asked](visit)
            act = (_AT_THE_PLATFORM if at_platform else _SIGNED_IN).get(asked)
            if act is None or not visit.province:
                return visit.say(404, status=404)
            account = self.office.account(visit.province, visit.account or "")
            if account is None:
                return visit.say(401, status=401)
            return act(visit, account)
        except Refusal as refusal:
            return visit.say(refusal.code, values=refusal.values)
