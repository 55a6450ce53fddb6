"""What the office remembers, in this process and, with a `State`, on disk.

Every change goes to the disk first: when a method returns, it holds, even if the process is killed the moment after.
The register itself is no memory: it is seeded anew each time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime

from mock_portal.office.applications import Arrival, Decision, Filing, KeptFile, KeptForm, SignIn, filing_from
from mock_portal.office.sms_checks import Check, Message, check_from, message_from
from mock_portal.office.state import State, StateError
from mock_portal.office.terms import START, Kind, Status, subject_of
from mock_portal.office.working_days import WorkingDays, working_days_from


class Memory:
    """Remember what has happened, and the clock and the calendar; raise `StateError` for an unreadable file."""

    def __init__(self, state: State | None) -> None:
        self._state = state
        self._begin()
        if state:
            self._recall(state)

    def _begin(self) -> None:
        self.now = START
        self.calendar = WorkingDays()
        self.arrivals: list[Arrival] = []
        self.sign_ins: list[SignIn] = []
        self.failures: Counter[tuple[str, str]] = Counter()
        self.filings: dict[str, Filing] = {}
        self.by_subject: dict[tuple[str, str], list[Filing]] = {}
        self.decisions: dict[str, Decision] = {}
        self.checks: dict[str, Check] = {}
        self.messages: list[Message] = []
        self.drafts: dict[tuple[str, str, str], tuple[KeptFile, ...]] = {}
        self.forms: dict[tuple[str, str], KeptForm] = {}
        self.changing: set[tuple[str, str]] = set()

    def _recall(self, state: State) -> None:
        try:
            office = state.room("office")
            self.now = datetime.fromisoformat(office["now"]) if "now" in office else START
            self.calendar = working_days_from(office.get("calendar", {}))
            for raw in state.room("filing").values():
                self._file(filing_from(raw))
            for serial, (status, opinion, at) in state.room("decision").items():
                self.decisions[serial] = Decision(Status(status), opinion, datetime.fromisoformat(at))
            self.checks = {serial: check_from(raw) for serial, raw in state.room("check").items()}
            self.messages = [message_from(raw) for raw in state.room("message").values()]
            for key, failures in state.room("account").items():
                province, name = key.split("/", 1)
                self.failures[province, name] = int(failures)
            for key, files in state.room("draft").items():
                province, name, number = key.split("/")
                self.drafts[province, name, number] = tuple(KeptFile(**one) for one in files)
            for key, raw in state.room("form").items():
                province, name = key.split("/")
                self.forms[province, name] = KeptForm(**raw)
            self.changing = set(map(_pair, state.room("changing")))
            for raw in state.room("arrival").values():
                self.arrivals.append(Arrival(**{**raw, "time": datetime.fromisoformat(raw["time"])}))
            for raw in state.room("sign_in").values():
                self.sign_ins.append(SignIn(**{**raw, "time": datetime.fromisoformat(raw["time"])}))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StateError(f"the state file {state.path} holds what no office wrote: {error!r}") from error

    def forget(self) -> None:
        """Forget everything."""
        if self._state:
            self._state.clear()
        self._begin()

    def _keep(self, room: str, key: str, value: object) -> None:
        if self._state:
            self._state.keep({(room, key): value})

    def set_now(self, now: datetime) -> None:
        """Remember the time."""
        self._keep("office", "now", now.isoformat())
        self.now = now

    def set_calendar(self, calendar: WorkingDays) -> None:
        """Remember which days are worked."""
        self._keep("office", "calendar", calendar.document())
        self.calendar = calendar

    def note_arrival(self, note: Arrival) -> None:
        """Remember a submission that arrived."""
        self._keep("arrival", str(len(self.arrivals)), {**asdict(note), "time": note.time.isoformat()})
        self.arrivals.append(note)

    def note_sign_in(self, note: SignIn) -> None:
        """Remember an attempt to sign in."""
        self._keep("sign_in", str(len(self.sign_ins)), {**asdict(note), "time": note.time.isoformat()})
        self.sign_ins.append(note)

    def set_failures(self, account: tuple[str, str], failures: int) -> None:
        """Remember how many wrong passwords came for an account (province, name) since the last right one."""
        if failures != self.failures[account]:
            self._keep("account", "/".join(account), failures)
            self.failures[account] = failures

    def set_draft(self, key: tuple[str, str, str], files: tuple[KeptFile, ...]) -> None:
        """Remember which files lie ready, by (province, account, number)."""
        self._keep("draft", "/".join(key), [asdict(one) for one in files] or None)
        self.drafts[key] = files

    def set_form(self, owner: tuple[str, str], form: KeptForm) -> None:
        """Remember the licence form of an account (province, name) as it was put aside."""
        self._keep("form", "/".join(owner), asdict(form))
        self.forms[owner] = form

    def set_changing(self, province: str, number: str, *, changing: bool) -> None:
        """Remember whether a change of a record is under way."""
        self._keep("changing", f"{province}/{number}", True if changing else None)
        (self.changing.add if changing else self.changing.discard)((province, number))

    def take(self, filing: Filing, check: Check | None = None, messages: tuple[Message, ...] = ()) -> None:
        """Remember an application with its check and codes, and that its draft and form are used up, in one step."""
        owner = filing.province, filing.account
        used_up = [("draft", "/".join(filing.draft))]
        if filing.kind is Kind.LICENCE:
            used_up.append(("form", "/".join(owner)))
        if self._state:
            changes: dict[tuple[str, str], object] = {("filing", filing.serial): filing.document()}
            if check:
                changes["check", check.serial] = check.document()
            for place, one in enumerate(messages, len(self.messages)):
                changes["message", str(place)] = one.document()
            self._state.keep({**changes, **dict.fromkeys(used_up)})
        self._file(filing)
        if check:
            self.checks[check.serial] = check
        self.messages.extend(messages)
        self.drafts.pop(filing.draft, None)
        if filing.kind is Kind.LICENCE:
            self.forms.pop(owner, None)

    def files_of_last(self, province: str, account: str, number: str) -> tuple[KeptFile, ...]:
        """Return the files of an account's last application about a number."""
        filings = self.by_subject.get((province, subject_of(number)), ())
        mine = (one.files for one in reversed(filings) if (one.account, one.number) == (account, number))
        return next(mine, ())

    def _file(self, filing: Filing) -> None:
        self.filings[filing.serial] = filing
        self.by_subject.setdefault((filing.province, subject_of(filing.number)), []).append(filing)

    def keep_check(self, check: Check, anew: Message | None = None, decision: Decision | None = None) -> None:
        """Remember a check as it stands now, a code in place of its person's last one, and its end, in one step."""
        messages = list(self.messages)
        if anew:
            old = (anew.serial, anew.mobile)
            messages = [replace(one, voided=True) if (one.serial, one.mobile) == old else one for one in messages]
            messages.append(anew)
        if self._state:
            changes: dict[tuple[str, str], object] = {("check", check.serial): check.document()}
            for place, one in enumerate(messages):
                if self.messages[place : place + 1] != [one]:
                    changes["message", str(place)] = one.document()
            if decision:
                changes["decision", check.serial] = decision.document()
            self._state.keep(changes)
        self.checks[check.serial] = check
        self.messages = messages
        if decision:
            self.decisions[check.serial] = decision

    def decide(self, serial: str, decision: Decision) -> None:
        """Remember the end of a review."""
        self._keep("decision", serial, decision.document())
        self.decisions[serial] = decision


def _pair(key: str) -> tuple[str, str]:
    province, number = key.split("/", 1)
    return province, number
