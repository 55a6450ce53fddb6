"""Who is signed in: sessions on the server's side, which end when nothing is asked for half an hour of office time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class _Session:
    province: str
    account: str
    used: datetime


class Sessions:
    """Keep sessions by token; `minutes` of office time without a request end one."""

    def __init__(self, minutes: float = 30) -> None:
        self.minutes = minutes
        self._open: dict[str, _Session] = {}

    def begin(self, province: str, account: str, now: datetime) -> str:
        """Begin a session and return its token."""
        token = secrets.token_urlsafe(24)
        self._open[token] = _Session(province, account, now)
        return token

    def account(self, token: str | None, province: str, now: datetime) -> str | None:
        """Return whose session this is, and count the use; `None` without a living one in this province."""
        session = self._open.get(token or "")
        if session is None or session.province != province:
            return None
        if now - session.used > timedelta(minutes=self.minutes):
            del self._open[token or ""]
            return None
        session.used = now
        return session.account

    def end(self, token: str | None) -> None:
        """End a session, if there is one."""
        self._open.pop(token or "", None)

    def clear(self) -> None:
        """End every session."""
        self._open.clear()
