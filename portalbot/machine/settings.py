"""Settings: PORTALBOT_… variables, an env file, a secrets folder. Built once in `cli`, passed on as values.

A password is never a setting of a file that people share: it comes as PORTALBOT_ACCOUNTS__<NAME>__PASSWORD from
the environment, from an env file, or from a file of that name in a secrets folder (Docker, Kubernetes); where none of
them has it, from the system's keyring (`setting_sources.py`, `keyrings.py`). The address of a channel of notifications,
PORTALBOT_NOTIFY__<NAME>__URL, is a secret too, and comes in the first three ways.

A path may begin with `~` or `~user`, wherever it is given: a folder named `~` would be a second ledger. Other signs
that a shell would put something in for are refused in paths. A relative path counts from the working folder.

Of pydantic-settings the readers are not used: that of env files prints lines that it cannot take, puts variables in,
and cuts values at ` #`. They are replaced by one of ours (`setting_sources.py`), which other rooms ask as well.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pages.characters import unseen
from pages.errors import CaseFileError, Problem
from portalbot.machine import keyrings, setting_sources
from portalbot.machine.setting_sources import Given
from portalbot.machine.variable_names import PREFIX, Names, Parts
from portalbot.rules.states import Notice

_FOR_A_SHELL = re.compile(r"\$\w|\$\{|%\w+%")
LONG_PART = 16
"""Characters of a part of a notification's address that is a secret by itself; the host's name is shorter, mostly."""


def expanded(path: Path) -> Path:
    """Return a path with the home folder in place of `~` or `~user`. Raises ValueError for what stays unclear."""
    if _FOR_A_SHELL.search(str(path)) and not path.exists():
        raise ValueError("has a variable in it, and nothing is put in for one: write the whole path, or begin with ~")
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("begins with ~, and there is no such home folder") from None


def _some(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("is empty: it would be the working folder")
    return value


Place = Annotated[Path, BeforeValidator(_some), AfterValidator(expanded)]
"""A path as a setting."""


class AccountSecret(BaseModel):
    """What opens one account."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    password: SecretStr = Field(min_length=1)

    @field_validator("password")
    @classmethod
    def _can_be_typed(cls, value: SecretStr) -> SecretStr:
        if signs := unseen(value.get_secret_value()):
            raise ValueError(f"has characters that nobody sees ({', '.join(signs)})")
        return value


class Channel(BaseModel):
    """Where notifications go: an address as apprise writes them, and the events that are told there."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: SecretStr
    events: frozenset[Notice] = frozenset(Notice) - {Notice.SUBMITTED}

    @field_validator("events", mode="before")
    @classmethod
    def _taken_apart(cls, value: Any) -> Any:
        return {part.strip().lower() for part in value.split(",") if part.strip()} if isinstance(value, str) else value


_FOUND: ContextVar[Sequence[Given]] = ContextVar("found", default=())
"""What `load_settings` has found; settings that are made without it are made of what they are given alone."""


class _Sources(PydanticBaseSettingsSource):
    """What was found in the environment, an env file, a secrets folder: nested as the settings are."""

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for each in reversed(_FOUND.get()):  # what counts first is laid over the rest
            at = values
            for part in each.parts[:-1]:
                at = at.setdefault(part, {})
            at[each.parts[-1]] = each.value
        return values


class Settings(BaseSettings):
    """All settings. Durations are in seconds."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True)

    data_dir: Place = Field(default_factory=lambda: platformdirs.user_data_path("portalbot", appauthor=False))
    profile: str | None = None
    portals: Place | None = None
    browser: Place | None = None
    channel: str | None = None
    proxy: str | None = Field(default=None, pattern=r"^https?://[^/\s@]+$")
    page_seconds: float = Field(default=30, gt=0)
    receipt_seconds: float = Field(default=60, gt=0)
    person_seconds: float = Field(default=300, gt=0)
    attempts: int = Field(default=3, gt=0)
    accounts: dict[str, AccountSecret] = Field(default_factory=dict)
    notify: dict[str, Channel] = Field(default_factory=dict)
    material_folders: tuple[Place, ...] = ()
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

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what the command line gives, then what our own reader has found."""
        return init_settings, _Sources(settings_cls)

    def password(self, account: str) -> SecretStr | None:
        """Return an account's password; None where no source has one, the keyring included (asked last)."""
        secret = self.accounts.get(account)
        return secret.password if secret else keyrings.password(account)

    def secrets(self) -> list[str]:
        """Return every secret that is known now: all of the settings', and what the keyring has given."""
        return [*_secrets_in(dict(self)), *keyrings.known()]


NAMES = Names(
    single=frozenset(Settings.model_fields) - {"accounts", "notify"},
    tables={"accounts": frozenset(AccountSecret.model_fields), "notify": frozenset(Channel.model_fields)},
)
"""What may be given as a variable."""


def load_settings(env_file: Path | None = None, secrets_dir: Path | None = None, **given: object) -> Settings:
    """Build the settings; `given` (from the command line) wins where it is not None.

    Raises CaseFileError naming the variable and the cure; values are never repeated.
    """
    found = given_to(env_file, secrets_dir)
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    token = _FOUND.set(found)
    try:
        return Settings(**values)
    except ValidationError as error:
        places = {each.parts: each for each in reversed(found)}
        problems = [_problem(item, places) for item in error.errors(include_input=False)]
        raise CaseFileError("settings", problems) from None
    finally:
        _FOUND.reset(token)


def given_to(env_file: Path | None, secrets_dir: Path | None) -> list[Given]:
    """Return all that is given for settings, what counts first. Raises CaseFileError."""
    try:
        file = expanded(env_file) if env_file else None
        folder = expanded(secrets_dir) if secrets_dir else None
    except ValueError as error:
        problem = Problem("--env-file, --secrets-dir", "", str(error), "write the whole path")
        raise CaseFileError("settings", [problem]) from None
    if file is not None and not file.is_file():
        cure = "give the path of a file with PORTALBOT_… lines"
        raise CaseFileError(str(env_file), [Problem("--env-file", "", "there is no such file", cure)])
    if folder is not None and not folder.is_dir():
        cure = "give the path of a folder with files named PORTALBOT_…"
        raise CaseFileError(str(secrets_dir), [Problem("--secrets-dir", "", "there is no such folder", cure)])
    try:
        return setting_sources.given(NAMES, file, folder)
    except OSError as error:
        problem = Problem(str(error.filename), "", error.strerror or "cannot be read", "let this user read it")
        raise CaseFileError("settings", [problem]) from None


def _problem(item: Any, places: Mapping[Parts, Given]) -> Problem:
    parts = tuple(map(str, item["loc"]))
    where = next((places[parts[:length]] for length in (3, 1) if parts[:length] in places), None)
    name = where.name if where else PREFIX + "__".join(parts).upper()
    place = "" if where is None or where.place == setting_sources.ENVIRONMENT else f"{where.place}, "
    return Problem(f"{place}{name}", "", item["msg"].removeprefix("Value error, "), "correct the variable")


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
