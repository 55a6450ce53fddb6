"""What goes into the desk and what comes out: one request, one answer, whatever carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """Carry one request for a province's entrance.

    `province` is a name or a slug; `path` is what follows `/{slug}/`: "api/records", "login.html", "" for the entrance
    itself; an empty province is the ministry's page. `reused` says that the connection has already served a request.
    `files` (material's word, file's name, bytes) come with a submission that brings everything at once.
    """

    method: str
    province: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    files: tuple[tuple[str, str, bytes], ...] = ()
    token: str | None = None
    reused: bool = False

    def text(self, name: str) -> str:
        """Return a value of the body, or of the query, as text without blanks around it; "" when it is missing."""
        value = self.body.get(name, self.query.get(name, ""))
        return str(value).strip() if isinstance(value, str | int) else ""


@dataclass(frozen=True)
class Reply:
    """Carry the answer to a call.

    `cut` closes the connection without an answer, `delay` holds the answer back (seconds), `token` sets the session
    cookie ("" takes it away), `data` is sent instead of the JSON body, a page without a body is served as its file,
    `values` fill the gaps in the words of the code, for a page that words it by itself.
    """

    status: int = 200
    body: Mapping[str, Any] = field(default_factory=dict)
    cut: bool = False
    delay: float = 0.0
    token: str | None = None
    data: bytes | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """Return the portal's own code, 0 for success."""
        code = self.body.get("code", 0)
        return code if isinstance(code, int) else 0

    @property
    def params(self) -> Mapping[str, Any]:
        """Return what the answer carries."""
        params = self.body.get("params", {})
        return params if isinstance(params, Mapping) else {}


def answer(code: int = 0, msg: str = "", params: Mapping[str, Any] | None = None, status: int = 200) -> Reply:
    """Build an answer in the portal's form."""
    return Reply(status, {"code": code, "success": code == 0, "msg": msg, "params": dict(params or {})})
