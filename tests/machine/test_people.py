"""The person beside the bot: who is asked at the terminal, how long, and what counts as an answer."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import pytest

from pages.errors import NoAnswer
from portalbot.machine.people import People


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """Put a pipe in the place of stdin; what is written to it is what a person types."""
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stdin, os.fdopen(writing, "w", encoding="utf-8", buffering=1) as typed:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield typed
        typed.write("\n" * 3)  # lets a reader that still waits come to its end
        for thread in threading.enumerate():
            if thread.name == "terminal":
                thread.join(2)


class Said(list[str]):
    """What was printed."""


def people(said: list[str] | None = None, **changes: Any) -> People:
    return People(**{"present": True, "seconds": 5.0, "say": (said if said is not None else Said()).append, **changes})


def test_where_nobody_is_there_that_is_known_at_once() -> None:
    said: list[str] = []
    started = time.monotonic()
    with pytest.raises(NoAnswer, match="nobody is at the terminal"):
        people(said, present=False, seconds=300.0).ask("?")
    assert time.monotonic() - started < 1
    assert said == []


def test_a_line_that_is_typed_is_the_answer(terminal: TextIO) -> None:
    said: list[str] = []
    terminal.write("  图中 abcd \n")
    assert people(said).ask("?") == "图中 abcd"
    assert said == ["?"]


def test_an_answer_that_does_not_come_in_time_is_no_answer(terminal: TextIO) -> None:
    with pytest.raises(NoAnswer, match="nobody answered"):
        people(seconds=0.05).ask("?")


def test_a_line_typed_too_late_answers_no_later_question(terminal: TextIO) -> None:
    person = people(seconds=0.05)
    with pytest.raises(NoAnswer):
        person.ask("CAPTCHA?")
    terminal.write("yes\n")
    while person._lines.empty():
        time.sleep(0.005)
    with pytest.raises(NoAnswer):
        person.approve("File everything?")


def test_another_asker_finds_the_terminal_free(terminal: TextIO) -> None:
    terminal.write("yes\n")
    assert people().approve("?")
    terminal.write("abcd\n")
    assert people().ask("CAPTCHA?") == "abcd"


def test_a_terminal_that_is_closed_is_no_answer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        started = time.monotonic()
        with pytest.raises(NoAnswer, match="closed"):
            people(seconds=300.0).approve("?")
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("yes", True), (" YES ", True), ("y", False), ("", False), ("yes!", False), ("no", False), ("ja", False)],
)
def test_only_the_whole_word_approves(terminal: TextIO, typed: str, agreed: bool) -> None:
    terminal.write(f"{typed}\n")
    assert people().approve("?") is agreed


def test_a_stop_ends_the_waiting(terminal: TextIO) -> None:
    started = time.monotonic()
    with pytest.raises(NoAnswer):
        people(seconds=300.0, stopping=lambda: True).ask("?")
    assert time.monotonic() - started < 5


def test_a_captcha_question_names_the_account_and_the_picture(terminal: TextIO) -> None:
    said: list[str] = []
    terminal.write("x7k2\n")
    assert people(said).captcha("zhixing", Path("/data/captcha.png")) == "x7k2"
    assert "zhixing" in said[0] and str(Path("/data/captcha.png")) in said[0]


def test_questions_of_several_threads_are_asked_one_at_a_time(terminal: TextIO) -> None:
    said: list[str] = []
    person = people(said)
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(person.ask("?"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(3):
        while len(said) <= turn:
            time.sleep(0.002)
        assert len(said) == turn + 1
        terminal.write(f"{turn}\n")
        while len(answers) <= turn:
            time.sleep(0.002)
    for thread in threads:
        thread.join()
    assert answers == ["0", "1", "2"]
