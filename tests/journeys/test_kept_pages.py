"""Kept pages are inert: opened from the disk in a browser, whatever a portal wrote, nothing runs or is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portalbot.evidence.inert import inert, is_inert
from portalbot.evidence.scrub import Gate
from portalbot.evidence.store import Evidence
from tests.hostile import Hostile, hostile

ATTACKS = {
    "a script": "<script>ran()</script>",
    "an event": "<img src=x onerror=ran()><body onload=ran()><input autofocus onfocus=ran()>",
    "an address": "<a id=go href='javascript:ran()'>go</a><iframe src='javascript:parent.ran()'></iframe>",
    "a frame": "<iframe srcdoc='<script>parent.ran()</script>'></iframe><frameset onload=ran()>",
    "an object": "<object data='data:text/html,<script>ran()</script>'></object><embed src='HERE/e.svg'>",
    "a refresh": "<meta http-equiv=refresh content='0;url=HERE/refreshed'><base href='HERE/'>",
    "what is loaded": "<img src='HERE/i.png'><link rel=stylesheet href='HERE/s.css'><video poster='HERE/p'></video>",
    "a style": "<style>@import 'HERE/a'; p{background:url(HERE/b)}</style><p style=\"background:url('HERE/c')\">",
    "a picture that is a page": "<img src='data:image/svg+xml,<svg xmlns=http://www.w3.org/2000/svg onload=ran()>'>",
    "a form": "<form action='HERE/f'><button id=go formaction='javascript:ran()'>提交</button></form>",
    "markup that turns": "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=1 onerror=ran()&gt;'></table></mtext></math>",
    "markup in a comment": "<!--><script>ran()</script>--><noscript><p title='</noscript><img src=x onerror=ran()>'>",
    "a policy to be spoilt": "<p>Cookie: b=http-equiv; c=Content-Security-Policy</p><script>ran()</script>",
}

SECRETS = ["meta", "default", "http-equiv", "Content-Security-Policy", 'Pol1cy"><b>x']
"""Passwords that would take the page or its policy apart."""


@pytest.fixture
def elsewhere() -> Iterator[Hostile]:
    with hostile() as server:
        yield server


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_kept_page_runs_nothing_and_asks_for_nothing(
    page: Page, tmp_path: Path, elsewhere: Hostile, attack: str
) -> None:
    evidence = Evidence(tmp_path, gate=Gate(lambda: SECRETS))
    body = f"<html><head><title>x</title></head><body>{ATTACKS[attack]}<p>流水号 2026000017</p></body></html>"
    kept = tmp_path / evidence.keep("A", "receipt.html", body.replace("HERE", elsewhere.url).encode())
    ran: list[str] = []
    page.expose_function("ran", lambda: ran.append(attack))
    page.goto(kept.as_uri())
    for target in page.locator("#go").all():
        target.click(timeout=2000)
    page.get_by_text("流水号 2026000017").wait_for()
    page.wait_for_load_state("networkidle")
    assert ran == [] and elsewhere.asked == []
    assert page.url == kept.as_uri() and is_inert(kept.read_bytes())


def test_what_would_run_does_run_where_it_is_not_made_inert(page: Page, tmp_path: Path) -> None:
    raw = tmp_path / "raw.html"
    raw.write_text(f"<html><body>{ATTACKS['a script']}{ATTACKS['an event']}", encoding="utf-8")
    ran: list[int] = []
    page.expose_function("ran", lambda: ran.append(1))
    page.goto(raw.as_uri())
    assert ran, "or these tests would see nothing"


def test_what_a_page_shows_stays() -> None:
    kept = inert(
        "<style>.red{color:red}</style><h1 class=red>提交成功</h1><table><tr><td colspan=2>流水号</td></tr></table>"
        "<input type=text value='因业务调整'><textarea>说明</textarea><select><option selected>其他</select>".encode()
    ).decode()
    for part in ("color:red", '<h1 class="red">提交成功', 'colspan="2"', 'value="因业务调整"', ">说明<", "selected"):
        assert part in kept
