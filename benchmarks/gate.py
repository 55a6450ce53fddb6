"""How long the leak gate takes over a megabyte of whatever a page may hold, with a thousand secrets to look for.

What is nastiest for a pattern or an automaton is among it: beginnings that never end, values without end to learn,
escapes within escapes. Where the gate's budget ends first it withholds the artefact, and that is said.
"""

import base64
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from portalbot.evidence.scrub import Gate, Leak

MEGABYTE = 1 << 20
SECRETS = 1000
TRIES = 3
PAGE = '<tr><td class="cell">广东知行网络有限公司</td><td>粤ICP备12345678号-1</td><td>&amp;nbsp;</td></tr>\n'
SIGNS = "abcdefghijkmnopqrstuvwxyzABCDEFGHIJKLMN0123456789!@#$%&*\\ 秘密"


@dataclass(frozen=True)
class Figure:
    """One kind of a megabyte: the processor seconds that it took, the best of TRIES, and what became of it."""

    kind: str
    processor: float
    withheld: bool

    def line(self) -> str:
        """Return the figures in a line."""
        return f"{self.kind:<24} {self.processor:>6.3f} cpu s{'  withheld' if self.withheld else ''}"


def kinds() -> dict[str, bytes]:
    """Return a megabyte of each kind."""
    chance = random.Random(1)
    cookies = "".join(f"Cookie: SID={chance.getrandbits(64):016x}\n" for _ in range(6000))
    units = {
        "a page": PAGE, "one letter": "a", "blanks": " ", "backslashes": "\\", "percent signs": "%41",
        "percent in percent": "%25", "escapes of JSON": "\\u0041", "escapes of bytes": "\\x80", "entities": "&#x41;",
        "names of entities": "&amp;", "entities in entities": "&" + "amp;" * 30, "two escapes": "%5Cu0041&#x41;",
        "lists of cookies": '"cookies":[', "a field's beginning": 'password":"', "a field and no value": "password=",
        "a field within strings": '\\"password\\":', "inputs without an end": "<input type=password ",
        "tokens of JSON": '"token":"abcdefgh",', "headers": "cookie:", "addresses": "://",
    }  # fmt: skip
    found = {name: (unit * (MEGABYTE // len(unit.encode()) + 1)).encode()[:MEGABYTE] for name, unit in units.items()}
    found["6,000 different cookies"] = (cookies + PAGE * (MEGABYTE // len(PAGE))).encode()[:MEGABYTE]
    found["chance"] = chance.randbytes(MEGABYTE)
    found["chance in base64"] = base64.b64encode(chance.randbytes(MEGABYTE))[:MEGABYTE]
    return found


def gate(quick: bool) -> Iterator[Figure]:
    """Measure every kind."""
    chance = random.Random(2)
    secrets = ["".join(chance.choices(SIGNS, k=chance.randint(8, 20))) for _ in range(SECRETS)]
    ours = Gate(lambda: secrets)
    ours.clean_text("the automaton is built once")
    for kind, data in kinds().items():
        tries = [_once(ours, data) for _ in range(1 if quick else TRIES)]
        yield Figure(kind, min(seconds for seconds, _ in tries), tries[0][1])


def _once(ours: Gate, data: bytes) -> tuple[float, bool]:
    began = time.process_time()
    try:
        ours.clean("artefact.txt", data)
        withheld = False
    except Leak:
        withheld = True
    return time.process_time() - began, withheld


def ratios(found: list[Figure]) -> dict[str, float]:
    """Return what was promised: the slowest megabyte."""
    return {f"slowest MB with {SECRETS:,} secrets, processor seconds (≤ 0.5)": max(each.processor for each in found)}
