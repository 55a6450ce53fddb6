"""Settings: PORTALBOT_* variables, an env file, a secrets folder. Built once in `cli`, passed on as values.

A password is never a setting of a file that people share: it comes as PORTALBOT_ACCOUNTS__<NAME>__PASSWORD from
the environment, from an env file, or from a file of that name in a secrets folder (Docker, Kubernetes); where none of
them has it, from the system's keyring (`sources.py`, `keyrings.py`). The address of a channel of notifications,
PORTALBOT_NOTIFY__<NAME>__URL, is a secret too, and comes in the first three ways.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from pages.errors import CaseFileError, Problem
from portalbot import keyrings
from portalbot.sources import kept_in, read_secret
from portalbot.states import Notice

LONG_PART = 16
"""Characters of a part of a notification's address that is a secret by itself; the host's name is shorter, mostly."""


class AccountSecret(BaseModel):
    """What opens one account."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    password: SecretStr = Field(min_length=1)


class Channel(BaseModel):
    """Where notifications go: an address as apprise writes them, and the events that are told there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: SecretStr
    events: Annotated[frozenset[Notice], NoDecode] = frozenset(Notice) - {Notice.SUBMITTED}

    @field_validator("events", mode="before")
    @classmethod
    def _taken_apart(cls, value: Any) -> Any:
        return {part.strip().lower() for part in value.split(",") if part.strip()} if isinstance(value, str) else value


class Settings(BaseSettings):
    """All settings. Durations are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="PORTALBOT_",
        env_nested_delimiter="__",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("portalbot", appauthor=False))
    profile: str | None = None
    portals: Path | None = None
    browser: Path | None = None
    channel: str | None = None
    proxy: str | None = Field(default=None, pattern=r"^https?://[^/\s@]+$")
    page_seconds: float = Field(default=30, gt=0)
    receipt_seconds: float = Field(default=60, gt=0)
    person_seconds: float = Field(default=300, gt=0)
    attempts: int = Field(default=3, gt=0)
    accounts: dict[str, AccountSecret] = Field(default_factory=dict)
    notify: dict[str, Channel] = Field(default_factory=dict)
    material_folders: Annotated[tuple[Path, ...], NoDecode] = ()
    digest_at: str = Field(default="09:00", pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")

    @field_validator("material_folders", mode="before")
    @classmethod
    def _folders(cls, value: Any) -> Any:
        """Take folders apart as a search path is written: with `:`, on Windows with `;`."""
        return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value

    @field_validator("material_folders")
    @classmethod
    def _whole_paths(cls, value: tuple[Path, ...]) -> tuple[Path, ...]:
        if any(not folder.is_absolute() for folder in value):
            raise ValueError("each folder is given by its whole path")
        return value

    def password(self, account: str) -> SecretStr | None:
        """Return an account's password; None where no source has one, the keyring included (asked last)."""
        secret = self.accounts.get(account)
        return secret.password if secret else keyrings.password(account)

    def secrets(self) -> list[str]:
        """Return every secret that is known now: all of the settings', and what the keyring has given."""
        return [*_secrets_in(dict(self)), *keyrings.known()]


def load_settings(env_file: Path | None = None, secrets_dir: Path | None = None, **given: Any) -> Settings:
    """Build the settings; `given` (from the command line) wins where it is not None.

    Raises CaseFileError naming the variable and the cure; values are never repeated.
    """
    if env_file is not None and not env_file.is_file():
        cure = "give the path of a file with PORTALBOT_… lines"
        raise CaseFileError(str(env_file), [Problem("--env-file", "", "there is no such file", cure)])
    if secrets_dir is not None and not secrets_dir.is_dir():
        cure = "give the path of a folder with files named PORTALBOT_…"
        raise CaseFileError(str(secrets_dir), [Problem("--secrets-dir", "", "there is no such folder", cure)])
    sources: dict[str, Any] = {"_env_file": env_file, "_secrets_dir": secrets_dir, "_env_file_encoding": "utf-8"}
    try:
        sources["notify"] = _kept_channels(secrets_dir)
        settings = Settings(**sources, **{name: value for name, value in given.items() if value is not None})
        return settings.model_copy(update={"accounts": {**_kept_accounts(secrets_dir), **settings.accounts}})
    except (SettingsError, UnicodeDecodeError) as error:
        reason = "cannot be taken apart" if isinstance(error, SettingsError) else "something is not UTF-8"
        cure = "write PORTALBOT_ACCOUNTS__<NAME>__PASSWORD=…, a line an account, in UTF-8"
        raise CaseFileError("settings", [Problem(str(env_file or "PORTALBOT_…"), "", reason, cure)]) from None
    except ValidationError as error:
        problems = [
            Problem("PORTALBOT_" + "__".join(map(str, item["loc"])).upper(), "", item["msg"], "correct the variable")
            for item in error.errors(include_input=False)
        ]
        raise CaseFileError("settings", problems) from error


def _kept_accounts(folder: Path | None) -> dict[str, AccountSecret]:
    """Read the passwords of a secrets folder: pydantic-settings leaves names with `__` alone there."""
    files = {name: fields["password"] for name, fields in kept_in(folder, "accounts").items() if "password" in fields}
    return {name: AccountSecret(password=SecretStr(read_secret(path))) for name, path in files.items()}


def _kept_channels(folder: Path | None) -> dict[str, dict[str, str]]:
    """Read the channels of a secrets folder: each has an address, and may have events."""
    names = ("url", "events")
    return {
        channel: {name: read_secret(path) for name, path in fields.items() if name in names}
        for channel, fields in kept_in(folder, "notify").items()
    }


def _secrets_in(value: object) -> Iterator[str]:
    """Yield the secrets in a value; of an address also the long parts that alone would open it."""
    if isinstance(value, SecretStr):
        secret = value.get_secret_value()
        yield secret
        if "://" in secret:
            yield from (part for part in re.split(r"[/?&=#:@]+", secret) if len(part) >= LONG_PART)
    elif isinstance(value, BaseModel):
        yield from _secrets_in(dict(value))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _secrets_in(each)
