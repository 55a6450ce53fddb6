"""What a dossier tells: who authorised and approved, what was sent with which files, every status, the end."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portalbot.advisor.preparation import PREPARATION
from portalbot.artefacts import Artefact
from portalbot.clock import local
from portalbot.closeout import CLOSEOUT, closing_of
from portalbot.ledger import Attempt, Entry, Ledger
from portalbot.report.words import STATES, Said
from portalbot.scrub import mask_personal
from portalbot.states import state_named

FILLED, RECEIPT = ("-upload.jpg", "-upload.png", "-form.jpg", "-form.png"), ("-receipt.jpg", "-receipt.png")
"""What the names of these pictures end in: the form as it was filled, the page after 提交 (PNG until 2026-11)."""


@dataclass(frozen=True)
class Contents:
    """A case's dossier before it is printed: the template's words, its files, its events as JSON.

    `missing`: the paths of evidence that was kept and is gone.
    """

    entry: Entry
    words: Mapping[str, Any]
    files: tuple[Artefact, ...]
    missing: tuple[str, ...]
    history: bytes


def contents_of(ledger: Ledger, case_id: str, evidence: Path, *, practice: bool) -> Contents:
    """Read a case's dossier; `evidence` is the evidence folder. Raises LedgerError for a case that is not there."""
    entry = ledger.case(case_id)
    kept = ledger.artefacts(case_id)
    there = tuple(each for each in kept if (evidence / each.path).is_file())
    attempts = ledger.attempts(case_id)
    words = {
        "entry": entry,
        "practice": practice,
        "state": STATES[entry.state],
        "attempts": [_attempt(each) for each in attempts],
        "authorised": _authorised(attempts),
        "approvals": [{**each, "at": local(each["at"])} for each in ledger.approvals(case_id)],
        "events": [_event(dict(each)) for each in ledger.events(case_id)],
        "filled": _picture(there, evidence, FILLED),
        "receipt": _picture(there, evidence, RECEIPT),
        "preparation": _ticks(ledger, case_id, PREPARATION),
        "closeout": _ticks(ledger, case_id, CLOSEOUT, "closeout/"),
        "net": closing_of(ledger, case_id).said,
        "files": [{"name": Path(each.path).name, "at": local(each.at), "sha256": each.sha256} for each in there],
        "made_at": local(ledger.now()),
        "by": ledger.who,
    }
    missing = tuple(each.path for each in kept if each not in there)
    return Contents(entry, words, there, missing, _history(ledger, case_id))


def page_of(contents: Contents, manifest: str) -> str:
    """Return the dossier as a page of HTML to be printed; `manifest` is the SHA-256 of what it is proved by."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("portalbot.dossier"),
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
    names = ("at", "before", "after", "step", "message", "words", "by")
    rows = ledger.events(case_id)
    return as_json([{name: mask_personal(str(row[name] or "")) for name in names} for row in rows])


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


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    before, after = row["before"], row["after"]
    words = (after,) if before in ("", after) else (before, after)
    change = [STATES[state].name if (state := state_named(word)) else Said(word, word) for word in words]
    text = mask_personal(" · ".join(part for part in (row["message"], row["words"]) if part))
    return {"at": local(row["at"]), "change": change, "text": text, "by": row["by"]}


def _ticks(
    ledger: Ledger, case_id: str, items: Mapping[str, tuple[str, str]], start: str = ""
) -> list[tuple[Said, str]]:
    ticked = ledger.ticked(case_id)
    found = []
    for item, (english, chinese) in items.items():
        row = ticked.get(start + item)
        found.append((Said(chinese, english), f"{row['by']}，{local(row['at'])}" if row else "—"))
    return found


def _picture(files: tuple[Artefact, ...], evidence: Path, ends: tuple[str, ...]) -> str:
    """Return the last picture of a kind as an address of the page's own; '' where there is none."""
    for end in ends:
        for each in reversed(files):
            if each.path.endswith(end):
                data = base64.b64encode((evidence / each.path).read_bytes()).decode()
                return f"data:image/{'png' if end.endswith('png') else 'jpeg'};base64,{data}"
    return ""
