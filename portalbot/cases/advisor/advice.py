"""One advice: a rule that a case trips, with what fills its gaps."""

from dataclasses import dataclass, field
from typing import Any

from portalbot.cases.advisor.rules import RULES, Rule, Severity


@dataclass(frozen=True)
class Advice:
    """What a rule says of one case, in both languages."""

    rule: Rule
    case: str
    where: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, rule: str, case: str, where: str = "", **values: Any) -> "Advice":
        """Make an advice by a rule's id."""
        return cls(RULES[rule], case, where, values)

    @property
    def en(self) -> str:
        """Return what is wrong, in English."""
        return self.rule.en.format(**self.values)

    @property
    def zh(self) -> str:
        """Return what is wrong, in Chinese."""
        return self.rule.zh.format(**self.values)

    def stops(self, *, strict: bool = False) -> bool:
        """Say whether the case may not be filed like this."""
        return strict or self.rule.severity is Severity.ERROR
