"""Which letters a case file needs, and their words: Jinja2 templates filled with what the file says."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pages.filenames import told
from pages.terms import Kind
from portalbot.cases.casefile.model import Case, CaseFile

APPLICATION, AUTHORISATION = "注销申请书", "授权委托书"
FILES = {f"{APPLICATION}.html": "application.html", f"{AUTHORISATION}.html": "authorisation.html"}
"""Templates by the names that users know, and the files of ours: their names are the same in every locale."""
NATIONWIDE = ("A", "B", "合字")
"""A licence whose number begins so was issued by the ministry (DOMAIN §4)."""
RANKS = {
    **dict.fromkeys(("北京", "天津", "上海", "重庆"), "市"),
    **dict.fromkeys(("内蒙古", "西藏"), "自治区"),
    "广西": "壮族自治区",
    "宁夏": "回族自治区",
    "新疆": "维吾尔自治区",
}
"""What stands after a province's short name in the names of its offices, where it is not 省."""


class LetterError(Exception):
    """A letter cannot be made: says which template and line, why, and what to do."""


@dataclass(frozen=True)
class Letter:
    """One letter: the name of its file, its template, and the words to fill in."""

    file: str
    template: str
    words: Mapping[str, Any]


def letters_of(file: CaseFile, *, day: date, agent: str | None = None, only: Collection[str] = ()) -> list[Letter]:
    """Return the letters of a file's cases: `day` is the applications' date, `agent` who acts (else the account).

    A 授权委托书 covers all cases of a client at one account (those of a 备案 and of a licence apart), and is named
    after the first; its date is that of the authorisation in the file, or left open where they differ.
    """
    cases = [case for case in file.cases if not only or case.id in only]
    letters, groups = [], dict[tuple[str, str, bool], list[Case]]()
    for case in cases:
        words = {**_common(file, case, agent), "case": case, "day": day}
        letters.append(Letter(f"{case.id} {APPLICATION}.pdf", f"{APPLICATION}.html", words))
        groups.setdefault((case.client.uscc, case.account, case.kind is Kind.LICENCE), []).append(case)
    for group in groups.values():
        first, days = group[0], {case.authorised.on for case in group}
        words = {**_common(file, first, agent), "cases": group, "day": days.pop() if len(days) == 1 else None}
        letters.append(Letter(f"{first.id} {AUTHORISATION}.pdf", f"{AUTHORISATION}.html", words))
    return letters


def _common(file: CaseFile, case: Case, agent: str | None) -> dict[str, Any]:
    account = file.accounts[case.account]
    nationwide = case.kind is Kind.LICENCE and case.number.startswith(NATIONWIDE)
    return {
        "client": case.client,
        "licence": case.kind is Kind.LICENCE,
        "agent": agent or account.display,
        "office": "工业和信息化部" if nationwide else office_of(account.province),
    }


def office_of(province: str) -> str:
    """Return the name of the office that keeps a province's filings."""
    return f"{province}{RANKS.get(province, '省')}通信管理局"


class Press:
    """Fills the templates: those of a user's folder where they are there, ours elsewhere. Raises LetterError."""

    def __init__(self, folder: Path | None = None) -> None:
        from jinja2 import ChoiceLoader, FunctionLoader, PackageLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        theirs = _found(folder) if folder else {}
        if folder and not theirs.keys() & FILES.keys():
            raise LetterError(f"{folder} has no template; put {' or '.join(FILES)} there")
        package = PackageLoader("portalbot.reporting.letters")

        def ours(name: str) -> tuple[str, str | None, Callable[[], bool] | None]:
            return package.get_source(self._environment, FILES.get(name, name))

        def own(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            path = theirs.get(name)
            return (path.read_text(encoding="utf-8"), str(path), lambda: True) if path else None

        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FunctionLoader(own), FunctionLoader(ours)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["in_words"] = in_words

    def html(self, letter: Letter) -> str:
        """Return a letter as a page of HTML."""
        from jinja2 import TemplateError, TemplateSyntaxError

        try:
            return self._environment.get_template(letter.template).render(letter.words)
        except TemplateSyntaxError as error:
            place = f"{error.filename or error.name or letter.template}, line {error.lineno}"
            raise LetterError(f"{place}: {error.message}; correct the template") from error
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            known = "、".join(sorted(letter.words))
            cure = f"correct the template; a {Path(letter.template).stem} knows {known}"
            raise LetterError(f"{_place(error, letter.template)}: {error}; {cure}") from error


def _found(folder: Path) -> dict[str, Path]:
    """Return the files of a user's folder by the names that they were given."""
    return {told(path.relative_to(folder).as_posix()): path for path in folder.rglob("*") if path.is_file()}


def in_words(day: date | None) -> str:
    """Return a date as letters have it; without one, room to write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"


def _place(error: BaseException, template: str) -> str:
    """Return the innermost line of a template that an error came through."""
    place, step = template, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.endswith(".html"):
            place = f"{step.tb_frame.f_code.co_filename}, line {step.tb_lineno}"
        step = step.tb_next
    return place
