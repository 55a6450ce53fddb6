"""Where secrets come from, and where none may stand: folders, the keyring, case files."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError
from loguru import logger
from openpyxl import load_workbook
from typer.testing import CliRunner

from pages.errors import CaseFileError
from pages.wording import FileRules
from portalbot.cases.casefile import read_cases
from portalbot.cases.casefile.materials import Materials
from portalbot.cases.casefile.passwords import names_a_password
from portalbot.cases.casefile.template import write_template
from portalbot.cli import show
from portalbot.cli.app import app
from portalbot.ledger.ledger import Ledger
from portalbot.machine import keyrings
from portalbot.machine.settings import load_settings
from tests.support import CASES, TODAY

CANARY = 'geheim"%&#秘密𠮷'
VARIABLE = "PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD"


class InMemory(KeyringBackend):
    """A keyring of a test; `trouble` is raised instead of an answer."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.asked: list[str] = []
        self.trouble: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(username)
        if self.trouble:
            raise self.trouble
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.trouble:
            raise self.trouble
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemory]:
    before = keyring.get_keyring()
    here = InMemory()
    keyring.set_keyring(here)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(keyrings, "_asked", {})
    monkeypatch.setattr(keyrings, "_said", set())
    yield here
    keyring.set_keyring(before)


def password(**sources: Path) -> str | None:
    secret = load_settings(**sources).password("zhixing")
    return secret.get_secret_value() if secret else None


# the keyring


def test_a_password_comes_from_the_keyring_last(
    ring: InMemory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ring.kept["portalbot", "zhixing"] = CANARY
    assert password() == CANARY
    (tmp_path / VARIABLE).write_text("folder", encoding="utf-8")
    assert password(secrets_dir=tmp_path) == "folder"
    monkeypatch.setenv(VARIABLE, "environment")
    assert password(secrets_dir=tmp_path) == "environment"
    assert ring.asked == ["zhixing"], "it is asked only where nothing else has it, and once"


def test_the_keyring_is_asked_for_no_account_that_is_not_needed(ring: InMemory) -> None:
    load_settings().secrets()
    assert ring.asked == []


def test_what_the_keyring_gave_is_known_to_the_gate(ring: InMemory) -> None:
    ring.kept["portalbot", "zhixing"] = CANARY
    settings = load_settings()
    assert CANARY not in settings.secrets()
    settings.password("zhixing")
    assert CANARY in settings.secrets()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (NoKeyringError("none"), "there is no keyring"),
        (KeyringLocked("no"), "is locked"),
        (OSError(f"bus {CANARY}"), "does not answer (OSError)"),
    ],
)
def test_a_keyring_that_is_not_there_or_locked_is_said_once_and_is_no_crash(
    ring: InMemory, trouble: Exception, said: str
) -> None:
    ring.trouble = trouble
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}")
    try:
        settings = load_settings()
        assert settings.password("zhixing") is None and settings.password("lingnan") is None
    finally:
        logger.remove(sink)
    assert len(lines) == 1 and said in lines[0] and CANARY not in lines[0]


# folders


@pytest.mark.parametrize("name", ["accounts/zhixing/password", "ACCOUNTS/Zhixing/Password", VARIABLE])
def test_a_secrets_folder_may_be_nested(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CANARY + "\n", encoding="utf-8")
    assert password(secrets_dir=tmp_path) == CANARY


def test_a_folder_as_kubernetes_mounts_it_is_read_through_its_links(tmp_path: Path) -> None:
    for data, secret in (("..2026_03_02", CANARY), ("..2026_03_03", "newer")):
        (tmp_path / data / "accounts" / "lingnan").mkdir(parents=True)
        (tmp_path / data / VARIABLE).write_text(secret, encoding="utf-8")
        (tmp_path / data / "accounts" / "lingnan" / "password").write_text(secret, encoding="utf-8")
    (tmp_path / "..data").symlink_to("..2026_03_02")
    (tmp_path / VARIABLE).symlink_to(f"..data/{VARIABLE}")
    (tmp_path / "accounts").symlink_to("..data/accounts")
    assert password(secrets_dir=tmp_path) == CANARY
    (tmp_path / "..data").unlink()
    (tmp_path / "..data").symlink_to("..2026_03_03")
    found = load_settings(secrets_dir=tmp_path).accounts
    assert {name: each.password.get_secret_value() for name, each in found.items()} == {
        "zhixing": "newer",
        "lingnan": "newer",
    }


def test_an_empty_secret_is_said_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / VARIABLE).write_text("\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match="is empty"):
        load_settings(secrets_dir=tmp_path)
    monkeypatch.setenv(VARIABLE, "")
    with pytest.raises(CaseFileError, match=VARIABLE):
        load_settings()


def test_the_parts_of_an_address_that_open_it_are_secrets_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__URL", "https://oapi.example/send?access_token=0123456789abcdef01")
    assert "0123456789abcdef01" in load_settings().secrets()


# the command


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["accounts", *arguments], input=typed)
    return done.exit_code, done.output


def test_accounts_are_listed_with_where_their_passwords_come_from_and_never_the_password(
    ring: InMemory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    env = tmp_path / "a.env"
    env.write_text(f"{VARIABLE}='{CANARY}'\nPORTALBOT_ACCOUNTS__B__PASSWORD='{CANARY}'\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, CANARY)
    code, said = run("--env-file", str(env), "--data-dir", str(tmp_path / "data"))
    lines = said.splitlines()
    assert code == 0 and CANARY not in said
    assert lines[0].split(maxsplit=1) == ["b", f"password from {env}, PORTALBOT_ACCOUNTS__B__PASSWORD"]
    assert f"password from environment, {VARIABLE} (not used: {env}" in lines[1]


def test_a_password_is_asked_for_twice_without_echo_and_kept_in_the_keyring(
    ring: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "on_terminal", lambda: True)
    code, said = run("set", "zhixing", typed=f"{CANARY}\nother\n{CANARY}\n{CANARY}\n")
    assert code == 0 and CANARY not in said and ring.kept == {("portalbot", "zhixing"): CANARY}
    assert password() == CANARY
    assert run("forget", "zhixing")[0] == 0 and ring.kept == {}
    assert run("forget", "zhixing")[0] == 1


def test_a_pasted_password_with_what_nobody_sees_is_not_kept(ring: InMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "on_terminal", lambda: True)
    code, said = run("set", "zhixing", typed=f"{CANARY}\u200b\n{CANARY}\u200b\n")
    assert code == 2 and "U+200B" in said and CANARY not in said and ring.kept == {}


def test_a_password_is_set_at_a_terminal_only(ring: InMemory) -> None:
    code, said = run("set", "zhixing", typed=f"{CANARY}\n{CANARY}\n")
    assert code == 2 and "typed at a terminal" in said and ring.kept == {}


def test_a_locked_keyring_is_said_by_the_commands(ring: InMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "on_terminal", lambda: True)
    ring.trouble = KeyringLocked("no")
    code, said = run("set", "zhixing", typed=f"{CANARY}\n{CANARY}\n")
    assert code == 2 and "nothing was kept: the keyring is locked" in said and CANARY not in said


# what cannot be guarded


@pytest.mark.parametrize("secret", ["000000", "2026", "status", '", "', "abc", "null"])
def test_a_password_that_cannot_be_guarded_is_said_beforehand_by_every_command_that_meets_it(
    ring: InMemory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, secret: str
) -> None:
    env = tmp_path / "a.env"
    env.write_text(f"{VARIABLE}='{secret}'\nPORTALBOT_ACCOUNTS__LINGNAN__PASSWORD='{CANARY}'\n", encoding="utf-8")
    where = ["--env-file", str(env), "--data-dir", str(tmp_path / "data")]
    portal = ["--portal-url", "http://127.0.0.1:9"]
    for arguments in (["accounts"], ["check", str(CASES)], ["submit", str(CASES), *portal, "--yes", "--expect", "99"]):
        done = CliRunner().invoke(app, [*arguments, *where])
        told = [line for line in done.output.splitlines() if "cannot be told apart" in line]
        assert len(told) == 1 and "zhixing:" in told[0] and secret not in told[0]
    ring.kept = {("portalbot", "only_there"): secret}
    monkeypatch.setattr(show, "on_terminal", lambda: True)
    assert "cannot be told apart" in run("set", "only_there", typed=f"{secret}\n{secret}\n")[1]


def test_a_password_from_the_keyring_is_looked_at_too(ring: InMemory, tmp_path: Path) -> None:
    ring.kept = {("portalbot", "lingnan"): "2026"}
    ledger = Ledger(tmp_path / "ledger.db", who="test")
    ledger.rests.begin("lingnan", "http://x", "u", "wrong_password", "")
    ledger.close()
    assert "lingnan: its password is short" in run("--data-dir", str(tmp_path))[1]


# case files

HEADS = ["密码", "登录密码", "口令", "password", "Password*", "user password", "pwd", "passwd", "SECRET", "api_token",
         "密码（必填）", "pass"]  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_names_of_passwords_are_known(head: str) -> None:
    assert names_a_password(head)


@pytest.mark.parametrize("head", ["账号", "用户名", "number", "passage", "site_name", "统一社会信用代码", "证件后六位"])
def test_other_names_are_no_names_of_passwords(head: str) -> None:
    assert not names_a_password(head)


def refused(path: Path) -> str:
    with pytest.raises(CaseFileError) as caught:
        read_cases(path, None, TODAY)
    said = str(caught.value)
    assert CANARY not in said and "may not stand in a case file" in said and "accounts set" in said
    return said


@pytest.mark.parametrize("where", ["[accounts.zhixing]", "[clients.zhixing]", "[[cases]]", "[cases.materials]"])
def test_a_toml_file_with_a_password_is_refused_wherever_it_stands(tmp_path: Path, where: str) -> None:
    text = CASES.read_text(encoding="utf-8")
    assert where in text
    path = tmp_path / "cases.toml"
    path.write_text(text.replace(where, f"{where}\npassword = '{CANARY}'", 1), encoding="utf-8")
    assert "password" in refused(path)


def test_a_table_of_passwords_in_a_toml_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.toml"
    path.write_text(f"[passwords]\nzhixing = '{CANARY}'\n" + CASES.read_text(encoding="utf-8"), encoding="utf-8")
    assert "[passwords], passwords" in refused(path)


def test_a_csv_with_a_password_is_refused_in_either_file(tmp_path: Path) -> None:
    with (tmp_path / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["账号", "省份", "用户名", "密码"], ["zhixing", "广东", "zhixing", CANARY]])
    with (tmp_path / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["编号", "账号", "类型", "备案号", "口令"], ["A", "zhixing", "注销主体", "x", CANARY]]
        )
    said = refused(tmp_path / "cases.csv")
    assert "accounts.csv row 1, 密码" in said and "cases.csv row 1, 口令" in said


@pytest.mark.parametrize("sheet", ["账号", "案件", "备忘"])
def test_a_workbook_with_a_password_is_refused_on_any_of_its_sheets(tmp_path: Path, sheet: str) -> None:
    path = tmp_path / "cases.xlsx"
    write_template(path)
    book = load_workbook(path)
    if sheet not in book.sheetnames:
        book.create_sheet(sheet)
    column = book[sheet].max_column + 1
    book[sheet].cell(1, column, "登录密码")
    book[sheet].cell(2, column, CANARY)
    book.save(path)
    assert f"sheet {sheet}" in refused(path)


# folders for materials


def test_materials_lie_beside_the_case_file_or_in_a_folder_that_a_setting_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, scans, elsewhere = (tmp_path / name for name in ("here", "scans", "elsewhere"))
    for folder in (here, scans, elsewhere):
        folder.mkdir()
        (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    (here / "in.pdf").symlink_to("a.pdf")
    (here / "out.pdf").symlink_to(elsewhere / "a.pdf")
    (here / "allowed.pdf").symlink_to(scans / "a.pdf")
    (here / "sub").symlink_to(elsewhere)
    (here / "circle.pdf").symlink_to("circle.pdf")
    monkeypatch.setenv("PORTALBOT_MATERIAL_FOLDERS", f"{scans}{os.pathsep}{tmp_path / 'none'}")
    rules = FileRules(types=("pdf",), max_bytes=1000, max_name=100)
    materials = Materials(here, load_settings().material_folders)
    for name in ("a.pdf", "in.pdf", "allowed.pdf", str(scans / "a.pdf")):
        assert materials.about_one(name, rules) == ("", "", ""), name
    bad = ["../here/a.pdf", "sub/../a.pdf", "..\\here\\a.pdf", "out.pdf", "sub/a.pdf", str(elsewhere / "a.pdf"),
           "/etc/passwd", str(scans / ".." / "scans" / "a.pdf")]  # fmt: skip
    for name in bad:
        rule, reason, cure = materials.about_one(name, rules)
        assert rule == "file-place" and "outside the case file's folder" in reason and cure, name
    assert "no file" in materials.about_one("circle.pdf", rules)[1]
    assert "by a link" in materials.about_one("out.pdf", rules)[1]
    assert "PORTALBOT_MATERIAL_FOLDERS" in materials.about_one("out.pdf", rules)[2]


def test_a_folder_for_materials_is_given_by_its_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTALBOT_MATERIAL_FOLDERS", "scans")
    with pytest.raises(CaseFileError, match="MATERIAL_FOLDERS"):
        load_settings()
