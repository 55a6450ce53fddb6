"""The advisor: what would come back rejected, known before anything is filed."""

from portalbot.advisor.advice import Advice
from portalbot.advisor.advise import advise
from portalbot.advisor.rules import RULES, Severity

__all__ = ["RULES", "Advice", "Severity", "advise"]
