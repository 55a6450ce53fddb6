"""What a portal wrote is shown on the terminal, and not obeyed by it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from portalbot import cli
from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State

EVIL = "驳回\x1b[2J\x1b]0;title\x07\r\n2026-03-02 10:00  cancelled\x9b1m\u202e"
FIELDS: dict[str, Any] = {
    "id": "A-1",
    "portal": "http://127.0.0.1",
    "number": "粤ICP备12345678号",
    "kind": "注销主体",
    "account": "a",
    "user_name": "u",
    "province": "广东",
    "client": "公司\x1b[31m",
    "site_name": "网站",
    "digest": "d",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    ledger = Ledger(tmp_path / "ledger.db", who="test")
    ledger.cases.register(FIELDS)
    ledger.cases.move("A-1", State.WAITING, EVIL, words=EVIL)
    ledger.rests.begin("a", "http://127.0.0.1", "u", "why", EVIL)
    ledger.close()
    return tmp_path


@pytest.mark.parametrize("arguments", [["status"], ["status", "A-1"], ["status", "--json"], ["accounts"]])
def test_no_command_sends_the_terminal_what_a_portal_wrote(
    data: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["portalbot", *arguments, "--data-dir", str(data)])
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    with pytest.raises(SystemExit):
        cli.main()
    said = "".join(capsys.readouterr())
    assert "驳回" in said
    assert not [char for char in said if char in "\x1b\x07\r\x9b\u202e"]
    assert not [line for line in said.splitlines() if line.startswith("2026-03-02")], "a line was forged"
    if "--json" in arguments:
        assert json.loads(said.splitlines()[0])["words"].startswith("驳回")
