"""Read a case file, and say everything that is wrong with it at once.

Every problem names the place (case or row), the field, the reason and the cure; nothing of a file with
problems is ever filed. What a file looks like: README, «The case file».
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from pages.errors import CaseFileError, Problem, ProfileError
from pages.profile import Portal
from pages.terms import PROVINCES, Kind, Material, issued_in
from pages.wording import FileRules
from portalbot.cases.casefile.csvfile import ACCOUNTS_FILE, read_csv
from portalbot.cases.casefile.materials import FITTING, Materials
from portalbot.cases.casefile.model import Account, Case, CaseFile
from portalbot.cases.casefile.opened import IS_A_MARK, locked_by, notes_about
from portalbot.cases.casefile.places import about_form
from portalbot.cases.casefile.raw import RawFile
from portalbot.cases.casefile.tomlfile import read_toml
from portalbot.cases.casefile.workbook import read_workbook
from portalbot.cases.documents import Unfit


class Fit(Protocol):
    """Makes copies of files that a portal's rules take, in a folder of its own."""

    folder: Path

    def __call__(self, case: Case, material: Material, path: Path, rules: FileRules, *, refused: bool) -> Path | None:
        """Return a copy that fits; None for a file that may stay. Raises Unfit where none can be made, and OSError."""


M = TypeVar("M", bound=BaseModel)
READERS = {".toml": read_toml, ".csv": read_csv, ".xlsx": read_workbook}
OTHER_TABLES = (".xls", ".xlsm", ".xlsb", ".et", ".ods", ".numbers")

_CURES = {
    "missing": "add it",
    "extra_forbidden": "remove it, or correct its spelling",
    "enum": "choose one of those",
    "string_too_short": "write more",
    "string_too_long": "write less",
    "date_from_datetime_parsing": "write a date like 2026-02-20",
    "date_parsing": "write a date like 2026-02-20",
    "string_pattern_mismatch": "use letters, digits, - and _ (at most 64), no spaces",
}
_RULES = {
    ("text", "string_too_short"): "reason-length",
    ("text", "string_too_long"): "reason-length",
    ("plan", "string_too_short"): "licence-content",
}


def read_cases(
    path: Path,
    portal_of: Callable[[str, Kind], Portal] | None,
    today: date,
    fit: Fit | None = None,
    folders: Iterable[Path] = (),
) -> CaseFile:
    """Read and check a case file; raises CaseFileError with every problem in it.

    `portal_of` gives the portal for a province and kind, whose rules count; `today` bounds the date of the
    authorisation (Asia/Shanghai). Without `portal_of` neither a portal's rules, nor materials, nor that date are
    asked about: for letters, which are signed and scanned later. `fit` makes a copy of a file that the portal would
    not take as it is. `folders`: where materials may lie besides the case file's own folder.
    """
    if other := locked_by(path):
        raise CaseFileError(str(path), [Problem("file", "", IS_A_MARK.format(other), f"give {other}")])
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        reason = f"is a {path.suffix or 'file without suffix'}"
        cure = f"give one of {' '.join(READERS)}"
        if path.suffix.lower() in OTHER_TABLES:
            cure = "open it in Excel or WPS and save it as .xlsx (Excel 工作簿)"
        raise CaseFileError(str(path), [Problem("file", "", reason, cure)])
    try:
        raw = reader(path)
    except OSError as error:
        cure = "give the path of a file that can be read"
        raise CaseFileError(str(path), [Problem("file", "", error.strerror or str(error), cure)]) from error
    raw.notes += notes_about(path, path.with_name(ACCOUNTS_FILE)) if reader is read_csv else notes_about(path)
    problems = list(raw.problems)
    accounts = _accounts(raw, problems)
    cases = _cases(raw, problems)
    materials = Materials(path.parent, (*folders, *((fit.folder,) if fit else ())))
    if fit and portal_of:
        cases = [(place, _fitted(case, accounts, portal_of, materials, fit)) for place, case in cases]
    portal_of = _asked_once(portal_of) if portal_of else None
    problems += _across(raw, accounts, cases)
    for place, case in cases:
        problems += _about_account(place, case, accounts)
        if portal_of is None:
            continue
        if province := _province(case, accounts):
            about = _about_portal(place, case, province, portal_of, materials)
            problems += [each for each in about if (each.place, each.field) not in raw.said]
        if case.authorised.on > today:
            cure = "correct the date, or wait until it is signed"
            problems.append(
                Problem(place, "authorised.on", f"{case.authorised.on} is in the future", cure, "authorised-future")
            )
    if not raw.cases and not problems:
        problems.append(Problem("file", "", "there is no case in it", "add at least one"))
    if problems:
        raise CaseFileError(str(path), [replace(each, field=raw.name_of(each.field)) for each in problems])
    found = tuple(case for _, case in cases)
    marks = {case.id: raw.marks[place] for place, case in cases if raw.marks.get(place)}
    return CaseFile(path=path.resolve(), accounts=accounts, cases=found, notes=tuple(raw.notes), marks=marks)


def _accounts(raw: RawFile, problems: list[Problem]) -> dict[str, Account]:
    accounts = {}
    for place, data in raw.accounts:
        account = _validated(Account, place, data, raw, problems)
        if account and account.name in accounts:
            problems.append(Problem(place, raw.name_of("name"), f"{account.name!r} stands twice", "keep one of them"))
        elif account:
            accounts[account.name] = account
    return accounts


def _cases(raw: RawFile, problems: list[Problem]) -> list[tuple[str, Case]]:
    found = [(place, _validated(Case, place, data, raw, problems)) for place, data in raw.cases]
    return [(place, case) for place, case in found if case]


def _validated(model: type[M], place: str, data: Mapping[str, Any], raw: RawFile, problems: list[Problem]) -> M | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        unsaid = [each for each in error.errors() if (place, ".".join(map(str, each["loc"]))) not in raw.said]
        problems += [_problem(place, item, raw) for item in unsaid]
        return None


def _problem(place: str, item: Any, raw: RawFile) -> Problem:
    context = item.get("ctx", {})
    loc = [str(part) for part in item["loc"] if part != "[key]"]
    if context.get("field") and (not loc or loc[-1] != context["field"]):
        loc.append(context["field"])
    kind = item["type"]
    reason = item["msg"] if kind != "missing" else "is missing"
    cure = context.get("cure") or _CURES.get(kind, "correct the value")
    rule = context.get("rule") or _RULES.get((loc[-1] if loc else "", kind), "")
    return Problem(place, raw.name_of(".".join(loc)), reason, cure, rule)


def _across(raw: RawFile, accounts: Mapping[str, Account], cases: Iterable[tuple[str, Case]]) -> list[Problem]:
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    records: dict[tuple[str, str], str] = {}
    for place, data in raw.cases:
        name = str(data.get("id", "")).strip()
        if name and name in ids:
            reason = f"{name!r} is used by {ids[name]} too"
            problems.append(Problem(place, raw.name_of("id"), reason, "give it another", "twice"))
        ids.setdefault(name, place)
    for place, case in cases:
        account = accounts.get(case.account)
        key = (case.number, case.kind.value)
        if account and key in records:
            reason = f"{case.kind} {case.number} is asked for by {records[key]} too"
            problems.append(Problem(place, raw.name_of("number"), reason, "keep one of the two", "twice"))
        records.setdefault(key, place)
    return problems


def _about_account(place: str, case: Case, accounts: Mapping[str, Account]) -> list[Problem]:
    account = accounts.get(case.account)
    if account is None:
        known = " ".join(accounts) or "none"
        return [
            Problem(place, "account", f"no account {case.account!r} in the file", f"one of: {known}", "account-unknown")
        ]
    if case.kind is not Kind.LICENCE and issued_in(case.number) not in (None, account.province):
        reason = f"{case.number} is not of {account.province} ({PROVINCES[account.province]})"
        return [
            Problem(place, "number", reason, "correct the number, or use an account of its province", "number-province")
        ]
    return []


def _province(case: Case, accounts: Mapping[str, Account]) -> str | None:
    """Return the province of a case's account; of an unknown account what the number says."""
    if account := accounts.get(case.account):
        return account.province
    return issued_in(case.number)


class _SaidBefore(Exception):
    """The same portal was asked for before, and what is wrong with it has been said."""


def _asked_once(portal_of: Callable[[str, Kind], Portal]) -> Callable[[str, Kind], Portal]:
    """Ask for each portal once; what is wrong with one is said at its first case only."""
    known: dict[tuple[str, Kind], Portal | None] = {}

    def asked(province: str, kind: Kind) -> Portal:
        if (province, kind) not in known:
            known[province, kind] = None
            known[province, kind] = portal_of(province, kind)
        found = known[province, kind]
        if found is None:
            raise _SaidBefore
        return found

    return asked


def _about_portal(
    place: str, case: Case, province: str, portal_of: Callable[[str, Kind], Portal], materials: Materials
) -> list[Problem]:
    try:
        portal = portal_of(province, case.kind)
    except _SaidBefore:
        return []
    except ProfileError as error:
        return [
            Problem(place, "account", f"{each.place}: {each.reason}", each.cure, "account-unknown")
            for each in error.problems
        ]
    problems = about_form(place, case, portal) + materials.about(place, case, portal.files)
    for field, text in _texts(case):
        if bad := portal.cannot_take(text):
            reason = f"{'、'.join(bad)} cannot be written at this portal ({portal.charset})"
            problems.append(Problem(place, field, reason, "write it with other characters", "charset"))
    return problems


def _texts(case: Case) -> list[tuple[str, str]]:
    found = [("site_name", case.site_name)]
    found += [(f"materials.{material}", Path(name).name) for material, name in case.materials.items()]
    if case.reason:
        why = case.reason
        found += [("reason.text", why.text), ("reason.wrong", why.wrong), ("reason.right", why.right)]
    if case.licence:
        found += [("licence.plan", case.licence.plan), ("licence.business", case.licence.business)]
    return found


def _fitted(
    case: Case,
    accounts: Mapping[str, Account],
    portal_of: Callable[[str, Kind], Portal],
    materials: Materials,
    fit: Fit,
) -> Case:
    """Return the case with copies in place of the files that its portal would not take."""
    province = _province(case, accounts)
    names = dict(case.materials)
    try:
        rules = portal_of(province or "", case.kind).files
    except ProfileError:
        return case
    for material, name in case.materials.items():
        broken = materials.about_one(name, rules)[0]
        if broken and broken not in FITTING:
            continue
        try:
            copy = fit(case, material, materials.folder / name, rules, refused=bool(broken))
        except Unfit as unfit:
            materials.refuse(name, rules, unfit)
            continue
        except OSError:
            continue  # what is wrong with it is said below
        if copy:
            names[material] = str(copy)
    return case.model_copy(update={"materials": names})
