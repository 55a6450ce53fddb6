"""The slider in front of the SMS check: a token for each, moved once by a hand, good for one answer.

A hand leaves a track: points (share of the way, milliseconds), from the beginning to the end, in small steps.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import pairwise

_POINTS, _START, _END, _LEAP, _BACK = 5, 0.05, 0.99, 0.5, 0.2


class Sliders:
    """Hand out sliders and know which have been moved to their end."""

    def __init__(self) -> None:
        self._moved: dict[str, bool] = {}

    def new(self) -> str:
        """Hand out a slider and return its token."""
        token = secrets.token_urlsafe(16)
        self._moved[token] = False
        return token

    def move(self, token: str, track: object) -> bool:
        """Say whether the track is that of a hand that moved this slider to its end; if not, the slider is used up."""
        if self._moved.pop(token, None) is not False or not is_by_hand(track):
            return False
        self._moved[token] = True
        return True

    def use(self, token: str) -> bool:
        """Say whether the slider has been moved; it is used up."""
        return self._moved.pop(token, False)


def is_by_hand(track: object) -> bool:
    """Tell whether a track can be a hand's."""
    if not isinstance(track, Sequence) or len(track) < _POINTS:
        return False
    points: list[tuple[float, float]] = []
    for point in track:
        if not isinstance(point, Sequence) or len(point) != 2 or not all(_is_number(one) for one in point):
            return False
        points.append((point[0], point[1]))
    steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(points)]
    steady = all(-_BACK <= way <= _LEAP and time >= 0 for way, time in steps)
    return steady and points[0][0] <= _START and points[-1][0] >= _END and points[-1][1] > points[0][1]


def _is_number(one: object) -> bool:
    return isinstance(one, int | float) and not isinstance(one, bool)
