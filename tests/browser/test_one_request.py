"""From INTENT to the end of the clicking page exactly one request that may change something arrives at the portal.

The portal stands behind a front that counts what arrives, and whose pages post again in every way that a page has. The
office takes doubles, so that nothing hides one.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from pages.profile import Portal
from pages.terms import Kind
from portalbot.rules.states import State
from tests.hostile import Answer, Change, Hostile, hostile
from tests.support import Bot

CASE = "QT-001"
SUBMIT = "/zhejiang/api/submit"
FILED = {State.SUBMITTED, State.VERIFYING, State.REVIEWING}


@pytest.fixture
def front(practice: PracticePortal) -> Iterator[Hostile]:
    with hostile(practice.url) as server:
        yield server


class Behind(Bot):
    """The bot with its portal behind the front; `form` is laid over the profile's form."""

    front: str
    form: dict[str, object]

    def portal_of(self, _province: str, _kind: Kind) -> Portal:
        there = shipped("practice/浙江").at(self.front)
        return there.model_copy(update={"form": there.form.model_copy(update=self.form)})


@pytest.fixture
def bot(tmp_path: Path, portal: Portal, front: Hostile, office: PracticeOffice) -> Iterator[Behind]:
    office.faults.add(DuplicateAccepted())
    bot = Behind(tmp_path, portal)
    bot.front, bot.form = front.url, {}
    bot.receipt_seconds = 2.0
    yield bot
    bot.close()


def with_script(script: str) -> Change:
    """Add a script to every page of the province, before its own."""

    def change(path: str, answer: Answer) -> Answer | None:
        if not (urlsplit(path).path.endswith("home.html") and b"<head>" in answer.body):
            return None
        body = answer.body.replace(b"<head>", f"<head><script>{script}</script>".encode(), 1)
        return Answer(answer.status, answer.headers, body)

    return change


AT_THE_CLICK = """
const plain = window.fetch.bind(window);
const AGAIN = (address, body) => { %s };
window.fetch = async (address, asked) => {
    if (!String(address).includes('api/submit')) return plain(address, asked);
    const sent = plain(address, asked);
    try { AGAIN(new URL(address, location.href).href, asked.body); } catch (error) { console.log(error); }
    return sent;
};
"""
POST = "{method: 'POST', headers: {'Content-Type': 'application/json'}, body}"
PAGES = {
    "the same again": f"plain(address, {POST})",
    "another query": f"plain(address + '?again=1', {POST})",
    "another address": f"plain(address.replace('submit', 'hand_in'), {POST})",
    "another method": "plain(address, {method: 'PUT', body})",
    "a worker": """new Worker(URL.createObjectURL(new Blob([
        `fetch("${address}", {method: "POST", body: ${JSON.stringify(body)}})`])))""",
    "a shared worker": """new SharedWorker(URL.createObjectURL(new Blob([
        `onconnect = () => fetch("${address}", {method: "POST", body: ${JSON.stringify(body)}})`])))""",
    "a beacon at once": "navigator.sendBeacon(address, body)",
    "a beacon at the page's end": "addEventListener('pagehide', () => navigator.sendBeacon(address, body))",
    "kept alive past the end": f"addEventListener('pagehide', () => plain(address, {{...{POST}, keepalive: true}}))",
    "an iframe": """const frame = document.body.appendChild(document.createElement('iframe'));
        frame.contentWindow.fetch(address, {method: 'POST', body})""",
    "a form in a window": """const form = document.createElement('form');
        Object.assign(form, {action: address, method: 'post', target: '_blank', enctype: 'text/plain'});
        const field = Object.assign(document.createElement('input'), {name: body.slice(0, -1) + ',"x":"', value: '"}'});
        form.append(field); document.body.append(form); form.submit()""",
    "later, when nobody waits any more": f"setTimeout(() => plain(address, {POST}), 2300)",
    "again and again": f"setInterval(() => plain(address, {POST}), 100)",
}


@pytest.mark.parametrize("way", PAGES)
def test_what_a_page_posts_besides_its_one_request_does_not_leave(
    bot: Behind, front: Hostile, office: PracticeOffice, way: str
) -> None:
    front.change = with_script(AT_THE_CLICK % PAGES[way])
    front.forward = lambda path: path.replace("hand_in", "submit")
    bot.submit(CASE)
    assert len([path for path in front.posted if "submit" in path or "hand_in" in path]) == 1
    assert len(office.arrivals) == len(office.applications) == 1
    assert bot.state(CASE) in FILED, bot.entry(CASE).message
    [attempt] = bot.ledger.attempts.of(CASE)
    assert len([one for one in attempt.witnesses if not one["held"]]) == 1


def test_without_an_answer_nothing_follows_later_either(bot: Behind, front: Hostile, office: PracticeOffice) -> None:
    front.change = both(
        with_script(AT_THE_CLICK % f"setTimeout(() => plain(address, {POST}), 2500)"),
        lambda path, _answer: Answer(0, [], b"") if path.endswith("api/submit") else None,
    )
    bot.submit(CASE)
    assert len([path for path in front.posted if "submit" in path]) == 1
    assert len(office.applications) == 1 and bot.state(CASE) in FILED | {State.UNKNOWN}


def both(*changes: Change) -> Change:
    def change(path: str, answer: Answer) -> Answer | None:
        for each in changes:
            answer = each(path, answer) or answer
        return answer

    return change


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("where", ["itself", "elsewhere"])
def test_a_redirect_sends_nothing_again(
    bot: Behind, front: Hostile, office: PracticeOffice, status: int, where: str
) -> None:
    to = "submit" if where == "itself" else "hand_in"
    front.forward = lambda path: path.replace("hand_in", "submit")

    def change(path: str, _answer: Answer) -> Answer | None:
        times = len([each for each in front.posted if "submit" in each or "hand_in" in each])
        return Answer(status, [("Location", to)], b"") if path == SUBMIT and times < 4 else None

    front.change = change
    bot.submit(CASE)
    assert front.posted.count(SUBMIT) == 1 and not [path for path in front.posted if "hand_in" in path]
    assert len(office.arrivals) == len(office.applications) == 1
    assert bot.state(CASE) in FILED, "the look finds it"


def test_a_redirect_whose_answer_dies_sends_nothing_again(bot: Behind, front: Hostile, office: PracticeOffice) -> None:
    def change(path: str, _answer: Answer) -> Answer | None:
        if path != SUBMIT:
            return None
        return Answer(307, [("Location", "submit")], b"") if front.posted.count(SUBMIT) == 1 else Answer(0, [], b"")

    front.change = change
    bot.submit(CASE)
    assert front.posted.count(SUBMIT) == 1 and len(office.applications) == 1


# what a profile names


def test_where_the_profile_names_what_files_nothing_else_takes_its_place(
    bot: Behind, front: Hostile, office: PracticeOffice
) -> None:
    check = "await plain(String(address).replace('submit', 'check'), asked).catch(() => 0);"
    front.change = with_script(AT_THE_CLICK.replace("const sent", f"{check} const sent") % "")
    bot.submit(CASE)
    assert front.posted[-1] == SUBMIT and not [path for path in front.posted if "check" in path]
    assert len(office.arrivals) == 1 and bot.state(CASE) in FILED


def test_what_the_click_sends_besides_is_let_out_where_the_profile_names_it_each_once(
    bot: Behind, front: Hostile, office: PracticeOffice
) -> None:
    check = "await plain(String(address).replace('submit', 'check'), asked).catch(() => 0);"
    front.change = with_script(AT_THE_CLICK.replace("const sent", f"{check} {check} const sent") % "")
    front.forward = lambda path: path.replace("/check", "/drafts")
    bot.form = {"sends": None}
    bot.submit(CASE)
    assert front.posted[-1].endswith("api/check") and office.arrivals == [], (
        "unnamed, it is the one, and the click's is held"
    )
    assert bot.state(CASE) is State.UNKNOWN
    [attempt] = bot.ledger.attempts.of(CASE)
    assert {one["path"] for one in attempt.witnesses if one["held"]} >= {SUBMIT}
    bot.ledger.cases.decide(CASE, State.READY, "nothing is there", by="test")
    front.posted.clear()
    bot.form = {"sends": None, "also": ("/zhejiang/api/check",)}
    bot.submit(CASE)
    last = [path for path in front.posted if "check" in path or "submit" in path]
    assert last == ["/zhejiang/api/check", SUBMIT] and len(office.applications) == 1
    assert bot.state(CASE) in FILED


def test_a_named_request_that_is_redirected_to_the_one_that_files_ends_there(
    bot: Behind, front: Hostile, office: PracticeOffice
) -> None:
    log = "await plain(String(address).replace('submit', 'check'), {method: 'POST', body: '{}'})"
    front.change = both(
        with_script(AT_THE_CLICK.replace("const sent", f"{log}.catch(() => 0); const sent") % ""),
        lambda path, _answer: Answer(307, [("Location", "submit")], b"") if path.endswith("/check") else None,
    )
    bot.form = {"also": ("/zhejiang/api/check",)}
    bot.submit(CASE)
    assert [path for path in front.posted if "check" in path or "submit" in path] == ["/zhejiang/api/check", SUBMIT]
    assert len(office.arrivals) == len(office.applications) == 1 and bot.state(CASE) in FILED


def test_the_request_that_files_leaves_through_the_guard_alone(
    bot: Behind, front: Hostile, office: PracticeOffice
) -> None:
    early = """addEventListener('hashchange', () => { const at = 'api/submit';
        fetch(at, {method: 'POST', body: JSON.stringify({number: '浙ICP备1号'})}).catch(() => 0);
        navigator.sendBeacon(at, '{}'); new Worker(URL.createObjectURL(new Blob([
            `fetch("${new URL(at, location.href)}", {method: "POST", body: "{}"})`]))) })"""
    front.change = with_script(early)
    bot.form = {"sends": "/*/api/submit"}
    bot.submit(CASE)
    assert front.posted.count(SUBMIT) == 1 and len(office.arrivals) == len(office.applications) == 1
    assert bot.state(CASE) in FILED


def test_where_the_profile_names_the_request_that_files_another_is_not_taken_for_it(
    bot: Behind, front: Hostile, office: PracticeOffice
) -> None:
    front.change = with_script(AT_THE_CLICK % f"plain(address.replace('submit', 'count'), {POST}).catch(() => 0)")
    bot.form = {"sends": "/*/api/submit"}
    bot.submit(CASE)
    assert not [path for path in front.posted if "count" in path]
    assert len(office.applications) == 1 and bot.state(CASE) in FILED
