"""Canary secrets through every command that touches them: in no file, no output, no process list, no notification."""

import base64
import html
import io
import json
import threading
import urllib.parse
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from tests.cli.command import Running, inside
from tests.support import SAMPLES

CANARY = 'Kanarie"7%41&x#y秘密𠮷'
TOKEN = "tok3n-9f8e7d6c5b4a-canary"


def spellings(secret: str) -> dict[str, bytes]:
    """Return how a secret may stand in a file, written without the gate's help."""
    raw = secret.encode()
    found = {
        "raw": raw,
        "url": urllib.parse.quote(secret, safe="").encode(),
        "form": urllib.parse.quote_plus(secret).encode(),
        "json": json.dumps(secret)[1:-1].encode(),
        "html": html.escape(secret).encode(),
        "utf-16": secret.encode("utf-16-le"),
    }
    for shift in range(3):
        whole = base64.b64encode(b"x" * shift + raw)
        found[f"base64/{shift}"] = whole[4:-4]
    return found


def leaks(name: str, data: bytes, secret: str) -> list[str]:
    """Return where a secret stands in a file, and in the files within it."""
    found = [f"{name}: {how}" for how, spelt in spellings(secret).items() if spelt in data]
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                found += leaks(f"{name}!{member}", archive.read(member), secret)
    return found


class Receiver(ThreadingHTTPServer):
    """Takes notifications, and keeps what it was told: the body alone, since the token is in the address."""

    told: list[bytes]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Receiver)
        self.server.told.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver(("127.0.0.1", 0), _Handler)
    server.told = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def seen_while(running: Running, secrets: tuple[str, ...]) -> list[str]:
    """Return the processes whose arguments held a secret while a command ran."""
    found = []
    while running.process.poll() is None:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes()
            except OSError:
                continue
            found += [str(path) for secret in secrets if secret.encode() in line]
    return found


def test_canary_secrets_are_found_nowhere(
    practice: PracticePortal, office: PracticeOffice, receiver: Receiver, tmp_path: Path
) -> None:
    owners = office.accounts("浙江")[0].subjects
    office.add_account("浙江", "qiantang", CANARY, owners)
    env_file = tmp_path / "secret" / "accounts.env"
    env_file.parent.mkdir()
    hook = f"json://127.0.0.1:{receiver.server_port}/{TOKEN}"
    quoted = CANARY.replace("\\", "\\\\").replace("'", "\\'")
    env_file.write_text(
        f"PORTALBOT_ACCOUNTS__QIANTANG__PASSWORD='{quoted}'\nPORTALBOT_NOTIFY__HOOK__URL={hook}\n"
        "PORTALBOT_NOTIFY__HOOK__EVENTS=submitted,person,rejected,cancelled\n",
        encoding="utf-8",
    )
    data = tmp_path / "data"
    where = ["--portal-url", practice.url, "--data-dir", str(data), "--env-file", str(env_file)]
    only = ["--only", "QT-001", "--trace", "--yes", "--json"]
    office.faults.add("Error500@form")
    failing = Running(["submit", str(SAMPLES / "cases.toml"), *where, *only])
    assert seen_while(failing, (CANARY, TOKEN)) == []
    said = failing.process.communicate()
    assert '"failed"' in said[0] and list(data.rglob("*trace.zip")), "a failure keeps its trace"
    runs = [inside("submit", str(SAMPLES / "cases.toml"), *where, *only)]
    assert '"submitted"' in runs[0].stdout, runs[0].stderr
    office.decide(office.applications[0].serial, "审核不通过", f"密码 {CANARY} 与登记不符")
    runs += [
        inside("poll", *where, "--all"),
        inside("doctor", "practice/浙江", *where, "--cases", str(SAMPLES / "cases.toml"), "--json"),
        inside("status", "QT-001", "--data-dir", str(data)),
        inside("accounts", "--data-dir", str(data), "--env-file", str(env_file)),
        inside("notify", "list", "--data-dir", str(data), "--env-file", str(env_file)),
    ]
    made = tmp_path / "made"
    made.mkdir()
    runs += [inside("report", str(made / f"r.{kind}"), "--data-dir", str(data)) for kind in ("html", "xlsx", "json")]
    runs.append(inside("dossier", "QT-001", str(made / "d.zip"), "--data-dir", str(data)))
    assert all(path.exists() for path in (made / "r.html", made / "r.xlsx", made / "r.json", made / "d.zip")), runs[-1]
    assert len(receiver.told) >= 2, "people were told"
    told = {"output": "".join([*said, *(done.stdout + done.stderr for done in runs)]).encode()}
    told |= {f"notification {n}": body for n, body in enumerate(receiver.told)}
    told |= {str(path): path.read_bytes() for folder in (data, made) for path in folder.rglob("*") if path.is_file()}
    assert [
        leak for name, kept in told.items() for secret in (CANARY, TOKEN) for leak in leaks(name, kept, secret)
    ] == []
    planted = data / "evidence" / "QT-001" / "planted.txt"
    planted.write_bytes(b"x" + base64.b64encode(b"ab" + CANARY.encode()) + b"x")
    assert leaks("planted", planted.read_bytes(), CANARY), "this test would see a leak"
    caught = inside("scan", str(data), "--data-dir", str(data), "--env-file", str(env_file))
    assert caught.returncode == 1 and "planted.txt" in caught.stdout + caught.stderr
