"""Page doubles that act on the real office through its desk, and may do nothing that the office does not.

They raise what the real pages raise for the same answer (`Portal.complaint` is shared with them). Each act is a
point at which a run can be cut off, before and after, as by a kill: `Points`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mock_portal.desk.calls import Call, Reply
from mock_portal.desk.desk import Desk as OfficeDesk
from pages.errors import PageChanged, PortalError, Refused, SignedOut, SignInRefused, Unavailable
from pages.profile import Portal
from pages.readings import Answer, ApplicationRow, ApplicationsRead, Entry, RecordRow, RecordsRead, Shown
from pages.session import Session
from pages.targets import landmark_words
from pages.terms import Kind, Material, Reason, Step, normalise_number
from portalbot.browser.click_guard import Witness


class Killed(BaseException):
    """The process is gone: nothing of ours runs after it (what `finally` frees, the kernel frees too)."""


class Points:
    """Count the points of a run, and cut it off at one of them: at the nth, or at the first of a name."""

    def __init__(self, kill_at: int | str | None = None) -> None:
        self.kill_at = kill_at
        self.count = 0
        self.names: list[str] = []

    def hit(self, name: str) -> None:
        """Pass a point, or end there."""
        self.count += 1
        self.names.append(name)
        if self.kill_at in (self.count, name):
            raise Killed(name)

    @contextmanager
    def around(self, name: str) -> Iterator[None]:
        """Pass a point before and one after."""
        self.hit(f"before {name}")
        yield
        self.hit(f"after {name}")


@dataclass
class Tab:
    """The browser of one sitting: its session, what its network saw."""

    desk: OfficeDesk
    portal: Portal
    province: str
    points: Points
    token: str | None = None
    blocked: bool = False
    witness: Witness | None = None

    def call(self, method: str, path: str, **parts: Any) -> Reply:
        """Send one request, as the page would."""
        place = "licence" if self.portal.dialect == "licence" else self.province
        with self.points.around(f"{method} {path}"):
            reply = self.desk.handle(Call(method, place, path, token=self.token, **parts))
        self.token = reply.token or self.token
        return reply

    def ask(self, step: str, method: str, path: str, **parts: Any) -> Any:
        """Send one request; returns its params, or raises what the page would show."""
        reply = self.call(method, path, **parts)
        if error := self.error_of(reply, step):
            raise error
        return {"rows": [], "total": 0} if reply.status == 429 else reply.params

    def error_of(self, reply: Reply, step: str) -> PortalError | None:
        """Return what the page shows for an answer that is none."""
        messages = self.portal.messages
        if reply.cut:
            return Unavailable("no answer", words=messages.unavailable[1], step=step)
        if reply.status == 401:
            return SignedOut("the portal asks for a sign-in", step=step)
        if reply.status in (403, 429):
            self.blocked = True
            return self.portal.complaint(messages.forbidden[0], step) if reply.status == 403 else None
        if reply.status >= 500:
            return self.portal.complaint(messages.unavailable[0], step)
        if reply.code:
            return self.portal.complaint(str(reply.body["msg"]), step)
        return None


class _Page:
    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.portal = tab.portal

    def picture(self, *, uncovered: bool = False) -> bytes:
        return b"picture"

    def snapshot(self) -> str:
        return "page"


class Selector(_Page):
    def open(self) -> "Selector":
        reply = self.tab.desk.handle(Call("GET", "", ""))
        if error := self.tab.error_of(reply, "select"):
            raise error
        return self

    def choose(self, province: str) -> "Login":
        if error := self.tab.error_of(self.tab.call("GET", "login.html"), "select"):
            raise error
        return Login(self.tab)


class Login(_Page):
    def sign_in(self, account: str, password: str, _read: object) -> "Home":
        reply = self.tab.call("POST", "api/sign_in", body={"account": account, "password": password})
        if reply.code in (1001, 1002):
            reason = "locked" if reply.code == 1002 else "wrong_password"
            raise SignInRefused("refused", words=str(reply.body["msg"]), reason=reason)
        if error := self.tab.error_of(reply, "sign_in"):
            raise error
        return Home(self.tab)


class Home(_Page):
    def close_notices(self) -> None:
        """Do nothing: there are no pop-ups in these tests."""

    def session(self) -> Session:
        return Session()

    def reopened(self, _page: object) -> "Home":
        return self

    def records(self) -> "Records":
        return Records(self.tab)

    def applications(self) -> "Applications":
        return Applications(self.tab)


def _all(tab: Tab, step: str, path: str) -> tuple[list[Any], int]:
    rows: list[Any] = []
    page = 1
    while True:
        found = tab.ask(step, "GET", path, query={"page": str(page), "size": "40"})
        rows += found["rows"]
        if not found["rows"] or len(rows) >= found["total"]:
            return rows, int(found["total"])
        page += 1


class Records(_Page):
    def read_all(self) -> RecordsRead:
        rows, total = _all(self.tab, "list", "api/records")
        self.tab.points.names.append("records read")
        read = tuple(
            RecordRow(
                row["site"], normalise_number(row["number"]), row.get("filed_on") or row["issued_on"],
                self.portal.record_status(row["status"]), row["status"],
            )
            for row in rows
        )  # fmt: skip
        return RecordsRead(read, total, len(rows) == total)

    def search(self, keyword: str) -> None:
        self.tab.ask("list", "GET", "api/records", query={"q": keyword})

    def cancel(self, number: str, _kind: Kind | None = None, _cause: object = None) -> "Dialog":
        if self.portal.dialect == "licence":
            self.tab.ask("dialog", "GET", "api/notice")
        else:
            rows = self.tab.ask("list", "GET", "api/records", query={"q": number})["rows"]
            if not any(row["can_cancel"] for row in rows if normalise_number(row["number"]) == number):
                raise Refused(f"the portal offers no cancellation of {number}", step=Step.LIST)
            self.tab.ask("dialog", "GET", "api/dialog", query={"number": number})
        return Dialog(self.tab, number)


class Applications(_Page):
    def read_all(self, _known: Mapping[str, str] | None = None) -> ApplicationsRead:
        rows, total = _all(self.tab, "applications", "api/applications")
        self.tab.points.names.append("applications read")
        read = tuple(
            ApplicationRow(
                row["serial"], normalise_number(row["number"]), self._kind(row["kind"]), row["submitted_at"],
                self.portal.application_status(row["status"]), row["status"], row["opinion"],
            )
            for row in rows
        )  # fmt: skip
        return ApplicationsRead(read, total, len(rows) == total)

    def _kind(self, word: str) -> Kind | None:
        return next((kind for kind, words in self.portal.form.kinds.items() if word in words), None)


class Dialog(_Page):
    def __init__(self, tab: Tab, number: str) -> None:
        super().__init__(tab)
        self.number = number

    def sites(self) -> int | None:
        return None

    def confirm(self) -> "Form":
        forms = {"modern": Form, "kits": Form, "legacy": LegacyForm, "licence": LicenceForm}
        query = {} if self.portal.dialect == "licence" else {"number": self.number}
        return forms[self.portal.dialect](self.tab, self.number, self.tab.ask("form", "GET", "api/form", query=query))


class Form(_Page):
    """The modern form: files are sent one by one and lie ready at the office."""

    def __init__(self, tab: Tab, number: str, facts: Any) -> None:
        super().__init__(tab)
        self.number = number
        self.draft = number
        self.facts = facts
        self.body: dict[str, Any] = {}

    def check(self) -> None:
        """Do nothing: a double's form is as its profile says."""

    def shown(self) -> Shown:
        return Shown(self.facts["unit"], self.facts["site"], self.facts["number"])

    def word(self, material: Material) -> str:
        return self.portal.form.materials[material][0]

    def offered(self) -> list[Material]:
        optional = self.facts["materials"] + self.facts["materials_optional"]
        return [material for material, words in self.portal.form.materials.items() if words[0] in optional]

    def attached(self, material: Material) -> list[tuple[str, int]]:
        found = self.tab.ask("upload", "GET", "api/drafts", query={"number": self.draft})["drafts"]
        return [(each["name"], each["size"]) for each in found if each["material"] == self.word(material)]

    def clear(self) -> None:
        for material in self.offered():
            self.remove_all(material)

    def remove_all(self, material: Material) -> None:
        for each in self.attached(material):
            body = {"number": self.draft, "material": self.word(material), "name": each[0]}
            self.tab.ask("upload", "POST", "api/remove", body=body)

    def fill(self, entry: Entry) -> None:
        form = self.portal.form
        assert isinstance(entry.cause, Reason)
        self.body = {
            "number": self.number, "kind": form.kinds[entry.kind][0], "reason": form.reasons[entry.cause][0],
            **{name: entry.values[f"reason.{name}"] for name in ("text", "new_domain", "wrong", "right")},
            "declared": False,
        }  # fmt: skip

    def enter(self, entry: Entry, files: Mapping[Material, tuple[str, bytes]], uploading: Callable[[], None]) -> None:
        self.fill(entry)
        uploading()
        self.clear()
        for material, (name, data) in files.items():
            self.attach(material, name, data)
        self.declare()

    def attach(self, material: Material, name: str, data: bytes) -> None:
        query = {"number": self.draft, "material": self.word(material)}
        self.tab.ask("upload", "POST", "api/upload", query=query, file=(name, data))
        if (name, len(data)) not in self.attached(material):
            raise PageChanged(f"the portal does not list {name}", step="upload")

    def declare(self) -> None:
        self.body["declared"] = True

    def ready(self) -> None:
        self.tab.points.hit("trial click")

    def post(self) -> Reply:
        """Send the form, once."""
        return self.tab.call("POST", "api/submit", body=self.body)

    def shows_receipt(self) -> bool:
        return True

    def submit(self, _deadline: float) -> Answer:
        reply = self.post()
        self.tab.witness = Witness("POST", "api/submit", 0 if reply.cut else reply.status, "")
        error = self.tab.error_of(reply, "submit")
        if error and reply.code and not reply.cut and reply.status == 200:
            return Answer(None, f"[{reply.code}] {reply.body['msg']}", error=error)
        if error:
            return Answer(None, error.words or "401", error=error)
        serial = reply.params.get("serial")
        if serial:
            return Answer(str(serial), landmark_words(self.portal.receipt.landmark)[0], receipt=True)
        return Answer(None, landmark_words(self.portal.records.landmark)[0])


class LegacyForm(Form):
    """The old form: everything goes with one post."""

    def __init__(self, tab: Tab, number: str, facts: Any) -> None:
        super().__init__(tab, number, facts)
        self.files: list[tuple[str, str, bytes]] = []

    def remove_all(self, material: Material) -> None:
        self.files = [each for each in self.files if each[0] != self.word(material)]

    def attach(self, material: Material, name: str, data: bytes) -> None:
        self.files.append((self.word(material), name, data))

    def post(self) -> Reply:
        return self.tab.call("POST", "api/submit", body=self.body, files=tuple(self.files))


class LicenceForm(Form):
    """The platform's form: typed, saved (which files nothing), then sent."""

    def __init__(self, tab: Tab, number: str, facts: Any) -> None:
        super().__init__(tab, number, facts)
        self.draft = "licence"

    def shown(self) -> Shown:
        return Shown(self.facts["unit"], None, None)

    def offered(self) -> list[Material]:
        found = self.facts["materials"] + self.facts["materials_optional"]
        found += self.facts["materials_by_reason"].get(self.body.get("state", ""), [])
        return [material for material, words in self.portal.form.materials.items() if words[0] in found]

    def fill(self, entry: Entry) -> None:
        names = {"state": "licence.site", "since": "licence.since", "business": "licence.business"}
        names |= {"text": "licence.plan", "site": "site_name", "number": "number"}
        self.body = {name: entry.values[value] for name, value in names.items()} | {"pledge": ""}

    def declare(self) -> None:
        [self.body["pledge"]] = [each.text for each in self.portal.form.fill if each.text]
        self.tab.ask("upload", "POST", "api/save", body=self.body)
