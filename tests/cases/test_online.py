"""Does the site still answer? Asked at a name server and a web server of this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from pages.catalogue import shipped
from portalbot.cases.advisor.online import Asker
from portalbot.cases.casefile import Case, read_cases
from tests.support import CASES, TODAY, everywhere

UP, DOWN, GONE = "www.up.example", "www.down.example", "www.gone.example"


class _Site(BaseHTTPRequestHandler):
    hosts: list[str]

    def do_HEAD(self) -> None:
        self.hosts.append(self.headers["Host"])
        self.send_response(503 if self.headers["Host"] == DOWN else 302)
        self.send_header("Location", "http://elsewhere.example/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _answer(data: bytes) -> bytes:
    asked = dns.message.from_wire(data)
    reply = dns.message.make_response(asked)
    reply.flags |= dns.flags.RA
    name = asked.question[0].name.to_text().rstrip(".")
    if name in (UP, DOWN):
        reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "A", "127.0.0.1"))
    else:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire()


@pytest.fixture
def asker() -> Iterator[tuple[Asker, list[str]]]:
    """Run a name server and a web server on loopback; return who asks them, and the hosts that were asked for."""
    hosts: list[str] = []
    web = ThreadingHTTPServer(("127.0.0.1", 0), type("Site", (_Site,), {"hosts": hosts}))
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            data, sender = names.recvfrom(4096)
            if not data:
                return
            names.sendto(_answer(data), sender)

    threads = [threading.Thread(target=web.serve_forever), threading.Thread(target=serve)]
    for thread in threads:
        thread.start()
    port = names.getsockname()[1]
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        closed = unused.getsockname()[1]
        yield Asker(("127.0.0.1",), port, closed, web.server_port, seconds=2), hosts
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as last:
        last.sendto(b"", ("127.0.0.1", port))
    web.shutdown()
    web.server_close()
    for thread in threads:
        thread.join(5)
    names.close()


def cases(*domains: str) -> list[Case]:
    first = read_cases(CASES, everywhere(shipped().at("http://127.0.0.1")), TODAY).cases[0]
    return [first.model_copy(update={"id": f"C-{place}", "domain": name}) for place, name in enumerate(domains)]


def test_a_site_that_answers_is_named_and_its_redirect_is_not_followed(asker: tuple[Asker, list[str]]) -> None:
    who, hosts = asker
    found = who.about_sites(cases(UP))
    assert [(advice.rule.id, advice.case) for advice in found] == [("domain-resolves", "C-0"), ("site-answers", "C-0")]
    assert "302" in found[1].en and hosts == [UP]


def test_a_site_out_of_order_only_resolves_and_one_that_is_gone_says_nothing(asker: tuple[Asker, list[str]]) -> None:
    who, _ = asker
    assert [(a.rule.id, a.case) for a in who.about_sites(cases(DOWN, GONE))] == [("domain-resolves", "C-0")]


def test_a_name_server_that_is_silent_is_said_in_time() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as deaf:
        deaf.bind(("127.0.0.1", 0))
        [advice] = Asker(("127.0.0.1",), deaf.getsockname()[1], seconds=0.3).about_sites(cases(UP))
    assert advice.rule.id == "online-unknown"


def test_a_case_without_a_domain_is_not_asked_about() -> None:
    assert Asker(("127.0.0.1",), 9).about_sites(cases("")) == []
