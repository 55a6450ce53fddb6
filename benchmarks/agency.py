"""What a storm is made of: the practice portal in a process of its own, and an agency whose runs are real processes."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.victims import kill
from mock_portal.office.register import Account, Subject
from mock_portal.office.seed import accounts
from mock_portal.office.variants import families

ROOT = Path(__file__).parent.parent
MATERIALS = ROOT / "examples" / "materials" / "zhixing"
PROFILE = "families/standard"
DAY_SECONDS = 360
LAG_HOURS = 0.1
"""The office's lists lag 1.5 real seconds."""
PROFILE_LAG = "PT3S"
FAULTS = ("DuplicateAccepted", f"ListLag,hours={LAG_HOURS}")
RUN_SECONDS = 90
LAST_RUNS = 10
SUBJECTS = 6
"""So many subjects of one account, at most, have a case in the file."""
UNSETTLED = ("intent", "unknown", "ready", "failed", "waiting")
MACHINE = 74
"""Exit code where no browser starts: its driver or itself was killed in that moment."""
COMMAND = (sys.executable, "-m", "portalbot")


class Storm(Exception):
    """Something beside the filings went wrong: the office does not start, a run does not end."""


class Office:
    """The practice portal in a process of its own, asked over its control API."""

    def __init__(self, process: "subprocess.Popen[str]", url: str) -> None:
        self.process = process
        self.url = url

    def ask(self, path: str, body: Any = None) -> Any:
        """Ask the control API; with a body it is a POST."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_office/{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def applications(self) -> list[dict[str, Any]]:
        """Return what was really accepted."""
        return list(self.ask("applications"))

    def arrivals(self) -> Counter[str]:
        """Count the submissions that arrived, by number."""
        return Counter(arrival["number"] for arrival in self.ask("arrivals"))

    def begin_again(self) -> None:
        """Forget every application; the faults stay."""
        self.ask("reset", {})
        for fault in FAULTS:
            self.ask("faults", {"add": fault})


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Run a portal that takes duplicates and whose lists lag."""
    arguments = ["--port", "0", "--state", str(folder / "office.db"), "--day-seconds", str(DAY_SECONDS)]
    for fault in FAULTS:
        arguments += ["--fault", fault]
    process = subprocess.Popen(
        [sys.executable, "-m", "mock_portal", *arguments], stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "http" not in line:
            raise Storm("the practice portal did not start")
        yield Office(process, line.split()[-1])
    finally:
        process.terminate()
        process.communicate(timeout=10)


def write_profile(folder: Path) -> Path:
    """Write a profile of the practice portal whose lag covers the office's."""
    path = folder / "portal.toml"
    path.write_text(f'extends = "{PROFILE}"\nlist_lag = "{PROFILE_LAG}"\n', encoding="utf-8")
    return path


def write_cases(folder: Path, subjects: int = SUBJECTS) -> Path:
    """Write a case file: the first site of so many subjects of every account that the profile serves.

    Accounts that ask for a CAPTCHA are left out: nobody is there.
    """
    shutil.copytree(MATERIALS, folder / "materials")
    served = families()["standard"]
    parts: list[str] = []
    place = 0
    for account in accounts():
        if account.captcha or account.province not in served:
            continue
        parts.append(_account(account))
        for subject in account.subjects[:subjects]:
            place += 1
            parts.append(_case(f"S-{place:03}", account, subject))
    path = folder / "cases.toml"
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def _account(account: Account) -> str:
    return (
        f'[accounts.{account.name}]\ndisplay = "{account.name}"\n'
        f'province = "{account.province}"\nuser_name = "{account.name}"\n'
    )


def _case(case_id: str, account: Account, subject: Subject) -> str:
    client = case_id.lower().replace("-", "_")
    site = subject.sites[0]
    return f"""
[clients.{client}]
name = "{subject.unit}"
uscc = "{subject.uscc}"
legal_person = "{subject.legal_person}"
legal_person_last_six = "{subject.last_six}"
[[clients.{client}.responsible]]
role = "主体负责人"
name = "{subject.legal_person}"
mobile = "{subject.mobile}"
last_six = "{subject.last_six}"
[[cases]]
id = "{case_id}"
account = "{account.name}"
client = "{client}"
kind = "注销网站"
number = "{subject.number}-{site.suffix}"
site_name = "{site.name}"
reason = {{ category = "网站停止运营", text = "因公司业务调整，该网站已停止运营，不再提供服务" }}
authorised = {{ by = "{subject.legal_person}", on = 2026-02-20 }}
[cases.materials]
"营业执照副本" = "materials/licence.pdf"
"法人身份证" = "materials/identity.jpg"
"注销申请书" = "materials/application.pdf"
"""


def environment() -> dict[str, str]:
    """Return the environment of the runs: this one, with the practice portal's passwords and no other setting."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PORTALBOT_")}
    passwords = {f"PORTALBOT_ACCOUNTS__{one.name.upper()}__PASSWORD": one.password for one in accounts()}
    return {**plain, **passwords, "PYTHONIOENCODING": "utf-8"}


@dataclass
class Agency:
    """One data directory, its case file and profile, and the portal that it files at."""

    portal: Office
    cases: Path
    profile: Path
    data: Path

    def start(self, *more: str) -> "subprocess.Popen[str]":
        """Start `portalbot submit` in a process group of its own."""
        where = ["--profile", str(self.profile), "--portal-url", self.portal.url, "--data-dir", str(self.data)]
        return subprocess.Popen(
            [*COMMAND, "submit", str(self.cases), *where, "--yes", *more],
            env=environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def submit(self, *more: str) -> tuple[int, str]:
        """Run `portalbot submit` to its end; returns exit code and stderr. Raises Storm when it does not end."""
        process = self.start(*more)
        try:
            _, errors = process.communicate(timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired as error:
            kill(process)
            raise Storm(f"a run did not end within {RUN_SECONDS} s") from error
        return process.returncode, errors

    def rows(self) -> list[tuple[str, str, str, str | None]]:
        """Read (id, number, state, serial) of every case from the ledger's file, without touching it."""
        path = self.data / "practice.db"
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as database:
                return list(database.execute("SELECT id, number, state, serial FROM cases ORDER BY id"))
        except sqlite3.OperationalError:  # there is none yet
            return []

    def ids(self, *states: str) -> set[str]:
        """Return the cases in some states."""
        return {case for case, _, state, _ in self.rows() if state in states}

    def until_settled(self) -> None:
        """Run undisturbed until no case waits for a look or a filing, at most LAST_RUNS times."""
        for _ in range(LAST_RUNS):
            code, errors = self.submit("--workers", "2")
            check_end(code, errors)
            if not self.ids(*UNSETTLED):
                return

    def duplicates(self) -> int:
        """Count the applications at the office beyond one a record."""
        made = Counter((one["number"], one["kind"]) for one in self.portal.applications())
        return sum(made.values()) - len(made)

    def lost(self) -> int:
        """Count the serials that only the office or only the ledger has, or that stand at another number."""
        real = {(one["number"], one["serial"]) for one in self.portal.applications()}
        known = {(number, serial) for _, number, _, serial in self.rows() if serial}
        return len(real ^ known)


def check_end(code: int, errors: str, *also: int) -> None:
    """Raise Storm when a run ended with an error of its own (Python's exit code is 1 too); `also`: other good codes."""
    if code not in (0, 1, *also) or "Traceback (most recent call last)" in errors:
        raise Storm(f"submit ended with {code}: {errors[-2000:]}")


def wait_for(condition: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Say whether a condition comes true before a deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
