"""What several tests need: the sample cases, and the bot put together in this process."""

import io
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from PIL import Image
from pydantic import SecretStr

from mock_portal.office.office import Office
from pages.base import BasePage
from pages.catalogue import shipped
from pages.errors import NoAnswer
from pages.profile import Portal
from pages.readings import Entry as FormEntry
from pages.terms import Kind, Material, Reason, SiteState
from portalbot.cases.casefile import Case, CaseFile, read_cases
from portalbot.cases.casefile.model import Cause
from portalbot.cases.portals import PortalOf, Portals
from portalbot.evidence.store import Evidence
from portalbot.filing.account_worker import Outcome, works_of
from portalbot.filing.driver import Filing
from portalbot.filing.plan import Plan, make_plan
from portalbot.filing.runner import Runner, Window
from portalbot.filing.sitting import SittingTools
from portalbot.filing.work_queue import WorkQueue
from portalbot.following.schedule import schedule_under_way
from portalbot.ledger.ledger import Entry, Ledger
from portalbot.machine.people import People
from portalbot.machine.settings import AccountSecret, load_settings
from portalbot.rules.states import State

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "examples"
CASES = SAMPLES / "cases.toml"
TODAY = date(2026, 3, 2)
posix = pytest.mark.skipif(os.name != "posix", reason="posix only")
PASSWORDS = {
    "by_number" if not name.isascii() else name: password for name, (_, password) in Office().passwords().items()
}
"""By the names that case files give the accounts; one that signs in by its number is `by_number` (重庆)."""


def everywhere(portal: Portal) -> PortalOf:
    """Return the way to one portal for every 备案, and to the practice platform for licences."""

    def portal_of(_province: str, kind: Kind) -> Portal:
        return shipped("practice/许可证").at(portal.address or "http://127.0.0.1") if kind is Kind.LICENCE else portal

    return portal_of


def sample_cases(portal: Portal) -> CaseFile:
    """Read the sample cases, as they stand."""
    return read_cases(CASES, everywhere(portal), TODAY)


def edited(case: Case, **changes: Any) -> Case:
    """Return a case with some fields changed, checked anew."""
    return Case.model_validate({**case.model_dump(), **changes})


def why(case: Case) -> Cause:
    """Return the reason of a case that has one."""
    assert case.reason
    return case.reason


class Person(People):
    """A person who answers as told; `asked` has every question. Without an answer nobody is there."""

    def __init__(self, answer: Callable[[str], str] | None = None) -> None:
        super().__init__(present=answer is not None, seconds=5, say=lambda _: None)
        self.answer = answer
        self.asked: list[str] = []

    def ask(self, question: str) -> str:
        self.asked.append(question)
        if self.answer is None:
            raise NoAnswer("nobody is at the terminal")
        return self.answer(question)


class LastingWorker:
    """A worker thread that outlives a run, with its browser: one launch serves many tests, each in its own context."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._stack = ExitStack()
        self._own: Any = None

    def run(self, work: Callable[[WorkQueue], None], waiting: WorkQueue) -> None:
        """Do a worker's work in this thread, and wait for its end."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lasting")
        self._thread.submit(work, waiting).result()

    def own(self, made: AbstractContextManager[Any]) -> Any:
        """Return the browser of this thread: the first that was made."""
        if self._own is None:
            self._own = self._stack.enter_context(made)
        return self._own

    def close(self) -> None:
        """End the browser, in the thread that it belongs to, and the thread; both may begin anew."""
        if self._thread is not None:
            self._thread.submit(self._stack.close).result()
            self._thread.shutdown()
        self._thread = self._own = None


LASTING = LastingWorker()
"""Of this process; a fixture of the session closes it."""


class LastingRunner(Runner):
    """The runner whose one worker is the lasting one, and which takes no pictures: they are a fifth of its work.

    Whoever asks for its own browser takes them all, and so does every command: in each dialect, and with what breaks.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.prints = False

    def own_browser(self) -> AbstractContextManager[Any]:
        return nullcontext(LASTING.own(super().own_browser()))

    def _work(self, waiting: WorkQueue) -> None:
        LASTING.run(self._without_pictures, waiting)

    def _without_pictures(self, waiting: WorkQueue) -> None:
        """Work in the lasting thread: there one run follows the other, so that each takes back its own patch."""
        with patch.object(BasePage, "picture", lambda _page, **_how: b"no picture"):
            super()._work(waiting)


class Bot:
    """The bot of one data directory, in this process, working as `submit` and `poll` do.

    `own_browser`: launch a browser for each run, and take pictures, as the program does; several workers always do.
    """

    own_browser = False

    def __init__(self, folder: Path, portal: Portal, portals: Portals | None = None) -> None:
        self.portal = portal
        self.portals = portals
        self.passwords = dict(PASSWORDS)
        self.folder = folder / "data"
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.ledger = Ledger(self.folder / "practice.db", who="test", clock=lambda: self.now())
        self.person = Person()
        self.evidence = Evidence(self.folder / "evidence", recorder=self.ledger.artefacts.keep)
        self.stop = threading.Event()
        self.steps: list[tuple[str, str, str]] = []
        self.on_step: Callable[[str, str, str], None] = lambda *_: None
        self.file = sample_cases(portal)
        self.workers = 1
        self.page_seconds = 8.0
        self.receipt_seconds = 8.0

    def portal_of(self, province: str, kind: Kind) -> Portal:
        """Return the one portal of this bot, or what its portals say."""
        return self.portals.of(province, kind) if self.portals else everywhere(self.portal)(province, kind)

    def close(self) -> None:
        self.ledger.close()

    def use(self, *cases: Case, accounts: Mapping[str, Any] | None = None) -> None:
        """Work with these cases instead of the samples."""
        self.file = self.file.model_copy(
            update={"cases": cases, "accounts": {**self.file.accounts, **(accounts or {})}}
        )

    def case(self, case_id: str) -> Case:
        return next(case for case in self.file.cases if case.id == case_id)

    def plan(self, *only: str) -> Plan:
        return make_plan(self.file, self.portal_of, self.ledger, only=only)

    def runner(self, **changes: Any) -> Runner:
        settings = load_settings(
            data_dir=self.folder,
            page_seconds=self.page_seconds,
            receipt_seconds=self.receipt_seconds,
            accounts={name: AccountSecret(password=SecretStr(word)) for name, word in self.passwords.items()},
        )
        tools = SittingTools(
            ledger=self.ledger,
            evidence=self.evidence,
            people=self.person,
            receipt_seconds=self.receipt_seconds,
            progress=self._step,
        )
        runner = Runner if self.own_browser or self.workers > 1 else LastingRunner
        return runner(settings, replace(tools, **changes), workers=self.workers, window=Window(), stop=self.stop)

    def _step(self, account: str, case_id: str, step: str) -> None:
        self.steps.append((account, case_id, step))
        self.on_step(account, case_id, step)

    def submit(self, *only: str, **changes: Any) -> Outcome:
        """Plan, approve and file, like `submit --yes`."""
        plan = self.plan(*only)
        for filing in plan.to_file:
            self.ledger.approvals.give(filing.case.id, filing.digest, "test")
        accounts = self.file.accounts
        works = works_of(plan.work, lambda name: (accounts[name].user_name, accounts[name].province))
        return self.runner(**changes).run(works)

    def poll(self) -> Outcome:
        """Look once at every account with something under way, like `poll`."""
        return self.runner().run(schedule_under_way(self.ledger, self.portal_of).works)

    def entry(self, case_id: str) -> Entry:
        return self.ledger.cases.one(case_id)

    def state(self, case_id: str) -> State:
        return self.entry(case_id).state


def filing_of(file: CaseFile, case: Case, portal: Portal) -> Filing:
    """Return a case as it would be filed."""
    files = file.files(case)
    return Filing(case, portal, files, case.digest({material: data for material, (_, data) in files.items()}))


def entry_of(kind: Kind, number: str, site: str, text: str, cause: Reason | SiteState, **more: str) -> FormEntry:
    """Return what a case with these fields has entered."""
    told = {f"reason.{name}": more.get(name, "") for name in ("new_domain", "wrong", "right")}
    told |= {f"licence.{name}": more.get(name, "") for name in ("since", "business")}
    told |= {"kind": kind, "number": number, "site_name": site, "reason.category": cause, "licence.site": cause}
    return FormEntry(kind, number, cause, {**told, "reason.text": text, "licence.plan": text})


def a_file(name: str = "licence.pdf", folder: str = "zhixing") -> bytes:
    """Return the bytes of a sample material."""
    return (SAMPLES / "materials" / folder / name).read_bytes()


MATERIALS = {
    Material.LICENCE: "licence.pdf",
    Material.IDENTITY: "identity.jpg",
    Material.APPLICATION: "application.pdf",
}


def green(picture: bytes) -> int:
    """Count the pixels of a picture that are as pale green as a message of success."""
    image = Image.open(io.BytesIO(picture))
    colours: list[tuple[int, tuple[int, int, int]]] = image.getcolors(image.width * image.height)  # type: ignore[assignment]
    return sum(count for count, (red, green, blue) in colours if green > 230 and green - red > 4 < green - blue)
