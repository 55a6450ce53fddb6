"""The portal over plain HTTP: pages, redirects, cookies, uploads, cut connections, the control API."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from mock_portal.office.register import provinces
from mock_portal.web.server import Portal
from tests.mock_portal.clerk import GOOD_TEXT, PDF

SITE = "粤ICP备12345678号-1"
NUMBER_QUERY = "%E7%B2%A4ICP%E5%A4%8712345678%E5%8F%B7-1"


class Visitor:
    """Speak HTTP over one kept connection and keep the cookie."""

    def __init__(self, portal: Portal) -> None:
        self.line = http.client.HTTPConnection(portal.url.split("//")[1], timeout=10)
        self.cookie = ""

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def ask(
        self, method: str, path: str, body: bytes | dict[str, Any] | None = None, kind: str = ""
    ) -> tuple[int, bytes]:
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        headers = {"Content-Type": kind or "application/json"} | ({"Cookie": self.cookie} if self.cookie else {})
        self.line.request(method, path, data, headers)
        self.answer = self.line.getresponse()
        if given := self.answer.getheader("Set-Cookie"):
            self.cookie = given.split(";")[0]
        return self.answer.status, self.answer.read()

    def json(self, method: str, path: str, body: bytes | dict[str, Any] | None = None) -> Any:
        return json.loads(self.ask(method, path, body)[1])

    def sign_in(self, slug: str = "guangdong", account: str = "zhixing", password: str = "Zhixing-2026") -> None:
        assert self.json("POST", f"/{slug}/api/sign_in", {"account": account, "password": password})["code"] == 0

    def upload(self, material: str, name: str, data: bytes) -> Any:
        edge = "----edge7MA4YWxk"
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/pdf'
        body = f"--{edge}\r\n{head}\r\n\r\n".encode() + data + f"\r\n--{edge}--\r\n".encode()
        path = f"/guangdong/api/upload?number={NUMBER_QUERY}&material={material}"
        return json.loads(self.ask("POST", path, body, f"multipart/form-data; boundary={edge}")[1])

    def submit(self) -> Any:
        form = {"number": SITE, "kind": "注销网站", "reason": "其他", "text": GOOD_TEXT, "declared": True}
        return self.json("POST", "/guangdong/api/submit", form)


MATERIALS = ("%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7%E5%89%AF%E6%9C%AC", "%E6%B3%95%E4%BA%BA%E8%BA%AB%E4%BB%BD%E8%AF%81")
REQUEST = "%E6%B3%A8%E9%94%80%E7%94%B3%E8%AF%B7%E4%B9%A6"


def prepared(portal: Portal) -> Visitor:
    visitor = Visitor(portal)
    visitor.sign_in()
    for material in (*MATERIALS, REQUEST):
        assert visitor.upload(material, "scan.pdf", PDF)["code"] == 0
    return visitor


def test_pages_are_files_with_their_type_and_charset(portal: Portal) -> None:
    with Visitor(portal) as visitor:
        for path, kind in (
            ("/", "text/html; charset=utf-8"),
            ("/provinces.json", "application/json; charset=utf-8"),
            ("/guangdong/login.html", "text/html; charset=utf-8"),
            ("/guangdong/kit.js", "text/javascript; charset=utf-8"),
            ("/guangdong/style.css", "text/css; charset=utf-8"),
            ("/modern/home.html", "text/html; charset=utf-8"),
        ):
            status, data = visitor.ask("GET", path)
            assert (status, visitor.answer.getheader("Content-Type")) == (200, kind)
            assert data.decode("utf-8")


def test_every_province_has_an_entrance_that_leads_to_its_sign_in(portal: Portal) -> None:
    with Visitor(portal) as visitor:
        for province in provinces():
            assert visitor.ask("GET", f"/{province.slug}")[0] == 303
            assert visitor.answer.getheader("Location") == f"/{province.slug}/"
            assert visitor.ask("GET", f"/{province.slug}/")[0] == 303
            assert visitor.answer.getheader("Location") == "login.html"
            assert visitor.json("GET", f"/{province.slug}/api/portal")["params"]["province"] == province.name


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        "/guangdong/nothing.html",
        "/%2e%2e/office.py",
        "/guangdong/../../office.py",
        "/guangdong/%2e%2e/%2e%2e/office.py",
        "/modern",
        "/%E5%B9%BF%E4%B8%9C/",
    ],
)
def test_what_is_not_there_is_404_and_nothing_else_is_served(portal: Portal, path: str) -> None:
    with Visitor(portal) as visitor:
        status, data = visitor.ask("GET", path)
        assert status == 404
        assert "您访问的页面不存在" in data.decode("utf-8")


def test_a_session_is_a_cookie_of_the_province(portal: Portal) -> None:
    with Visitor(portal) as visitor:
        assert visitor.ask("GET", "/guangdong/api/records")[0] == 401
        visitor.sign_in()
        given = visitor.answer.getheader("Set-Cookie") or ""
        assert given.startswith("SESSION=")
        assert "Path=/guangdong/" in given
        assert "HttpOnly" in given
        assert visitor.json("GET", "/guangdong/api/records")["params"]["total"] == 4
        visitor.ask("GET", "/guangdong/")
        assert visitor.answer.getheader("Location") == "home.html"
        assert visitor.ask("GET", "/guangdong/sign_out")[0] == 303
        assert visitor.answer.getheader("Location") == "/guangdong/login.html"
        assert "Max-Age=0" in (visitor.answer.getheader("Set-Cookie") or "")


def test_signing_out_ends_the_session_on_the_servers_side(portal: Portal) -> None:
    with Visitor(portal) as visitor:
        visitor.sign_in()
        cookie = visitor.cookie
        visitor.ask("GET", "/guangdong/sign_out")
        visitor.cookie = cookie
        assert visitor.ask("GET", "/guangdong/api/records")[0] == 401


def test_bytes_and_names_of_files_arrive_whole(portal: Portal) -> None:
    odd = PDF + random.Random(7).randbytes(200_000) + b"\r\n--\r\n\n\r"
    with prepared(portal) as visitor:
        assert visitor.upload(REQUEST, "注销 申请书%22(1).pdf", odd)["code"] == 0
        assert visitor.submit()["code"] == 0
    files = {one.name: one for one in portal.office.applications[0].files}
    assert files['注销 申请书"(1).pdf'].sha256 == hashlib.sha256(odd).hexdigest()
    assert files['注销 申请书"(1).pdf'].size == len(odd)


def test_a_form_without_a_file_and_a_broken_body_are_refused(portal: Portal) -> None:
    with Visitor(portal) as visitor:
        visitor.sign_in()
        path = f"/guangdong/api/upload?number={NUMBER_QUERY}&material={REQUEST}"
        assert "没有收到文件" in json.loads(visitor.ask("POST", path, b"", "multipart/form-data; boundary=x")[1])["msg"]
        assert visitor.ask("POST", "/guangdong/api/submit", b"{not json")[0] == 400
        assert visitor.ask("POST", "/guangdong/api/submit", b"[1]")[0] == 400
        assert visitor.ask("POST", "/guangdong/api/nothing", b"{}")[0] == 404


def test_a_captcha_is_a_picture(portal: Portal) -> None:
    with Visitor(portal) as visitor:
        told = visitor.json("GET", "/shanghai/api/captcha?account=pujiang")["params"]
        status, data = visitor.ask("GET", f"/shanghai/{told['image']}")
        assert (status, visitor.answer.getheader("Content-Type"), data[:4]) == (200, "image/png", b"\x89PNG")
        assert visitor.json("GET", "/_office/captchas")[told["id"]]


def test_a_dropped_answer_leaves_the_application_in(portal: Portal) -> None:
    portal.office.faults.add("DropAfterCommit@submit")
    with prepared(portal) as visitor, pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        visitor.submit()
    assert len(portal.office.applications) == len(portal.office.arrivals) == 1


def test_only_a_kept_connection_is_dropped_when_so_told(portal: Portal) -> None:
    portal.office.faults.add("DropAfterCommit@submit,reused_only=true")
    portal.office.faults.add("DuplicateAccepted")
    with prepared(portal) as used, Visitor(portal) as fresh:
        fresh.cookie = used.cookie
        assert fresh.submit()["code"] == 0
        used.upload(MATERIALS[0], "scan.pdf", PDF)
        used.upload(MATERIALS[1], "scan.pdf", PDF)
        used.upload(REQUEST, "scan.pdf", PDF)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            used.submit()
    assert len(portal.office.applications) == 2


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("Waf403@select", 403, "当前访问疑似黑客攻击"),
        ("Error500@select", 500, "系统异常，请稍后再试"),
        ("Maintenance@select", 200, "系统正在维护中，请稍后再试"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/guangdong/", "/guangdong/login.html"])
def test_a_page_that_fails_is_a_page(portal: Portal, fault: str, status: int, words: str, path: str) -> None:
    portal.office.faults.add(fault)
    with Visitor(portal) as visitor:
        got, data = visitor.ask("GET", path)
        assert (got, words in data.decode("utf-8")) == (status, True)


def test_a_refused_connection_gives_no_answer(portal: Portal) -> None:
    portal.office.faults.add("ConnectionRefused@select")
    with Visitor(portal) as visitor:
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            visitor.ask("GET", "/")
        assert visitor.ask("GET", "/")[0] == 200


def test_a_client_that_hangs_up_is_no_event(portal: Portal, capfd: pytest.CaptureFixture[str]) -> None:
    port = int(portal.url.rsplit(":", 1)[1])
    for said in (
        b"",
        b"GET / HT",
        b"POST /guangdong/api/submit HTTP/1.1\r\nContent-Length: 99\r\n\r\n{",
        b"GET / HTTP/1.1\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            line.sendall(said)
    with Visitor(portal) as visitor:
        assert visitor.ask("GET", "/")[0] == 200
    assert portal.office.arrivals == []
    assert capfd.readouterr() == ("", "")


def test_many_ask_at_once_and_one_is_taken(portal: Portal) -> None:
    with prepared(portal) as first:
        codes: list[int] = []

        def hand_in() -> None:
            with Visitor(portal) as visitor:
                visitor.cookie = first.cookie
                codes.append(visitor.submit()["code"])

        threads = [threading.Thread(target=hand_in) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(codes) == [0, *[1030] * 11]
    assert (len(portal.office.applications), len(portal.office.arrivals)) == (1, 12)


def test_the_control_api_shows_the_truth(portal: Portal) -> None:
    with prepared(portal) as visitor:
        serial = visitor.submit()["params"]["serial"]
        (truth,) = visitor.json("GET", "/_office/applications")
        assert truth["serial"] == serial
        assert (truth["province"], truth["account"], truth["number"]) == ("广东", "zhixing", SITE)
        assert (truth["kind"], truth["status"], truth["opinion"]) == ("注销网站", "审核中", "")
        assert truth["reason"] == {
            "category": "其他",
            "text": GOOD_TEXT,
            "new_domain": "",
            "wrong": "",
            "right": "",
            "since": "",
            "business": "",
            "extra": {},
        }
        assert truth["files"][0] == {
            "material": "营业执照副本",
            "name": "scan.pdf",
            "sha256": hashlib.sha256(PDF).hexdigest(),
            "size": len(PDF),
        }
        assert truth["submitted_at"] == "2026-03-02T09:00:00+08:00"
        assert visitor.json("GET", "/_office/arrivals")[0]["number"] == SITE
        assert visitor.json("GET", "/_office/sign_ins")[0]["ok"] is True
        review = {"serial": serial, "status": "退回", "opinion": "请补充"}
        assert visitor.json("POST", "/_office/review", review)["status"] == "退回"


def test_the_control_api_moves_the_clock_sets_faults_switches_and_resets(portal: Portal) -> None:
    with Visitor(portal) as visitor:
        assert visitor.json("POST", "/_office/clock", {"days": 1, "hours": 2})["now"] == "2026-03-03T11:00:00+08:00"
        added = {"add": "Delay@submit", "times": 2, "account": "zhixing", "seconds": 0.1}
        (fault,) = visitor.json("POST", "/_office/faults", added)
        assert (fault["fault"], fault["step"], fault["times"], fault["seconds"]) == ("Delay", "submit", 2, 0.1)
        assert visitor.json("POST", "/_office/faults", {"clear": True}) == visitor.json("GET", "/_office/faults") == []
        assert visitor.json("POST", "/_office/notice", {"text": "今晚维护"}) == {"text": "今晚维护"}
        assert visitor.json("POST", "/_office/switch", {"full": True})["full"] is True
        assert visitor.json("POST", "/_office/reset", {})["now"] == "2026-03-02T09:00:00+08:00"
        assert (portal.office.full, portal.office.notice) == (False, None)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"weeks": 1}),
        ("clock", {"days": -1}),
        ("clock", {"days": "soon"}),
        ("review", {"serial": "1", "status": "退回"}),
        ("faults", {"add": "Nonsense"}),
        ("switch", {"power": True}),
        ("switch", {"full": 1}),
        ("notice", {}),
    ],
)
def test_the_control_api_says_what_it_does_not_understand(portal: Portal, path: str, body: dict[str, Any]) -> None:
    with Visitor(portal) as visitor:
        status, data = visitor.ask("POST", f"/_office/{path}", body)
        assert (status, bool(json.loads(data)["error"])) == (400, True)


def test_the_portal_can_speak_other_words() -> None:
    with Portal(wording={"login.submit": "登 入", "kind.site": "网站注销"}) as portal, Visitor(portal) as visitor:
        assert visitor.json("GET", "/guangdong/wording.json")["login.submit"] == "登 入"
        assert visitor.json("GET", "/modern/wording.json")["login.title"] == "用户登录"
        visitor.sign_in()
        assert visitor.json("GET", f"/guangdong/api/form?number={NUMBER_QUERY}")["params"]["kinds"][1] == "网站注销"
    with pytest.raises(ValueError, match=r"no such wording: nothing\.here"):
        Portal(wording={"nothing.here": "?"})


def test_a_stopped_portal_leaves_no_thread_and_no_open_connection() -> None:
    before = set(threading.enumerate())
    portal = Portal(faults=["Delay@select,seconds=60"]).start()
    with Visitor(portal) as idle, Visitor(portal) as waiting:
        idle.ask("GET", "/provinces.json")
        waiting.line.request("GET", "/")
        while not portal.office.faults.listed()[0]["struck"]:
            pass
        portal.stop()
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            waiting.line.getresponse()
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            idle.ask("GET", "/")
    assert set(threading.enumerate()) == before


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_the_portal_speaks_tls_and_stops_at_once_with_a_connection_open(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    options = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", *options, *names, "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(cert, key)
    with Portal(ssl_context=ours, faults=["DropAfterCommit@submit,reused_only"]) as portal:
        with Visitor(portal) as stranger, pytest.raises((http.client.HTTPException, OSError)):
            stranger.ask("GET", "/")
        visitor = Visitor(portal)
        visitor.line = http.client.HTTPSConnection(
            portal.url.removeprefix("https://"), timeout=10, context=ssl.create_default_context(cafile=str(cert))
        )
        with visitor:
            assert visitor.ask("GET", "/")[0] == 200
            visitor.sign_in()
            for material in (*MATERIALS, REQUEST):
                assert visitor.upload(material, "scan.pdf", PDF)["code"] == 0
            with pytest.raises((http.client.RemoteDisconnected, OSError)):
                visitor.submit()
            assert visitor.ask("GET", "/")[0] == 200
            portal.stop()
    assert len(portal.office.applications) == 1


def test_a_portal_that_was_never_started_can_be_stopped() -> None:
    Portal().stop()
