"""Closing out: what the net says is asked of servers of this machine, and kept with the ticks."""

import csv
import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
from typer.testing import CliRunner

from portalbot.cases import site_lookup
from portalbot.cases.advisor.preparation import PREPARATION
from portalbot.cases.site_lookup import Found, SiteAsker
from portalbot.cli.app import app
from portalbot.evidence.store import Evidence
from portalbot.following import closeout
from portalbot.following.closeout import CLEAN, CLOSEOUT, closing_of, keep
from portalbot.ledger.ledger import Ledger
from portalbot.reporting.report.page import as_html
from portalbot.reporting.report.rows import rows_of
from portalbot.reporting.report.sheets import as_csv
from portalbot.rules.states import State
from tests.reported import fields

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SITE = "www.up.example"
NOTHING = Found(SITE, (), (), ())


class _Site(BaseHTTPRequestHandler):
    status = 302

    def do_HEAD(self) -> None:
        self.send_response(self.status)
        self.send_header("Location", "http://elsewhere.example/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass
class Net:
    """A name server with its zone, and a web server."""

    web: ThreadingHTTPServer
    names: socket.socket
    zone: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    asker: SiteAsker = field(default_factory=SiteAsker)

    def answer(self, data: bytes) -> bytes:
        query = dns.message.from_wire(data)
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        name = query.question[0].name.to_text().rstrip(".")
        kind = dns.rdatatype.to_text(query.question[0].rdtype)
        self.asked.append((name, kind))
        if value := self.zone.get((name, kind)):
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, value))
        elif not any(held == name for held, _ in self.zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()

    def serve(self) -> None:
        while True:
            data, sender = self.names.recvfrom(4096)
            if not data:
                return
            self.names.sendto(self.answer(data), sender)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    web = ThreadingHTTPServer(("127.0.0.1", 0), type("Site", (_Site,), {}))
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as names, closing(socket.socket()) as unused:
        names.bind(("127.0.0.1", 0))
        unused.bind(("127.0.0.1", 0))
        net = Net(web, names)
        net.asker = SiteAsker(
            ("127.0.0.1",), names.getsockname()[1], unused.getsockname()[1], web.server_port, seconds=2
        )
        monkeypatch.setattr(site_lookup, "SiteAsker", lambda: net.asker)
        threads = [threading.Thread(target=web.serve_forever, args=(0.02,)), threading.Thread(target=net.serve)]
        for thread in threads:
            thread.start()
        yield net
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as last:
            last.sendto(b"", names.getsockname())
        web.shutdown()
        web.server_close()
        for thread in threads:
            thread.join(5)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "ledger.db", who="clerk@office", clock=lambda: NOON)
    yield ledger
    ledger.close()


def cancelled(ledger: Ledger, case_id: str, domain: str = SITE, end: State = State.CANCELLED) -> None:
    ledger.cases.register(fields(case_id))
    ledger.attempts.open(case_id, frozen={"fields": {"domain": domain}}, baseline=frozenset(), holder={})
    for state in (State.SUBMITTED, end):
        ledger.cases.move(case_id, state, "said")


def run(ledger: Ledger, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["closeout", *arguments, "--data-dir", str(ledger.path.parent)])
    return done.exit_code, done.output


# the net


def test_everything_that_still_points_or_answers_is_found(net: Net) -> None:
    net.zone |= {("up.example", "MX"): "10 mail.up.example.", ("up.example", "AAAA"): "::1"}
    net.zone |= {(SITE, "A"): "127.0.0.1", (SITE, "CNAME"): "cdn.example."}
    [found] = net.asker.about([SITE])
    assert found.points == ("up.example AAAA ::1", "up.example MX 10 mail.up.example.",
                            f"{SITE} A 127.0.0.1", f"{SITE} CNAME cdn.example.")  # fmt: skip
    assert (found.answers, found.unknown) == ((f"http://{SITE}/ 302",), ())
    assert {name for name, _ in net.asked} == {"up.example", SITE}


def test_a_name_that_is_gone_is_clean_and_a_site_out_of_order_only_points(net: Net) -> None:
    assert net.asker.about([SITE]) == [NOTHING]
    net.zone[SITE, "A"] = "127.0.0.1"
    net.web.RequestHandlerClass.status = 503  # type: ignore[attr-defined]
    assert net.asker.about([SITE]) == [Found(SITE, (f"{SITE} A 127.0.0.1",), (), ())]


def test_a_silent_name_server_is_not_taken_for_nothing(ledger: Ledger) -> None:
    cancelled(ledger, "A-1")
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as deaf:
        deaf.bind(("127.0.0.1", 0))
        [found] = SiteAsker(("127.0.0.1",), deaf.getsockname()[1], seconds=0.2).about([SITE])
    assert found.unknown and not found.points
    keep(ledger, "A-1", found)
    assert not closing_of(ledger, "A-1").clean and "not known" in closing_of(ledger, "A-1").found


# what is kept


def test_a_case_is_closed_out_when_all_is_ticked_and_nothing_is_there(ledger: Ledger) -> None:
    cancelled(ledger, "A-1")
    assert closing_of(ledger, "A-1").domain == SITE and closing_of(ledger, "A-1").said.startswith("not asked yet")
    for item in CLOSEOUT:
        assert not closing_of(ledger, "A-1").closed
        closeout.tick(ledger, "A-1", item, by="王敏")
    assert not closing_of(ledger, "A-1").closed, "the net was not asked"
    keep(ledger, "A-1", Found(SITE, (f"{SITE} A 1.2.3.4",), (), ()))
    assert not closing_of(ledger, "A-1").closed
    keep(ledger, "A-1", NOTHING)
    now = closing_of(ledger, "A-1")
    assert now.closed and now.found == f"{SITE}: {CLEAN}" and now.asked_at == "2026-03-02 12:00"
    assert now.done["dns"].by == "王敏 (clerk@office)" and now.done["dns"].at == "2026-03-02 12:00"
    assert not closing_of(ledger, "A-1", "other.example").closed, "an answer about another domain does not count"


def test_ticks_of_the_preparation_are_no_ticks_of_the_end(ledger: Ledger) -> None:
    cancelled(ledger, "A-1")
    for item in (*PREPARATION, *CLOSEOUT):
        ledger.preparations.tick("A-1", item, by="王敏")
    assert closing_of(ledger, "A-1").open == tuple(CLOSEOUT)
    closeout.tick(ledger, "A-1", "data", by="王敏")
    assert closing_of(ledger, "A-1").open == tuple(item for item in CLOSEOUT if item != "data")


# the command


def test_the_command_asks_ticks_and_goes_on_until_nothing_is_left(ledger: Ledger, net: Net) -> None:
    net.zone[SITE, "A"] = "127.0.0.1"
    cancelled(ledger, "A-1")
    cancelled(ledger, "B-1", end=State.REVIEWING)
    code, said = run(ledger)
    assert code == 1 and "A-1" in said and "B-1" not in said
    assert f"still points · 仍有解析: {SITE} A 127.0.0.1" in said and f"仍可访问: http://{SITE}/ 302" in said
    assert "[ ] dns" in said and "1 case: 0 closed out" in said
    assert ledger.cases.one("A-1").state is State.CANCELLED
    ticks = [part for item in CLOSEOUT for part in ("--tick", item)]
    code, said = run(ledger, "A-1", *ticks, "--by", "王敏", "--offline")
    assert code == 1 and "[x] footer" in said and "王敏" in said and "302" in said, "the last answer still stands"
    net.zone.clear()
    code, said = run(ledger)
    assert code == 0 and CLEAN in said and "1 case: 1 closed out" in said
    net.asked.clear()
    assert run(ledger) == (0, "Nothing is left to close out.\n") and net.asked == []


def test_a_case_without_a_domain_says_so_and_takes_one(ledger: Ledger, net: Net) -> None:
    cancelled(ledger, "A-1", domain="")
    code, said = run(ledger, "A-1")
    assert code == 1 and "no domain is known (--domain)" in said and net.asked == []
    net.zone["shop.example", "A"] = "127.0.0.1"
    assert "shop.example A 127.0.0.1" in run(ledger, "A-1", "--domain", "Shop.example")[1]
    net.zone.clear()
    assert f"shop.example: {CLEAN}" in run(ledger)[1], "it is remembered"


def test_json_has_what_stands(ledger: Ledger, net: Net) -> None:
    cancelled(ledger, "A-1")
    closeout.tick(ledger, "A-1", "dns", by="王敏")
    code, said = run(ledger, "--json")
    record = json.loads(said)
    assert code == 1 and (record["id"], record["state"], record["clean"], record["closed"]) == (
        "A-1", "cancelled", True, False,
    )  # fmt: skip
    assert list(record["done"]) == ["dns"] and record["open"] == list(CLOSEOUT)[1:] and CLEAN in record["message"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["A-1", "--tick", "nonsense", "--by", "x"], "the items are dns"),
        (["A-1", "--tick", "dns"], "--by"),
        (["--tick", "dns", "--by", "x"], "needs the case"),
        (["--domain", "a.example"], "needs the one case"),
        (["A-1", "--domain", "http://a.example"], "without http://"),
        (["X-9"], "no case X-9"),
        (["B-1"], "B-1 is reviewing"),
    ],
)
def test_wrong_usage_says_what_would_be_right(ledger: Ledger, arguments: list[str], why: str) -> None:
    cancelled(ledger, "A-1")
    cancelled(ledger, "B-1", end=State.REVIEWING)
    code, said = run(ledger, *arguments, "--offline")
    assert code == 2 and why in said and not closing_of(ledger, "A-1").done


# the report


def test_the_report_shows_how_far_it_is(ledger: Ledger, tmp_path: Path) -> None:
    cancelled(ledger, "A-1")
    cancelled(ledger, "B-1", end=State.REVIEWING)
    closeout.tick(ledger, "A-1", "dns", by="王敏")
    keep(ledger, "A-1", Found(SITE, (f"{SITE} A 1.2.3.4",), (), ()))
    rows = rows_of([(False, ledger)], Evidence(tmp_path))
    cells = {line["编号"]: line["收尾"] for line in csv.DictReader(io.StringIO(as_csv(rows).decode("utf-8-sig")))}
    assert cells["B-1"] == ""
    for said in ("1/5 已删除域名解析记录（王敏 (clerk@office)，2026-03-02 12:00）", f"{SITE} A 1.2.3.4"):
        assert said in cells["A-1"]
    page = as_html(rows, NOON).decode()
    assert page.count('class="note closing"') == 1
    assert "✓ " in page and "已通知域名注册商" in page and f"{SITE} A 1.2.3.4" in page
