"""What a dossier tells: who authorised and approved, what was sent with which files, every status, the end."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portalbot.cases.advisor.preparation import PREPARATION
from portalbot.evidence.inert import is_inert
from portalbot.evidence.store import PAGES, WITHHELD
from portalbot.following.closeout import CLOSEOUT, Closing, closing_of
from portalbot.ledger.artefacts import Artefact
from portalbot.ledger.ledger import Attempt, Entry, Ledger
from portalbot.reporting.dossier.words import person, told, what
from portalbot.reporting.report.words import STATES, Said
from portalbot.rules.local_time import local

FILLED, RECEIPT = ("-upload.jpg", "-upload.png", "-form.jpg", "-form.png"), ("-receipt.jpg", "-receipt.png")
"""What the names of these pictures end in: the form as it was filled, the page after 提交 (PNG until 2026-11)."""


@dataclass(frozen=True)
class Contents:
    """A case's dossier before it is printed: the template's words, its files, its events as JSON.

    `files`: each content once; `same`: by the path of such a file, what was kept of the same content besides.
    `missing`: the names of evidence that was kept and is gone. `left_out`: name → why it goes to no client.
    """

    entry: Entry
    words: Mapping[str, Any]
    files: tuple[Artefact, ...]
    same: Mapping[str, tuple[Artefact, ...]]
    missing: tuple[str, ...]
    left_out: Mapping[str, str]
    history: bytes


def contents_of(ledger: Ledger, case_id: str, evidence: Path, *, practice: bool) -> Contents:
    """Read a case's dossier; `evidence` is the evidence folder. Raises LedgerError for a case that is not there."""
    entry = ledger.cases.one(case_id)
    kept = ledger.artefacts.of(case_id)
    there = [each for each in kept if (evidence / each.path).is_file()]
    left_out = {Path(each.path).name: why for each in there if (why := _why_not(evidence / each.path))}
    files = _once([each for each in there if Path(each.path).name not in left_out])
    first = tuple(each for each, _ in files)
    missing = tuple(Path(each.path).name for each in kept if each not in there)
    attempts = ledger.attempts.of(case_id)
    receipt = _picture(first, evidence, RECEIPT)
    words = {
        "entry": entry,
        "practice": practice,
        "state": STATES[entry.state],
        "attempts": [_attempt(each) for each in attempts],
        "authorised": _authorised(attempts),
        "approvals": [
            {**each, "by": person(each["by"]), "at": local(each["at"])} for each in ledger.approvals.of(case_id)
        ],
        "events": list(told(ledger.events.of(case_id))),
        "filled": _picture(first, evidence, FILLED),
        "receipt": receipt,
        "preparation": _ticks(ledger, case_id, PREPARATION),
        "closeout": _ticks(ledger, case_id, CLOSEOUT, "closeout/"),
        "net": _net(closing_of(ledger, case_id)),
        "files": [_file(each, same) for each, same in files],
        "left_out": len(left_out),
        "missing": len(missing),
        "made_at": local(ledger.now()),
    }
    same = {each.path: others for each, others in files}
    return Contents(entry, words, first, same, missing, left_out, _history(ledger, case_id))


def page_of(contents: Contents, manifest: str) -> str:
    """Return the dossier as a page of HTML to be printed; `manifest` is the SHA-256 of what it is proved by."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("portalbot.reporting.dossier"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("dossier.html").render(contents.words, manifest=manifest)


def as_json(data: Any) -> bytes:
    """Return data as JSON for people and programs."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _history(ledger: Ledger, case_id: str) -> bytes:
    return as_json(
        [
            {"at": each["instant"], "state": " → ".join(f"{state.zh} {state.en}" for state in each["change"]),
             "portal": each["text"]}
            for each in told(ledger.events.of(case_id))
        ]
    )  # fmt: skip


def _why_not(path: Path) -> str:
    """Return why a kept file is given to no client; '' where it is. Raises OSError."""
    if path.name.endswith(WITHHELD):
        return "it only says what was not kept"
    if path.name.endswith(PAGES) and not is_inert(path.read_bytes()):
        return "a page kept by an older version, which may run scripts or load something when it is opened"
    return ""


def _once(kept: Sequence[Artefact]) -> list[tuple[Artefact, tuple[Artefact, ...]]]:
    """Return each content once, as it was kept first, with what was kept of the same content besides."""
    found: dict[str, list[Artefact]] = {}
    for each in kept:
        found.setdefault(each.sha256, []).append(each)
    return [(first, tuple(others)) for first, *others in found.values()]


def _file(kept: Artefact, same: Sequence[Artefact]) -> dict[str, Any]:
    return {
        "what": what(kept.path),
        "name": Path(kept.path).name,
        "at": local(kept.at),
        "sha256": kept.sha256,
        "same": [(what(each.path), local(each.at)) for each in same],
    }


def _net(closing: Closing) -> str:
    if closing.found:
        return closing.found
    return "尚未查询 not asked yet" if closing.domain else "未登记域名 no domain is known"


def _attempt(attempt: Attempt) -> dict[str, Any]:
    fields = attempt.frozen.get("fields", {})
    reason = fields.get("reason") or {}
    licence = fields.get("licence") or {}
    told = [
        ("注销原因 reason", reason.get("category") or licence.get("site", "")),
        ("说明 text", reason.get("text") or licence.get("plan", "")),
        ("新域名 new domain", reason.get("new_domain", "")),
        ("错误内容 wrong", reason.get("wrong", "")),
        ("正确内容 right", reason.get("right", "")),
        ("终止业务 business", licence.get("business", "")),
    ]
    return {
        "at": local(attempt.intent_at.isoformat()),
        "kind": attempt.kind,
        "number": attempt.number,
        "serial": attempt.serial or "—",
        "follows": attempt.follows,
        "told": [(name, value) for name, value in told if value],
        "files": list(attempt.frozen.get("files", {}).items()),
        "answer": attempt.answer,
    }


def _authorised(attempts: list[Attempt]) -> str:
    for attempt in reversed(attempts):
        if told := attempt.frozen.get("fields", {}).get("authorised"):
            return f"{told['by']}，{told['on']}"
    return "—"


def _ticks(
    ledger: Ledger, case_id: str, items: Mapping[str, tuple[str, str]], start: str = ""
) -> list[tuple[Said, str]]:
    ticked = ledger.preparations.ticked(case_id)
    found = []
    for item, (english, chinese) in items.items():
        row = ticked.get(start + item)
        found.append((Said(chinese, english), f"{person(row['by'])}，{local(row['at'])}" if row else "—"))
    return found


def _picture(files: tuple[Artefact, ...], evidence: Path, ends: tuple[str, ...]) -> str:
    """Return the last picture of a kind as an address of the page's own; '' where there is none."""
    for end in ends:
        for each in reversed(files):
            if each.path.endswith(end):
                data = base64.b64encode((evidence / each.path).read_bytes()).decode()
                return f"data:image/{'png' if end.endswith('png') else 'jpeg'};base64,{data}"
    return ""
