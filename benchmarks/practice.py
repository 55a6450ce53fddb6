"""What contenders work on: the practice portal in a process of its own, with accounts enrolled for the occasion.

Every contender files the same cases; whether it did is asked at the office, not in the browser.
"""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import tomli_w

from benchmarks.fleets import Fleet, enrol
from benchmarks.measure import ROOT
from mock_portal.desk.practice_office import PracticeOffice

SAMPLES = ROOT / "examples" / "materials"
PROVINCE = "广东"


class Practice:
    """A practice portal of another process, asked over its control API."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, path: str, body: Any = None) -> Any:
        """Ask the control API; with a body it is a POST."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_office/{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def applications(self) -> int:
        """Return how many applications were accepted."""
        return len(self.ask("applications"))

    def begin(self, accounts: int, subjects: int, latency: float = 0) -> Fleet:
        """Begin anew, with accounts of so many subjects of one site each; every answer takes `latency` seconds."""
        self.ask("reset", {})
        office = PracticeOffice()
        fleet = enrol(office, accounts, subjects, (PROVINCE,), sites=1)
        for name in fleet.accounts:
            account = office.account(PROVINCE, name)
            if account is None:
                raise LookupError(name)
            told = json.loads(json.dumps(dataclasses.asdict(account), default=str))
            self.ask("accounts", {key: told[key] for key in ("province", "name", "password", "subjects")})
        if latency:
            self.ask("faults", {"add": "Slow@*", "seconds": latency})
        return fleet


@contextmanager
def practice() -> Iterator[Practice]:
    """Run a practice portal."""
    command = [sys.executable, "-m", "mock_portal", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", cwd=ROOT)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "http" not in line:
            raise RuntimeError("the practice portal did not start")
        yield Practice(line.split()[-1])
    finally:
        process.terminate()
        process.communicate(timeout=10)


def write_file(folder: Path, fleet: Fleet) -> Path:
    """Write a fleet as a case file with its materials."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(SAMPLES, folder / "materials", dirs_exist_ok=True)
    cases = []
    for case in fleet.cases:
        told = case.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        told["authorised"] = {"by": case.authorised.by, "on": case.authorised.on}
        cases.append(told)
    clients: dict[str, Any] = {}
    for told in cases:
        key = told["id"].lower().replace("-", "_")
        clients[key] = {**told.pop("client"), "responsible": told.pop("responsible")}
        told["client"] = key
    accounts = {
        name: {"display": one.display, "province": one.province, "user_name": one.user_name}
        for name, one in fleet.accounts.items()
    }
    path = folder / "cases.toml"
    path.write_text(tomli_w.dumps({"accounts": accounts, "clients": clients, "cases": cases}), encoding="utf-8")
    return path


def environment(fleet: Fleet) -> dict[str, str]:
    """Return an environment with the fleet's passwords and no other setting of the program."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PORTALBOT_")}
    passwords = {f"PORTALBOT_ACCOUNTS__{name.upper()}__PASSWORD": word for name, word in fleet.passwords.items()}
    return {**plain, **passwords, "PYTHONIOENCODING": "utf-8"}
