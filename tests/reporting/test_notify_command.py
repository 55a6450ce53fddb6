"""Channels in the settings, and the command that tests and lists them."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from pages.errors import CaseFileError
from portalbot.cli.app import app
from portalbot.ledger.ledger import Ledger
from portalbot.machine.settings import Channel, load_settings
from portalbot.reporting.notify.sending import Came, Result
from portalbot.rules.states import Notice
from tests.ledger.entries import enter
from tests.reporting.receivers import TOKEN, Receiver, notifier_of, unused

pytestmark = pytest.mark.usefixtures("no_proxy")


def test_channels_come_from_the_environment_and_a_folder_of_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PORTALBOT_NOTIFY__BOSS__URL").write_text(f"json://{TOKEN}/\n", encoding="utf-8")
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__URL", f"json://{TOKEN}@h/")
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__EVENTS", "rejected, Overdue")
    monkeypatch.setenv("PORTALBOT_NOTIFY__BOSS__EVENTS", "cancelled")
    channels = load_settings(secrets_dir=tmp_path).notify
    assert channels["ops"].events == {Notice.REJECTED, Notice.OVERDUE} and channels["boss"].events == {Notice.CANCELLED}
    assert channels["boss"].url.get_secret_value() == f"json://{TOKEN}/" and TOKEN not in repr(channels)
    assert Channel(url=SecretStr("x")).events == frozenset(Notice) - {Notice.SUBMITTED}
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__EVENTS", "nonsense")
    with pytest.raises(CaseFileError, match="PORTALBOT_NOTIFY__OPS__EVENTS") as caught:
        load_settings()
    assert TOKEN not in str(caught.value)


def notify(data: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["notify", *arguments, "--data-dir", str(data)])
    return done.exit_code, done.output


def test_the_command_tests_each_channel_and_repeats_no_address(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert notify(tmp_path, "test")[0] == 2 and "PORTALBOT_NOTIFY__" in notify(tmp_path, "test")[1]
    monkeypatch.setenv("PORTALBOT_NOTIFY__GOOD__URL", receiver.url)
    monkeypatch.setenv("PORTALBOT_NOTIFY__BAD__URL", unused())
    code, said = notify(tmp_path, "test")
    assert code == 1 and "good: taken" in said and "bad: not taken: no connection" in said and TOKEN not in said
    assert len(receiver.told) == 1 and "portalbot" in receiver.titles[0]
    assert notify(tmp_path, "test", "--channel", "good")[0] == 0 and len(receiver.told) == 2
    assert notify(tmp_path, "test", "--channel", "nobody")[0] == 2


def test_the_command_lists_channels_and_what_waits(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier_of(ledger, {"ops": "json://x/"}, send=lambda *_: Result(Came.REFUSED, "it answered 500"))
    enter(ledger, "A-1")
    notifier_of(ledger, {"ops": "json://x/"}, send=lambda *_: Result(Came.REFUSED, "it answered 500")).after_sweep()
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__URL", f"json://{TOKEN}/")
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__EVENTS", "rejected,person")
    code, said = notify(tmp_path, "list")
    assert code == 0 and "ops" in said and "rejected, person" in said and "1 pending (it answered 500)" in said
    assert TOKEN not in said


def test_apprise_is_loaded_only_to_send() -> None:
    code = "import portalbot.reporting.notify, portalbot.cli.notify, sys; "
    code += "print('apprise' in sys.modules, 'requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
