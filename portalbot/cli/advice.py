"""What people see of the advisor's word and of a case file's errors; shared by check, submit and resubmit."""

import json as writer
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pages.errors import CaseFileError
    from portalbot.cases.advisor import Advice
    from portalbot.cases.fitting import Fitter


def say_fitted(fitter: "Fitter", *, only: str | None = None, err: bool = False) -> None:
    """Print which copies were made, and what could not be made fit."""
    for found, what in ((fitter.done, "made fit for the portal"), (fitter.left, "not made fit")):
        for case_id, said in found.items():
            if only in (None, case_id):
                typer.echo(f"{case_id}: {what}: {'; '.join(said)}", err=err)


def say_advice(found: "Iterable[Advice]", *, strict: bool, json: bool = False, err: bool = False) -> None:
    """Print advices in both languages, those that stop a case marked."""
    for advice in found:
        stops = advice.stops(strict=strict)
        if json:
            record = {"id": advice.case, "rule": advice.rule.id, "severity": "error" if stops else "warning",
                      "field": advice.where, "message": advice.en, "message_zh": advice.zh,
                      "cure": advice.rule.cure_en, "cure_zh": advice.rule.cure_zh}  # fmt: skip
            typer.echo(writer.dumps(record, ensure_ascii=False), err=err)
            continue
        mark = "ERROR" if stops else "warning"
        typer.echo(f"{mark:<8}{advice.case} [{advice.rule.id}] {advice.en} → {advice.rule.cure_en}", err=err)
        typer.echo(f"        {advice.zh}。{advice.rule.cure_zh}。", err=err)


def say_errors(error: "CaseFileError", *, json: bool) -> None:
    """Print what is wrong with a file, with the rule and its Chinese words where there is one."""
    from portalbot.cases.advisor import RULES

    if not json:
        typer.echo(f"{error.file}:", err=True)
    for problem in error.problems:
        rule = RULES.get(problem.rule)
        if json:
            record = {"file": error.file, "place": problem.place, "field": problem.field, "rule": problem.rule,
                      "severity": "error", "message": problem.reason, "cure": problem.cure,
                      "message_zh": rule.zh if rule else "", "cure_zh": rule.cure_zh if rule else ""}  # fmt: skip
            typer.echo(writer.dumps(record, ensure_ascii=False))
            continue
        typer.echo(f"  {problem}" + (f"  [{rule.id}]" if rule else ""), err=True)
        if rule:
            typer.echo(f"      {rule.zh}。{rule.cure_zh}。", err=True)


def explain(name: str) -> None:
    """Print what a rule is about; `all`: docs/rules.md. Raises NotDone for one that there is not."""
    import difflib

    from portalbot.cases.advisor import RULES
    from portalbot.cases.advisor.rules import page
    from portalbot.work.errors import NotDone

    if name == "all":
        typer.echo(page(), nl=False)
        return
    rule = RULES.get(name)
    if rule is None:
        near = difflib.get_close_matches(name, RULES, n=3, cutoff=0.3)
        raise NotDone(f"there is no rule {name!r}", f"near: {', '.join(near)}" if near else "docs/rules.md lists them")
    head = f"{rule.id} ({rule.severity}), {rule.source}"
    for line in (head, rule.en, rule.zh, f"→ {rule.cure_en}", f"→ {rule.cure_zh}"):
        typer.echo(line)
