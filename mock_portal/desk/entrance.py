"""What the desk does for people who are not signed in: the portal's name, CAPTCHAs, signing in, 忘记密码, 找回账号."""

from __future__ import annotations

from mock_portal.desk.calls import Reply, answer
from mock_portal.desk.visit import Visit
from mock_portal.office.rules import Refusal


def portal(visit: Visit) -> Reply:
    """Tell the province, the time, the notice, who is signed in (`null` when nobody is), and what a page must know."""
    office = visit.office
    found = office.account(visit.province, visit.account) if visit.account else None
    variant = office.variant(visit.province)
    rules = variant.rules
    return answer(
        params={
            "province": visit.province,
            "time": f"{office.now:%Y-%m-%d %H:%M}",
            "notice": office.notice,
            "page_sizes": list(rules.page_sizes),
            "file_types": list(rules.types),
            "extra_fields": list(rules.extra_fields),
            "drift": sorted(variant.drifts),
            "account": found.name if found else None,
            "unit": found.title if found else None,
        }
    )


def captcha(visit: Visit) -> Reply:
    """Tell whether an account needs a CAPTCHA, and open one if it does."""
    found = visit.office.account(visit.province, visit.call.text("account"))
    if found is None or not found.captcha:
        return answer(params={"needed": False, "id": "", "image": ""})
    id_ = visit.captchas.new()
    return answer(params={"needed": True, "id": id_, "image": f"api/captcha.png?id={id_}"})


def captcha_picture(visit: Visit) -> Reply:
    """Draw an open CAPTCHA."""
    data = visit.captchas.picture(visit.call.text("id"))
    return Reply(data=data) if data else visit.say(404, status=404)


def sign_in(visit: Visit) -> Reply:
    """Let an account in and begin its session, or refuse (1001 to 1004)."""
    call, office = visit.call, visit.office
    name = call.text("account")
    found = office.account(visit.province, name)
    captcha_ok = True
    if found and found.captcha:
        if not call.text("captcha"):
            raise Refusal(1004)
        captcha_ok = visit.captchas.answer(call.text("captcha_id"), call.text("captcha"))
    password = call.body.get("password")
    account = office.sign_in(visit.province, name, password if isinstance(password, str) else "", captcha_ok)
    visit.sessions.end(call.token)
    token = visit.sessions.begin(visit.province, account.name, office.now)
    return Reply(body=answer(params={"account": account.name, "unit": account.title}).body, token=token)


def sign_out(visit: Visit) -> Reply:
    """End the session."""
    visit.sessions.end(visit.call.token)
    return Reply(body=answer().body, token="")


def forgot(visit: Visit) -> Reply:
    """Send a reset message to the phone of the account's first subject, or refuse (1005)."""
    office = visit.office
    found = office.account(visit.province, visit.call.text("account"))
    six = visit.call.text("last_six").upper()
    subject = next((one for one in found.subjects if one.last_six == six), None) if found else None
    if subject is None:
        raise Refusal(1005)
    mobile = f"{subject.mobile[:3]}****{subject.mobile[-4:]}"
    return answer(msg=visit.words("forgot.sent", mobile=mobile), params={"mobile": mobile})


def find(visit: Visit) -> Reply:
    """Name the account that a 统一社会信用代码 belongs to, its middle hidden, or refuse (1006)."""
    office, uscc = visit.office, visit.call.text("uscc").upper()
    for account in office.accounts(visit.province):
        if any(subject.uscc == uscc for subject in account.subjects):
            masked = f"{account.name[:2]}****{account.name[-1]}"
            return answer(msg=visit.words("find.found", account=masked), params={"account": masked})
    raise Refusal(1006)
