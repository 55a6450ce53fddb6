"""The system's keyring: the last place asked for a password, and only for accounts that are needed.

Windows' Credential Manager, the macOS keychain, or the Secret Service of a Linux desktop, through `keyring`; an entry
an account, of the service `portalbot`. What was found is kept in memory for the run, so that nobody is asked twice
to unlock anything. A keyring that is not there or stays locked is no error of a case: the account has no password.
"""

import os
import threading
from collections.abc import Callable
from configparser import Error as ConfigError
from typing import TypeVar

from loguru import logger
from pydantic import SecretStr

SERVICE = "portalbot"
CONFIGURED = "PYTHON_KEYRING_BACKEND"
_UNLOADABLE = (
    ImportError,
    AttributeError,
    TypeError,
    ValueError,
    LookupError,
    SyntaxError,
    OSError,
    RuntimeError,
    ConfigError,
)
"""What a backend raises that is not there, is not the class that it is named as, or breaks while it is loaded."""
_T = TypeVar("_T")
_lock = threading.Lock()
_asked: dict[str, SecretStr | None] = {}
_said: set[str] = set()


class KeyringTrouble(Exception):
    """The keyring cannot be used: says why and what to do; never what is in it."""


def password(account: str) -> SecretStr | None:
    """Return an account's password; None where the keyring has none, or cannot be asked (which is said once)."""
    with _lock:
        if account not in _asked:
            try:
                _asked[account] = look(account)
            except KeyringTrouble as trouble:
                _asked[account] = None
                if str(trouble) not in _said:
                    _said.add(str(trouble))
                    logger.warning("no password for {} elsewhere, and {}", account, trouble)
        return _asked[account]


def known() -> list[str]:
    """Return the passwords that the keyring has given in this run."""
    return [secret.get_secret_value() for secret in list(_asked.values()) if secret]


def look(account: str) -> SecretStr | None:
    """Ask the keyring. Raises KeyringTrouble."""
    import keyring

    found = _asking(lambda: keyring.get_password(SERVICE, account))
    return SecretStr(found) if found else None


def store(account: str, secret: SecretStr) -> None:
    """Keep a password in the keyring, in place of an older one. Raises KeyringTrouble."""
    import keyring

    _asking(lambda: keyring.set_password(SERVICE, account, secret.get_secret_value()))
    _asked.pop(account, None)


def forget(account: str) -> bool:
    """Take a password out of the keyring; says whether it was there. Raises KeyringTrouble."""
    import keyring

    if look(account) is None:
        return False
    _asking(lambda: keyring.delete_password(SERVICE, account))
    _asked.pop(account, None)
    return True


def _asking(ask: Callable[[], _T]) -> _T:
    from keyring import get_keyring
    from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

    try:
        get_keyring()
    except _UNLOADABLE as error:
        named = os.environ.get(CONFIGURED)
        where = f"{CONFIGURED}={named}" if named else "keyringrc.cfg"
        raise KeyringTrouble(
            f"the keyring that is configured ({where}) cannot be loaded: {type(error).__name__} "
            "(install what it needs, correct the name, or take the setting away)"
        ) from None
    try:
        return ask()
    except NoKeyringError:
        why = "there is no keyring on this machine (use the environment, an env file or a secrets folder)"
    except KeyringLocked:
        why = "the keyring is locked (unlock it: sign in to the desktop, or open its window)"
    except InitError:
        why = "the keyring cannot be reached (it needs a desktop session)"
    except (KeyringError, *_UNLOADABLE) as error:
        why = f"the keyring does not answer ({type(error).__name__})"
    raise KeyringTrouble(why)  # without the backend's own error: nobody knows what stands in it
