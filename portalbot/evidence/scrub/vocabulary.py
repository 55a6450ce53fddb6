"""Which secrets can be told apart from any other text, and which values are worth learning.

A password such as `status`, `null`, `2026` or `", "` stands in every page, date and file of JSON. Sought wherever it
may stand it would ruin them all, and tell by its absence what it is; so it is replaced only where secrets stand
(`places.py`), and `check` and `accounts` say beforehand that it cannot be guarded.
"""

import re
from collections.abc import Mapping
from pathlib import Path

LEAST = 4
"""Characters that a secret must have."""
_LEAST_SIGNS = 8
"""Characters of one that has fewer than three letters or digits."""
_LEAST_DIGITS = 9
"""Digits of one that has nothing else: shorter ones are dates, amounts, parts of serials and of a PDF's table."""
_LONGEST_WORD = 20

WORDS = frozenset((Path(__file__).parent / "vocabulary.txt").read_text(encoding="ascii").split())
"""Words of markup, styles, headers, JSON and people, that stand in artefacts of every kind."""


def can_be_guarded(secret: str) -> bool:
    """Say whether a secret can be told apart from other text, and so be sought wherever it may stand."""
    signs = sum(map(str.isalnum, secret))
    if len(secret) < LEAST or (signs < 3 and len(secret) < _LEAST_SIGNS) or len(set(secret)) == 1:
        return False
    plain = re.sub(r"[\W_]", "", secret)
    if plain.isdigit() and plain.isascii():
        return len(plain) >= _LEAST_DIGITS and len(set(plain)) > 1
    pieces = re.split(r"[\W_]+", secret.lower())
    return not all(piece in WORDS for piece in pieces if piece)


def worth_learning(value: str) -> bool:
    """Say whether a value that stood where a secret stands is to be sought elsewhere in its artefact too.

    A cookie's name or value may be a phrase like `zh-CN` or `Content-Security-Policy`: to replace that everywhere
    would take away what it stands for elsewhere, such as the very policy that keeps a page inert.
    """
    pieces = re.split(r"[\W\d_]+", value)
    phrase = all(_is_word(piece) for piece in pieces if piece)
    return can_be_guarded(value) and not (phrase and not any(map(str.isdigit, value)))


def _is_word(piece: str) -> bool:
    return len(piece) <= _LONGEST_WORD and (piece.islower() or piece.isupper() or piece.istitle())


def about_unguarded(secrets: Mapping[str, str]) -> list[str]:
    """Return what to say beforehand of each account, by name, whose password cannot be guarded; never the password."""
    return [
        f"{name}: its password is short, a number or a common word, and cannot be told apart from other text: it is "
        "taken out only where a password stands, and elsewhere it may be kept. Change it at the portal if you can · "
        f"账号 {name} 的密码过短、纯数字或过于常见，留存材料中无法逐处辨认并隐去，建议在平台上更换"
        for name, secret in sorted(secrets.items())
        if not can_be_guarded(secret)
    ]
