"""Case files: the model of a case, and reading it from what agencies keep (.xlsx, .csv, .toml)."""

from portalbot.cases.casefile.model import Account, Case, CaseFile
from portalbot.cases.casefile.reading import read_cases

__all__ = ["Account", "Case", "CaseFile", "read_cases"]
