"""What the office remembers, in this process and, with a `State`, on disk.

Every change goes to the disk first: when a method returns, it holds, even if the process is killed the moment after.
The register itself is no memory: it is seeded anew each time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime

from mock_portal.filings import Arrival, Decision, Filing, KeptFile, KeptForm, SignIn, filing_from
from mock_portal.state import State, StateError
from mock_portal.terms import START, Kind, Status, subject_of


class Memory:
    """Remember the clock, sign-ins, drafts, applications and decisions; raise `StateError` for an unreadable file."""

    def __init__(self, state: State | None) -> None:
        self._state = state
        self._begin()
        if state:
            self._recall(state)

    def _begin(self) -> None:
        self.now = START
        self.arrivals: list[Arrival] = []
        self.sign_ins: list[SignIn] = []
        self.failures: Counter[tuple[str, str]] = Counter()
        self.filings: dict[str, Filing] = {}
        self.by_subject: dict[tuple[str, str], list[Filing]] = {}
        self.decisions: dict[str, Decision] = {}
        self.drafts: dict[tuple[str, str, str], tuple[KeptFile, ...]] = {}
        self.forms: dict[tuple[str, str], KeptForm] = {}

    def _recall(self, state: State) -> None:
        try:
            for now in state.room("office").values():
                self.now = datetime.fromisoformat(now)
            for raw in state.room("filing").values():
                self._file(filing_from(raw))
            for serial, (status, opinion, at) in state.room("decision").items():
                self.decisions[serial] = Decision(Status(status), opinion, datetime.fromisoformat(at))
            for key, failures in state.room("account").items():
                province, name = key.split("/", 1)
                self.failures[province, name] = int(failures)
            for key, files in state.room("draft").items():
                province, name, number = key.split("/")
                self.drafts[province, name, number] = tuple(KeptFile(**one) for one in files)
            for key, raw in state.room("form").items():
                province, name = key.split("/")
                self.forms[province, name] = KeptForm(**raw)
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

    def take(self, filing: Filing) -> None:
        """Remember an application, and that its draft and its form are used up, in one step."""
        owner = filing.province, filing.account
        used_up = [("draft", "/".join(filing.draft))]
        if filing.kind is Kind.LICENCE:
            used_up.append(("form", "/".join(owner)))
        if self._state:
            self._state.keep({("filing", filing.serial): filing.document(), **dict.fromkeys(used_up)})
        self._file(filing)
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

    def decide(self, serial: str, decision: Decision) -> None:
        """Remember the end of a review."""
        self._keep("decision", serial, [decision.status.value, decision.opinion, decision.at.isoformat()])
        self.decisions[serial] = decision
