"""短信核验 with a person's help: enter a code on the ministry's page, and write down what it answers (DOMAIN §2).

The person reads the SMS and moves the slider; the bot fills in what the case file knows and reads the answer. Five
wrong entries are allowed by the ministry, the sixth returns the application; the bot stops after two, and leaves the
rest to the responsible person at the ministry's own page. What becomes of the application is said by a look at the
portal alone: here its state is not changed. A code is neither kept nor shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pages.errors import Refused
from pages.terms import Role, Step, Verified
from portalbot.ledger.ledger import Entry, Ledger

MOST_WRONG = 2
"""So many wrong entries for one application the bot makes, over all its runs."""

SAID: dict[Verified, str] = {
    Verified.DONE: "the SMS check is complete; the office reviews next · 短信核验已全部完成",
    Verified.WAIT_OTHERS: "this person's check is done, others are awaited · 该核验人已完成，等待其他核验人",
    Verified.WRONG: "wrong entry · 信息有误",
    Verified.ALREADY: "this person's check was done before · 该核验人已完成",
    Verified.CAPPED: "no further code is sent · 重发次数已到上限",
    Verified.RETURNED: "the application has been returned; poll will say why · 申请已退回",
    Verified.SENT: "a new code is on its way, the old one is void · 新验证码已发送",
}


@dataclass(frozen=True)
class Verifier:
    """The person whose phone has the code."""

    role: Role
    mobile: str
    last_six: str


class CheckPage(Protocol):
    """What is done on the ministry's page (`pages.verification.VerificationPage`)."""

    def open(self) -> object:
        """Go to the page."""

    def fill(self, code: str, mobile: str, last_six: str) -> None:
        """Enter the three."""

    def wait_for_slider(self, seconds: float) -> None:
        """Wait for a person to move the slider; raises NoAnswer."""

    def submit(self) -> tuple[str, Verified | None]:
        """Send what was entered; return the words and what they mean."""

    def resend(self, mobile: str, last_six: str) -> tuple[str, Verified | None]:
        """Ask for a new code."""


def wrong_so_far(ledger: Ledger, entry: Entry) -> int:
    """Return how many wrong entries the bot has made for the application of a case."""
    return sum(1 for nth in range(1, MOST_WRONG + 1) if ledger.events.told(entry.id, _wrong(entry, nth)))


def _wrong(entry: Entry, nth: int) -> str:
    return f"verify/{entry.serial}/wrong{nth}"


def verify(
    ledger: Ledger,
    entry: Entry,
    page: CheckPage,
    who: Verifier,
    ask_code: Callable[[], str],
    say: Callable[[str], None],
    slider_seconds: float,
) -> tuple[Verified | None, str]:
    """Enter codes until the ministry takes one, or the bot must stop; returns the last answer and its words.

    `ask_code` asks a person; it raises NoAnswer when nobody answers. Raises Refused when no further try is left, and
    what the page raises.
    """
    while True:
        done = wrong_so_far(ledger, entry)
        if done >= MOST_WRONG:
            raise Refused(
                f"{MOST_WRONG} wrong entries were made for {entry.serial}, and the sixth returns the application: "
                "the responsible person enters it at the ministry's page (请负责人本人在工信部页面核验)",
                step=Step.VERIFY,
            )
        code = ask_code()
        page.open()
        page.fill(code, who.mobile, who.last_six)
        say("Now move the slider in the window to its end (请在窗口中将滑块拖动到底)")
        page.wait_for_slider(slider_seconds)
        words, meaning = page.submit()
        _note(ledger, entry, who, words, meaning)
        if meaning is not Verified.WRONG:
            return meaning, words
        ledger.cases.tell_once(entry.id, _wrong(entry, done + 1), f"wrong entry {done + 1} of {MOST_WRONG}: {words}")
        say(f"{words} ({done + 1} of {MOST_WRONG})")


def resend(ledger: Ledger, entry: Entry, page: CheckPage, who: Verifier) -> tuple[Verified | None, str]:
    """Ask for a new code, once; returns the ministry's answer and its words."""
    page.open()
    words, meaning = page.resend(who.mobile, who.last_six)
    _note(ledger, entry, who, words, meaning)
    return meaning, words


def _note(ledger: Ledger, entry: Entry, who: Verifier, words: str, meaning: Verified | None) -> None:
    said = SAID[meaning] if meaning else "the profile does not know this answer; a person must read it"
    ledger.cases.note(entry.id, f"{who.role}: {said}", step=Step.VERIFY, words=words)
    if meaning is Verified.DONE:
        ledger.cases.clear_deadline(entry.id, said)
