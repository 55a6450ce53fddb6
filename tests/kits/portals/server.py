"""Portals drawn by real UI kits, with the practice portal's desk and office behind them.

A site is a folder beside this file: its pages, `wording.json` with the words in which its office speaks otherwise than
the bundled portal's, and `paths.json`, which says under which addresses its pages ask the desk. `/vendor/` is a folder
of npm packages, `/shared/` what several sites use. Everything else is the practice portal's: every decision, every
refusal, sessions, uploads, serials, faults, the control API under `/_office/`.

    with KitPortal(office_of("element"), vendor, "element") as portal:
        page.goto(portal.url)

    python -m tests.kits.portals.server VENDOR element     (one to look at, with the port as a third argument)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Literal, get_args

from mock_portal.desk.calls import Call, Reply, answer
from mock_portal.desk.desk import Desk
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.desk.visit import Visit
from mock_portal.office.register import SITE, Account, rows_of
from mock_portal.office.wording import read_wording
from mock_portal.web.connection import Connection
from mock_portal.web.listener import PortalServer

FOLDER = Path(__file__).parent
SiteName = Literal["element", "antd", "cards", "layui"]
SITES: tuple[SiteName, ...] = get_args(SiteName)

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
}
_OF_THE_BUNDLED = {"provinces.json", "403.html", "404.html", "500.html", "901.html"}


def office_of(site: SiteName, seed: int = 2026) -> PracticeOffice:
    """Return an office that speaks as a site's does."""
    return PracticeOffice(seed, wording=read_wording(FOLDER / site / "wording.json"))


class KitDesk(Desk):
    """Answer as the practice portal's desk, and two things besides.

    `sent` holds every form that came to be filed, as it came. `api/contact` tells who is on file for a record, for
    pages that fill it in by themselves.
    """

    def __init__(self, office: PracticeOffice) -> None:
        super().__init__(office)
        self.sent: list[Mapping[str, Any]] = []

    def handle(self, call: Call) -> Reply:
        """Answer one request."""
        if (call.method, call.path) == ("POST", "api/submit"):
            self.sent.append(call.body)
        return super().handle(call)

    def _act(self, visit: Visit) -> Reply:
        if (visit.call.method, visit.call.path) != ("GET", "api/contact"):
            return super()._act(visit)
        account = self.office.account(visit.province, visit.account or "")
        return self._contact(account, visit.call.text("number")) if account else visit.say(401, status=401)

    def _contact(self, account: Account, number: str) -> Reply:
        row = next((one for one in rows_of(account) if one.number == number), None)
        if row is None:
            return answer(1016, self.office.variant(account.province).words("code.1016"))
        person = row.subject.person
        return answer(params={"name": person.name, "mobile": person.mobile, "uscc": row.subject.uscc})


class KitServer(PortalServer):
    """Listen for a site; `paths` are the desk's by those that its pages ask for."""

    def __init__(self, desk: KitDesk, folder: Path, vendor: Path, port: int = 0) -> None:
        self.folder = folder
        self.vendor = vendor
        self.paths: Mapping[str, str] = json.loads((folder / "paths.json").read_text(encoding="utf-8"))
        super().__init__(port, KitConnection, desk, None, verbose=False)


class KitConnection(Connection):
    """Serve a site's pages and the kits' files; whatever is asked of the desk goes there."""

    server: KitServer

    def _is_legacy(self, slug: str) -> bool:
        """Tell the base that sessions are kept in a cookie, whatever the province's dialect is elsewhere."""
        return False

    def _call(self, province: str, path: str, query: Mapping[str, str], body: bytes, token: str | None) -> Call | None:
        return super()._call(province, self.server.paths.get(path, path), query, body, token)

    def _at_ministry(self, path: str) -> None:
        place, _, rest = path.removeprefix("/").partition("/")
        if path == "/":
            reply = self.server.desk.handle(Call(self.command, "", "", reused=self.served > 0))
            self._send_page(reply, "index.html")
        elif place == "vendor":
            self._send_from(self.server.vendor, rest)
        elif place == "shared":
            self._send_from(FOLDER / place, rest)
        else:
            self._send_file(path.removeprefix("/"))

    def _at_entrance(self, call: Call) -> None:
        desk = self.server.desk
        if call.path and not call.path.endswith(".html"):
            self._send_file(call.path)
            return
        reply = desk.handle(call)
        if call.path or reply.cut or reply.body:
            self._send_page(reply, call.path)
        else:
            has_own = (self.server.folder / "login.html").is_file()
            self._redirect("login.html" if has_own and not desk.signed_in(call) else "home.html", delay=reply.delay)

    def _send_file(self, name: str, reply: Reply | None = None, province: str = "") -> None:
        there = (self.server.folder / name).is_file()
        self._send_from(SITE if not there and name in _OF_THE_BUNDLED else self.server.folder, name, reply)

    def _send_from(self, folder: Path, name: str, reply: Reply | None = None) -> None:
        file = (folder / name).resolve()
        kind = _TYPES.get(file.suffix)
        if kind and file.is_relative_to(folder.resolve()) and file.is_file():
            reply = reply or Reply()
            self._send(reply.status, kind, file.read_bytes(), reply)
        else:
            self._send(404, _TYPES[".html"], (SITE / "404.html").read_bytes(), reply or Reply())


class KitPortal:
    """Run a site on loopback, in front of an office (from `office_of`); `vendor` is the folder of npm packages."""

    def __init__(self, office: PracticeOffice, vendor: Path, site: SiteName = "element", port: int = 0) -> None:
        self.site = site
        self.office = office
        self.desk = KitDesk(self.office)
        self._server = KitServer(self.desk, FOLDER / site, vendor, port)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Return the address without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def reset(self) -> None:
        """Begin again: the office as seeded, nobody signed in, nothing sent."""
        self.desk.reset()
        self.desk.sent.clear()

    def __enter__(self) -> KitPortal:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


if __name__ == "__main__":
    _vendor, _site, *_port = sys.argv[1:]
    _named = next(one for one in SITES if one == _site)
    with KitPortal(office_of(_named), Path(_vendor), _named, int(*_port or "0")) as _portal:
        sys.stdout.write(f"{_portal.url}\n")
        sys.stdout.flush()
        Event().wait()
