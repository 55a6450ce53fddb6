"""Closing out: what is left to do when a record reads 已注销 (DOMAIN §1.1, step 9), and what the net still says.

Kept in the ledger: each question to the net as an event of the case, each item of the checklist as a tick with name
and time. A case is closed out when every item is ticked and its domain, where one is known, neither points nor answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portalbot.cases.site_lookup import Found
from portalbot.ledger.ledger import Ledger
from portalbot.rules.local_time import local

CLOSEOUT: dict[str, tuple[str, str]] = {
    "dns": ("the domain's DNS records are removed", "已删除域名解析记录"),
    "registrar": ("the registrar has been told", "已通知域名注册商"),
    "server": ("the server is stopped or handed over", "服务器已停用或移交"),
    "data": ("the server's data is cleared", "已清除服务器数据"),
    "footer": ("the filing number is gone from the pages' footers", "已移除网页底部的备案号"),
}
"""Item → what it says, in English and Chinese."""
STEP = "closeout"
CLEAN = "nothing points or answers any more · 域名无解析，网站无响应"


@dataclass(frozen=True)
class Tick:
    """Who said that an item is done, and when (Shanghai)."""

    by: str
    at: str


@dataclass(frozen=True)
class Closing:
    """How far a case is closed out. `asked_at` (Shanghai) and `found` are of the last question; '' where none was."""

    domain: str
    done: Mapping[str, Tick]
    asked_at: str
    found: str

    @property
    def open(self) -> tuple[str, ...]:
        """Return the items that nobody has ticked."""
        return tuple(item for item in CLOSEOUT if item not in self.done)

    @property
    def clean(self) -> bool:
        """Say whether the net was asked, and nothing points or answers any more."""
        return self.found.endswith(CLEAN)

    @property
    def closed(self) -> bool:
        """Say whether nothing is left to do."""
        return not self.open and (self.clean or not self.domain)

    @property
    def said(self) -> str:
        """Return what the net said, as people read it; or that nobody asked it, and why."""
        if self.found:
            return self.found
        return "not asked yet · 尚未查询" if self.domain else "no domain is known (--domain) · 未知域名"


def closing_of(ledger: Ledger, case_id: str, domain: str = "") -> Closing:
    """Return how far a case is closed out; `domain` where a person names it, else the one filed or last asked about."""
    asked = [event for event in ledger.events.of(case_id) if event["step"] == STEP]
    found = asked[-1]["message"] if asked else ""
    last = found.partition(": ")[0]
    if domain and domain != last:
        found = ""
    ticked = ledger.preparations.ticked(case_id)
    done = {item: Tick(row["by"], local(row["at"])) for item in CLOSEOUT if (row := ticked.get(f"{STEP}/{item}"))}
    at = local(asked[-1]["at"]) if found else ""
    return Closing(domain or last or _filed_domain(ledger, case_id), done, at, found)


def keep(ledger: Ledger, case_id: str, found: Found) -> None:
    """Write down what the net says about a case's domain."""
    parts = (
        ("still points · 仍有解析", found.points),
        ("still answers · 仍可访问", found.answers),
        ("not known · 未能查明", found.unknown),
    )
    said = "; ".join(f"{head}: {', '.join(values)}" for head, values in parts if values)
    ledger.cases.note(case_id, f"{found.domain}: {said or CLEAN}", step=STEP)


def tick(ledger: Ledger, case_id: str, item: str, *, by: str) -> None:
    """Write down that a person has seen to an item of CLOSEOUT."""
    ledger.preparations.tick(case_id, f"{STEP}/{item}", by=by)


def _filed_domain(ledger: Ledger, case_id: str) -> str:
    attempts = ledger.attempts.of(case_id)
    return str(attempts[-1].frozen.get("fields", {}).get("domain") or "") if attempts else ""
