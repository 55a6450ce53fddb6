"""Where settings come from: the environment, an env file, a secrets folder, the command line; and which wins."""

from pathlib import Path

import pytest

from pages.errors import CaseFileError
from portalbot.machine.settings import load_settings

pytestmark = pytest.mark.usefixtures("clean_environment")

NAME = "PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD"
SECRET = "geheim-2026#秘"


def password_of(**sources: Path) -> str | None:
    secret = load_settings(**sources).password("zhixing")
    return secret.get_secret_value() if secret else None


def env_file(folder: Path, content: str = f"# ours\n{NAME}='{SECRET}'\n") -> Path:
    path = folder / "accounts.env"
    path.write_text(content, encoding="utf-8")
    return path


def secrets_folder(folder: Path, content: str = SECRET + "\n", name: str = NAME) -> Path:
    path = folder / "secrets"
    path.mkdir(exist_ok=True)
    (path / name).write_text(content, encoding="utf-8")
    return path


def test_a_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, SECRET)
    assert password_of() == SECRET


def test_a_password_comes_from_an_env_file(tmp_path: Path) -> None:
    assert password_of(env_file=env_file(tmp_path)) == SECRET


@pytest.mark.parametrize("name", [NAME, NAME.lower()])
def test_a_password_comes_from_a_secrets_folder(tmp_path: Path, name: str) -> None:
    assert password_of(secrets_dir=secrets_folder(tmp_path, name=name)) == SECRET


def test_several_accounts_come_from_several_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTALBOT_ACCOUNTS__A__PASSWORD", "1")
    file = env_file(tmp_path, "PORTALBOT_ACCOUNTS__B_2__PASSWORD=2\n")
    folder = secrets_folder(tmp_path, "3", "PORTALBOT_ACCOUNTS__C__PASSWORD")
    settings = load_settings(file, folder)
    found = {name: secret.password.get_secret_value() for name, secret in settings.accounts.items()}
    assert found == {"a": "1", "b_2": "2", "c": "3"}


def test_the_environment_wins_over_the_file_and_the_file_over_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = secrets_folder(tmp_path, "folder")
    file = env_file(tmp_path, f"{NAME}=file\n")
    assert password_of(secrets_dir=folder, env_file=file) == "file"
    monkeypatch.setenv(NAME, "environment")
    assert password_of(secrets_dir=folder, env_file=file) == "environment"


def test_an_account_without_a_password_has_none() -> None:
    assert password_of() is None


def test_a_password_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, SECRET)
    settings = load_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"


BAD_VARIABLES = [
    "PORTALBOT_ACCOUNTS",
    "PORTALBOT_ACCOUNTS__ZHIXING",
    "PORTALBOT_ACCOUNTS__ZHIXING__PASWORD",
    "PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD__X",
    "PORTALBOT_PAGE_SECONDS",
    "PORTALBOT_PERSON_SECONDS",
]


@pytest.mark.parametrize("variable", BAD_VARIABLES)
def test_a_bad_value_is_an_error_that_never_repeats_it(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, SECRET)
    with pytest.raises(CaseFileError) as caught:
        load_settings()
    assert "PORTALBOT_" in str(caught.value)
    assert SECRET not in f"{caught.value} {caught.value.problems}"


@pytest.mark.parametrize("variable", BAD_VARIABLES)
def test_a_bad_value_in_an_env_file_is_never_repeated_either(tmp_path: Path, variable: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        load_settings(env_file(tmp_path, f"{variable}='{SECRET}'\n"))
    assert SECRET not in f"{caught.value} {caught.value.problems}"


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_a_deadline_must_be_longer_than_nothing(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("PORTALBOT_RECEIPT_SECONDS", seconds)
    with pytest.raises(CaseFileError, match="PORTALBOT_RECEIPT_SECONDS"):
        load_settings()


def test_a_missing_env_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="--env-file: there is no such file"):
        load_settings(tmp_path / "none.env")


def test_a_missing_secrets_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="--secrets-dir: there is no such folder"):
        load_settings(None, tmp_path / "none")


def test_an_env_file_or_secret_that_is_not_utf_8_is_said_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "gbk.env"
    path.write_bytes(f"{NAME}=秘密".encode("gbk"))
    with pytest.raises(CaseFileError, match="UTF-8"):
        load_settings(path)
    folder = secrets_folder(tmp_path)
    (folder / NAME).write_bytes("秘密".encode("gbk"))
    with pytest.raises(CaseFileError, match="UTF-8"):
        load_settings(None, folder)


def test_what_is_given_on_the_command_line_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTALBOT_DATA_DIR", str(tmp_path / "environment"))
    assert load_settings().data_dir == tmp_path / "environment"
    assert load_settings(data_dir=None).data_dir == tmp_path / "environment"
    assert load_settings(data_dir=tmp_path / "given").data_dir == tmp_path / "given"


def test_other_names_in_an_env_file_are_none_of_our_business(tmp_path: Path) -> None:
    assert password_of(env_file=env_file(tmp_path, f"HOME=/x\nOTHER__A__B=1\n{NAME}=ours\n")) == "ours"
