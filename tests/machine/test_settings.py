"""Settings as people write them: env files, secrets folders, misspelt names, paths; no value is ever shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pages.errors import CaseFileError
from portalbot.cli.app import app
from portalbot.machine.settings import load_settings
from tests.support import ROOT

pytestmark = pytest.mark.usefixtures("clean_environment")

NAME = "PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD"
SECRET = "geheim-2026"


def env_file(folder: Path, content: str | bytes) -> Path:
    path = folder / "accounts.env"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def password(path: Path | None = None, folder: Path | None = None) -> str:
    secret = load_settings(path, folder).password("zhixing")
    assert secret, "no password"
    return secret.get_secret_value()


def said(path: Path | None = None, folder: Path | None = None) -> str:
    """Return what is said of settings that cannot be used: the password is never in it."""
    with pytest.raises(CaseFileError) as caught:
        load_settings(path, folder)
    text = f"{caught.value} {caught.value.problems!r}"
    assert SECRET not in text and all(each.place and each.reason and each.cure for each in caught.value.problems)
    return str(caught.value)


# env files: what cannot be taken is named by its line


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"{NAME}＝{SECRET}", "a full-width ＝ where = belongs"),
        (f"{NAME}：{SECRET}", "a full-width ： where = belongs"),
        (f"{NAME}: {SECRET}", "a : where = belongs"),
        (f"export {NAME}: {SECRET}=", "a : where = belongs"),
        (f"{NAME} {SECRET}", "no = after a name"),
        (f"{NAME}{SECRET}", "no = after a name"),
        (SECRET, "no = after a name"),
        (f"{SECRET}=1", "does not begin with a name"),
        (f"{NAME}：{SECRET}=1", "a full-width ： where = belongs"),
        (f"{NAME}='{SECRET}", "begins with a quotation mark"),
        (f'{NAME}="{SECRET}', "begins with a quotation mark"),
        (f"{NAME}='{SECRET}'x'", "begins with a quotation mark"),
        (f'{NAME}="{SECRET}\\n"', "a backslash and a letter in double quotes"),
        (f"{NAME}={SECRET} # theirs", "# after a blank"),
        (f"{NAME}={SECRET}\u200b", "U+200B"),
        (f"\ufeff{NAME}={SECRET}", "U+FEFF"),
        (f"$env:{NAME}={SECRET}", "does not begin with a name"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_by_its_number_and_never_shown(
    tmp_path: Path, line: str, reason: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    path = env_file(tmp_path, f"# ours\n\nPORTALBOT_ATTEMPTS=2\n{line}\n")
    text = said(path)
    assert "line 4: " in text and reason in text
    assert SECRET not in "".join([*capfd.readouterr(), caplog.text])


def test_every_line_that_cannot_be_taken_is_named_at_once(tmp_path: Path) -> None:
    text = said(env_file(tmp_path, f"{NAME}：{SECRET}\nA=1\n{NAME} {SECRET}\r\n'\n"))
    assert [f"line {number}: " in text for number in (1, 2, 3, 4)] == [True, False, True, True]


def test_the_command_says_no_more_than_the_line(tmp_path: Path) -> None:
    path = env_file(tmp_path, f"{NAME}：{SECRET}\n")
    done = CliRunner().invoke(app, ["accounts", "--env-file", str(path), "--data-dir", str(tmp_path / "data")])
    assert done.exit_code == 2 and "line 1" in done.output and SECRET not in done.output


# env files: what a value is

VALUES = [
    ("geheim", "geheim"),
    ("  geheim \t", "geheim"),
    ("ge heim", "ge heim"),
    ("pa#ss", "pa#ss"),
    ("'pa #ss'", "pa #ss"),
    ('"pa #ss" # theirs', "pa #ss"),
    ("' pass '", " pass "),
    ("pa${HOME}ss$HOME", "pa${HOME}ss$HOME"),
    ("'pa${HOME}ss'", "pa${HOME}ss"),
    ('"pa${HOME}ss"', "pa${HOME}ss"),
    ("C:\\new\\table", "C:\\new\\table"),
    ("'C:\\new\\table'", "C:\\new\\table"),
    ("'it\\'s'", "it's"),
    ("'back\\\\slash'", "back\\slash"),
    ('"say \\"no\\""', 'say "no"'),
    ("pa'ss\"word", "pa'ss\"word"),
    ("a=b=c", "a=b=c"),
    ("密码𠮷", "密码𠮷"),
]


@pytest.mark.parametrize(("written", "meant"), VALUES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""], ids=["unix", "windows", "old mac", "no line end"])
def test_a_value_means_itself(tmp_path: Path, written: str, meant: str, end: str) -> None:
    assert password(env_file(tmp_path, f"{NAME}={written}{end}")) == meant


@pytest.mark.parametrize("written", [f"export {NAME}=geheim", f"  {NAME} = geheim", f"{NAME.lower()}=geheim"])
def test_a_name_may_stand_after_export_or_blanks_and_in_small_letters(tmp_path: Path, written: str) -> None:
    assert password(env_file(tmp_path, written + "\n")) == "geheim"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_mark_of_an_encoding_is_no_part_of_a_name_or_a_password(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding in ("utf-8-sig", "utf-16") else "\ufeff"
    path = env_file(tmp_path, f"{mark}{NAME}=密码\n".encode(encoding))
    assert password(path) == "密码"
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / NAME).write_bytes(f"{mark}密码\r\n".encode(encoding))
    assert password(folder=folder) == "密码"


def test_a_file_that_is_neither_is_named_with_the_line(tmp_path: Path) -> None:
    assert "line 2: is not UTF-8" in said(env_file(tmp_path, b"A=1\n" + f"{NAME}=密码".encode("gbk")))
    assert "U+0000" in said(env_file(tmp_path, f"{NAME}={SECRET}".encode("utf-16-le")))
    assert "line 1: is not UTF-8" in said(env_file(tmp_path, b"\xff\xfe" + b"\x00\xd8"))


def test_an_env_file_without_bounds_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "accounts.env"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert "larger than 1 MB" in said(path)
    folder = tmp_path / "secrets"
    folder.mkdir()
    with (folder / NAME).open("wb") as file:
        file.truncate(1 << 40)
    assert "larger than 64 KB" in said(folder=folder)


def test_a_password_that_stands_twice_with_two_values_is_a_question(tmp_path: Path) -> None:
    assert password(env_file(tmp_path, f"{NAME}=a\n{NAME}=a\n")) == "a"
    assert f"line 2, {NAME}: stands in line 1 too" in said(env_file(tmp_path, f"{NAME}=a\n{NAME}={SECRET}\n"))


def test_the_list_of_accounts_reads_what_the_settings_read(tmp_path: Path) -> None:
    path = env_file(tmp_path, f"\ufeffexport {NAME} = 'a # b'\n")
    done = CliRunner().invoke(app, ["accounts", "--env-file", str(path), "--data-dir", str(tmp_path / "data")])
    assert done.exit_code == 0 and f"password from {path}, {NAME}" in done.output
    assert password(path) == "a # b"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.text(st.characters(codec="utf-8")) | st.binary())
def test_any_file_reads_or_is_said_without_a_line_of_it(tmp_path: Path, content: str | bytes) -> None:
    path = env_file(tmp_path, content)
    try:
        load_settings(path)
    except CaseFileError as error:
        assert error.problems and all(each.place and each.reason and each.cure for each in error.problems)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_every_password_can_be_written_in_single_quotes(tmp_path: Path, word: str) -> None:
    written = word.replace("\\", "\\\\").replace("'", "\\'")
    try:
        assert password(env_file(tmp_path, f"{NAME}='{written}'\n")) == word
    except CaseFileError as error:
        assert "that nobody sees" in str(error)


# names

MISSPELT = [
    ("PORTALBOT_ACOUNTS__ZHIXING__PASSWORD", NAME),
    ("PORTALBOT_ACCOUNTS__x__PASSWROD", "PORTALBOT_ACCOUNTS__X__PASSWORD"),
    ("PORTALBOT_ACCOUNTS_ZHIXING_PASSWORD", NAME),
    ("PORTALBOT_ACCOUNT__ZHIXING__PASSWORD", NAME),
    ("PORTABOT_ACCOUNTS__ZHIXING__PASSWORD", NAME),
    ("PORTAL_BOT_ACCOUNTS__ZHIXING__PASSWORD", NAME),
    ("PORTALBOT_RECIPT_SECONDS", "PORTALBOT_RECEIPT_SECONDS"),
    ("PORTALBOT_DATADIR", "PORTALBOT_DATA_DIR"),
    ("PORTALBOT_NOTIFY__OPS__EVENT", "PORTALBOT_NOTIFY__OPS__EVENTS"),
]


@pytest.mark.parametrize(("written", "meant"), MISSPELT)
def test_a_misspelt_variable_is_named_with_what_was_meant(
    tmp_path: Path, written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said(env_file(tmp_path, f"A=1\n{written}={SECRET}\n"))
    assert f"line 2, {written}: is no setting of portalbot → did you mean {meant}?" in text
    monkeypatch.setenv(written, SECRET)
    assert f"environment, {written}: is no setting of portalbot → did you mean {meant}?" in said()


def test_what_may_be_half_a_password_is_not_repeated_as_a_name(tmp_path: Path) -> None:
    for line in ("PORTALBOT_ACCOUNTS__X__PASSWORDabc1=2", "PORTALBOT_ACCOUNTS__abc1=2", "PORTALBOT_abc1=2"):
        text = said(env_file(tmp_path, f"{line}\n"))
        assert "line 1, PORTALBOT_" in text and "abc1" not in text, line


def test_variables_of_others_are_none_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "PORTALBOT_PORT",
        "PORTALBOT_SERVICE_HOST",
        "PORTALBOT_NOTIFY_PORT",
        "PORTALBOT_PORT_80_TCP_PROTO",
        "PORTALBOX_PROXY",
        "PORTAL",
    ):
        monkeypatch.setenv(name, "tcp://10.0.0.1:80")
    assert password(env_file(tmp_path, f"HOME=/x\nOTHER__A__B=1\nPORTAL=1\n{NAME}=a\n")) == "a"


def test_a_misspelt_file_of_a_secrets_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "PORTALBOT_ACCOUNTS__ZHIXING__PASSWROD").write_text(SECRET, encoding="utf-8")
    (tmp_path / "PORTALBOT_ACCOUNTS__LINGNAN__PASSWORD.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "acounts" / "zhixing").mkdir(parents=True)
    (tmp_path / "acounts" / "zhixing" / "password").write_text(SECRET, encoding="utf-8")
    text = said(folder=tmp_path)
    assert f"PASSWROD: is no setting of portalbot → did you mean {NAME}?" in text
    assert "has .txt at its end → name it PORTALBOT_ACCOUNTS__LINGNAN__PASSWORD" in text
    assert f"{tmp_path / 'acounts' / 'zhixing' / 'password'}: is no setting" in text


def test_other_files_of_a_secrets_folder_are_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "accounts" / "zhixing").mkdir(parents=True)
    for name, content in (("password", "a"), ("username", "zhixing"), ("password~", "old")):
        (tmp_path / "accounts" / "zhixing" / name).write_text(content, encoding="utf-8")
    (tmp_path / "accounts" / "README").write_text("x", encoding="utf-8")
    (tmp_path / "portals" / "a").mkdir(parents=True)
    (tmp_path / "portals" / "a" / "b").write_text("x", encoding="utf-8")
    (tmp_path / "tls.key").write_text("x\ny", encoding="utf-8")
    (tmp_path / "PORTALBOT_RECEIPT_SECONDS").write_text("7\n", encoding="utf-8")
    assert password(folder=tmp_path) == "a"
    assert load_settings(secrets_dir=tmp_path).receipt_seconds == 7


@pytest.mark.parametrize(
    ("content", "reason"),
    [(f"{SECRET}\n{SECRET}\n", "more than one line"), (f"{SECRET}\u200b", "U+200B"), (f"a\ufeff{SECRET}", "U+FEFF")],
)
def test_a_secret_of_several_lines_or_with_what_nobody_sees_is_said(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    assert reason in said(folder=tmp_path)


def test_a_password_of_the_environment_with_a_line_end_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, f"{SECRET}\r")
    assert f"{NAME}: has characters that nobody sees (U+000D)" in said()


def test_a_table_may_be_given_whole_and_counts_after_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTALBOT_ACCOUNTS", '{"zhixing": {"password": "a"}, "Lingnan": {"password": "b"}}')
    found = load_settings().accounts
    assert {name: each.password.get_secret_value() for name, each in found.items()} == {"zhixing": "a", "lingnan": "b"}
    for bad in (f'["{SECRET}"]', f'{{"zhixing": "{SECRET}"}}', "[" * 10**5, f'{{"a": {{"x": "{SECRET}"}}}}'):
        monkeypatch.setenv("PORTALBOT_ACCOUNTS", bad)
        assert "PORTALBOT_ACCOUNTS: cannot be taken apart" in said()


# paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    return home


def test_a_path_may_begin_with_the_home_folder_wherever_it_is_given(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = "PORTALBOT_DATA_DIR=~/data\nPORTALBOT_PORTALS='~/portals'\nPORTALBOT_BROWSER=~/chrome\n"
    env_file(home, f"{lines}PORTALBOT_MATERIAL_FOLDERS=~/a{os.pathsep}~/b\n")
    (home / "secrets").mkdir()
    (home / "secrets" / NAME).write_text("a", encoding="utf-8")
    found = load_settings(Path("~/accounts.env"), Path("~/secrets"))
    assert (found.data_dir, found.portals, found.browser) == (home / "data", home / "portals", home / "chrome")
    assert found.material_folders == (home / "a", home / "b") and found.password("zhixing")
    monkeypatch.setenv("PORTALBOT_DATA_DIR", "~/elsewhere")
    assert load_settings().data_dir == home / "elsewhere"
    assert load_settings(data_dir=Path("~/given"), portals=Path("~")).data_dir == home / "given"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("~nobody-of-that-name/x", "no such home folder"),
        ("${HOME}/x", "nothing is put in"),
        ("$HOME/x", "nothing is put in"),
        ("%USERPROFILE%\\x", "nothing is put in"),
        ("", "is empty"),
        (" ", "is empty"),
    ],
)
def test_a_path_that_stays_unclear_is_refused(monkeypatch: pytest.MonkeyPatch, path: str, reason: str) -> None:
    monkeypatch.setenv("PORTALBOT_DATA_DIR", path)
    text = said()
    assert "PORTALBOT_DATA_DIR" in text and reason in text


def test_a_profile_may_lie_in_the_home_folder(home: Path) -> None:
    (home / "mine.toml").write_text('extends = "practice/广东"\n', encoding="utf-8")
    done = CliRunner().invoke(app, ["portals", "show", "~/mine.toml"])
    assert done.exit_code == 0, done.output


# keyrings that are configured and not there


@pytest.mark.parametrize(
    "name", ["keyrings.nowhere.Keyring", "Keyring", "keyring.backends.fail.Nothing", "os.path.join"]
)
def test_a_keyring_that_is_configured_and_cannot_be_loaded_ends_no_run(tmp_path: Path, name: str) -> None:
    path = env_file(tmp_path, f"{NAME}=a\n")
    code = (
        "import sys; from portalbot.machine.settings import load_settings; from pathlib import Path; "
        "s = load_settings(Path(sys.argv[1])); print(s.password('zhixing').get_secret_value(), s.password('other'))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, encoding="utf-8",
                          env={**os.environ, "PYTHON_KEYRING_BACKEND": name}, check=False)  # fmt: skip
    assert done.stdout.split() == ["a", "None"], done.stderr
    assert "the keyring that is configured" in done.stderr and "Traceback" not in done.stderr


def test_a_keyring_of_the_configuration_file_that_is_not_there_ends_no_run_either(tmp_path: Path) -> None:
    config = tmp_path / "python_keyring"
    config.mkdir()
    (config / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=keyrings.nowhere.Keyring\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "portalbot", "accounts", "forget", "zhixing"], cwd=ROOT, capture_output=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2 and "keyringrc.cfg" in done.stderr and "Traceback" not in done.stderr
