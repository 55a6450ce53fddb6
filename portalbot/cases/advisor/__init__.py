"""The advisor: what would come back rejected, known before anything is filed."""

from portalbot.cases.advisor.advice import Advice
from portalbot.cases.advisor.advise import advise
from portalbot.cases.advisor.rules import RULES, Severity

__all__ = ["RULES", "Advice", "Severity", "advise"]
