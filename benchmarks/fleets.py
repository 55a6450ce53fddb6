"""Fleets: agencies with many clients on the practice portal, and the lives that these lead for weeks.

Accounts, subjects and cases are invented by rule, the same each time. `Lives` plays everybody but the bot: responsible
persons who enter their SMS code, too late, or wrongly six times; examiners who reject; the nights of maintenance.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from mock_portal.desk.desk import Desk
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.applications import Application, drawn
from mock_portal.office.register import Person, Site, Subject, find_province
from mock_portal.office.rules import Refusal
from mock_portal.office.seed import organisation_check_character, uscc_check_character
from mock_portal.office.sms_checks import Check, Message
from mock_portal.office.terms import Status
from portalbot.cases.casefile import Account, Case, CaseFile
from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State

FAMILIES = ("河南", "广东", "内蒙古", "云南")
"""Provinces that fleets live in, in turn: with SMS checks, the standard, where records vanish, without a receipt."""
PICTURE = "materials/zhixing/identity.jpg"
OPINIONS = ("营业执照副本不清晰，请重新上传", "网站仍可访问，请先关闭网站", "主办单位信息填写错误", "请按要求重新提交")
TEXT = "因公司业务调整，该网站已停止运营，不再提供服务"


@dataclass(frozen=True)
class Fleet:
    """Who was enrolled: the case file's accounts by name, the cases, and the passwords by account."""

    accounts: dict[str, Account]
    cases: tuple[Case, ...]
    passwords: dict[str, str]


def enrol(
    office: PracticeOffice, accounts: int, subjects: int, provinces: tuple[str, ...] = FAMILIES, sites: int = 2
) -> Fleet:
    """Add so many accounts to the office, each with so many subjects of so many sites, and a case for every site."""
    known: dict[str, Account] = {}
    cases: list[Case] = []
    passwords: dict[str, str] = {}
    for nth in range(accounts):
        province = provinces[nth % len(provinces)]
        name = f"fleet{nth:03d}"
        owners = [_subject(province, nth, each, sites) for each in range(subjects)]
        passwords[name] = f"Fleet-{nth:03d}"
        office.add_account(province, name, passwords[name], owners)
        known[name] = Account(name=name, display=name, province=province, user_name=name)
        cases += [_case(f"F{nth:03d}-{each}-{site.suffix}", name, owner, site) for each, owner in enumerate(owners)
                  for site in owner.sites]  # fmt: skip
    return Fleet(known, tuple(cases), passwords)


def _subject(province: str, account: int, nth: int, sites: int) -> Subject:
    found = find_province(province)
    assert found
    place = account * 1000 + nth
    organisation = f"{50000000 + place}"
    first = f"91440106{organisation}{organisation_check_character(organisation)}"
    keeper = Person(f"站长{place}", f"138{place:08d}", f"{200000 + place}")
    return Subject(
        number=f"{found.short}ICP备{30000000 + place}号",
        unit=f"{province}船队{place:05d}有限公司",
        uscc=first + uscc_check_character(first),
        legal_person=f"负责人{place}",
        last_six=f"{100000 + place}",
        mobile=f"139{place:08d}",
        sites=tuple(
            Site(str(each + 1), f"船队{place}之{each + 1}", date(2020, 1, 1), person=keeper) for each in range(sites)
        ),
    )  # fmt: skip


def _case(case_id: str, account: str, owner: Subject, site: Site) -> Case:
    client = {"name": owner.unit, "uscc": owner.uscc, "legal_person": owner.legal_person}
    keeper = site.person or owner.person
    people = [("主体负责人", owner.person), ("网站负责人", keeper)]
    return Case.model_validate(
        {
            "id": case_id,
            "account": account,
            "client": {**client, "legal_person_last_six": owner.last_six},
            "responsible": [
                {"role": role, "name": one.name, "mobile": one.mobile, "last_six": one.last_six} for role, one in people
            ],
            "kind": "注销网站",
            "number": f"{owner.number}-{site.suffix}",
            "site_name": site.name,
            "reason": {"category": "网站停止运营", "text": TEXT},
            "materials": dict.fromkeys(("营业执照副本", "法人身份证", "注销申请书"), PICTURE),
            "authorised": {"by": owner.legal_person, "on": date(2025, 12, 1)},
        }
    )


class Lives:
    """What everybody else does, drawn from a seed: `go_on` makes happen what is due at the office's present."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.office = desk.office
        self.seed = seed

    def go_on(self) -> None:
        """Let persons enter their codes and examiners reject, as the office's clock has it."""
        with self.office.lock:
            applications = self.office.applications
            turns = Counter(one.number for one in applications)
            numbers = {one.serial: one.number for one in applications}
            waiting = [check for check in self.office.verifications.all if check.done_at is None]
            codes: dict[str, list[Message]] = {}
            for message in self.office.verifications.messages if waiting else ():
                if not message.voided:
                    codes.setdefault(message.serial, []).append(message)
            for check in waiting:
                number = numbers[check.serial]
                self._verify(check, codes.get(check.serial, []), number, first=turns[number] == 1)
            for one in applications:
                if one.status is Status.REVIEWING and turns[one.number] == 1:
                    self._examine(one)

    def _examine(self, one: Application) -> None:
        """Reject every fifth of the first applications, a day after it came."""
        if self._fate("review", one.number) < 20 and self.office.now - one.submitted_at >= timedelta(hours=20):
            opinion = OPINIONS[self._fate("opinion", one.number) % len(OPINIONS)]
            self.office.decide(one.serial, Status.REJECTED.value, opinion)

    def _fate(self, *what: str) -> int:
        return drawn(self.seed, *what) % 100

    def _verify(self, check: Check, messages: list[Message], number: str, *, first: bool) -> None:
        """Enter the codes of an application some hours later: of a first one also never, or wrongly six times."""
        fate = self._fate("sms", number)
        if first and fate < 10:
            return
        wrongly = first and fate < 20
        for message in messages:
            asked = check.asked(message.mobile)
            if asked is None or asked.verified_at or self.office.now < message.at + timedelta(hours=fate % 9):
                continue
            for turn in range(6 if wrongly else 1):
                code = f"{(int(message.code) + turn + 1) % 10**6:06d}" if wrongly else message.code
                with suppress(Refusal):  # a wrong code, or one that is no longer taken: the office has counted it
                    self.office.verifications.verify(code, asked.mobile, asked.last_six)


def a_fault(random: Random) -> str | None:
    """Draw a soft block or an outage; mostly none."""
    kinds = ("Waf403@list,times=1", "EmptyList@list,times=1", "TooManyRequestsAsEmptyTable@applications,times=1",
             "Error500@applications", "SessionExpired@list", "ConnectionRefused@applications")  # fmt: skip
    return random.choice(kinds) if random.random() < 0.08 else None


def a_new_years_office() -> PracticeOffice:
    """Return an office whose clock begins four weeks that hold the end of 2025 and its 调休 (4 January is worked)."""
    office = PracticeOffice()
    office.begin_at(datetime(2025, 12, 22, 9, 0, tzinfo=office.now.tzinfo))
    office.holidays = {date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)}
    office.workdays = {date(2026, 1, 4)}
    office.nights = (1, 5)
    return office


def mend(ledger: Ledger, file: CaseFile) -> CaseFile:
    """Be the operator in the morning: correct what came back, look into what waits; returns the corrected file."""
    back = {entry.id: entry for entry in ledger.cases.all(states=(State.REJECTED, State.RETURNED))}
    for entry in back.values():
        ledger.cases.move(entry.id, State.READY, f"corrected, to be handed in again after {entry.serial}")
    for entry in ledger.cases.all(states=(State.WAITING, State.FAILED)):
        ledger.cases.move(entry.id, State.READY, "the operator looked into it")
    return file.model_copy(update={"cases": tuple(_mended(case) if case.id in back else case for case in file.cases)})


def _mended(case: Case) -> Case:
    reason = case.model_dump()["reason"]
    return Case.model_validate({**case.model_dump(), "reason": {**reason, "text": reason["text"] + "，材料已更正"}})


MEANS = {
    "": ("ready", "held"),
    "待短信核验": ("submitted", "verifying"),
    "审核中": ("submitted", "reviewing"),
    "审核通过": ("approved",),
    "审核不通过": ("rejected", "ready", "held"),
    "退回": ("returned", "ready", "held"),
}
"""What the office says of a record's last application → what the ledger may say of its case."""


def differing(ledger: Ledger, office: PracticeOffice) -> dict[str, Any]:
    """Return the cases whose state in the ledger is not what the office holds."""
    found: dict[str, Any] = {}
    last = {one.number: one for one in office.applications}
    for entry in ledger.cases.all():
        one = last.get(entry.number)
        standing = str(office.record_status(entry.province, entry.number))
        held = (str(one.status) if one else "", standing)
        if entry.state is State.CANCELLED:
            right = held == ("审核通过", "已注销")
        else:
            right = str(entry.state) in MEANS.get(held[0], ()) and standing != "已注销"
        if not right:
            found[entry.id] = (entry.state, held, entry.message)
    return found
