"""Files are opened by a process of its own: a file that takes too much ends that process, and nothing else."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portalbot.cases import documents
from portalbot.cases.documents import Finding, Unfit, bounds, child, isolated, wire
from tests.odd_files import LINES, drawing, inflating, nested, pdf, saved
from tests.support import ROOT

HEAVY = [Finding("file-heavy", {})]


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    documents.end()


def the_process() -> "subprocess.Popen[bytes] | None":
    return isolated._APART._process


def many_pages(count: int) -> bytes:
    """Return a PDF whose pages are all one and the same."""
    whole = pdf(LINES)
    return whole.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[" + b"3 0 R " * count + b"]/Count %d" % count)


@pytest.mark.parametrize(
    "bomb", [nested(9), inflating(150)], ids=["forms within forms", "a stream that unpacks to 150 MB"]
)
def test_a_pdf_that_asks_for_too_much_is_said_and_the_next_file_is_opened(bomb: bytes) -> None:
    assert len(bomb) < 4_000
    assert documents.examined(bomb, seconds=4) == HEAVY
    assert documents.examined(pdf(LINES)) == []
    with pytest.raises(Unfit, match="more time or memory"):
        documents.copied(bomb, ["jpg"], 4_000_000, seconds=4)
    assert documents.copied(pdf(LINES), ["jpg"], 4_000_000).ending == "jpg"


def test_a_file_that_takes_too_long_is_said_and_the_next_one_is_opened() -> None:
    assert documents.examined(pdf(LINES), seconds=0) == HEAVY  # it takes longer to start the process
    assert documents.examined(pdf(LINES)) == []


def test_one_process_serves_many_files_and_ends_when_nobody_asks_any_more() -> None:
    documents.examined(pdf(LINES))
    process = the_process()
    assert process
    documents.copied(saved(drawing(), "PNG"), ["jpg"], 4_000_000)
    assert the_process() is process and process.poll() is None
    documents.end()
    assert process.poll() == 0 and the_process() is None
    documents.end()


def test_what_ends_the_process_ends_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    documents.examined(pdf(LINES))
    process = the_process()
    assert process
    process.kill()
    process.wait()
    assert documents.examined(pdf(LINES)) == HEAVY
    assert documents.examined(pdf(LINES)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_is_given_no_secret_and_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD", "Zhixing-2026")
    documents.examined(pdf(LINES))
    process = the_process()
    assert process
    place = Path(f"/proc/{process.pid}")
    assert b"Zhixing" not in (place / "environ").read_bytes()
    limits = {
        line[:26].strip(): line[26:].split() for line in (place / "limits").read_text(encoding="ascii").splitlines()
    }
    assert limits["Max address space"][0] == str(bounds.MEMORY) and limits["Max core file size"][0] == "0"
    assert 0 < int(limits["Max cpu time"][0]) < 3 * bounds.SECONDS_TO_EXAMINE


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_ends_with_its_parent_however_that_ended() -> None:
    code = (
        "import os, signal, sys; from portalbot.cases import documents; from portalbot.cases.documents import isolated;"
        "documents.examined(sys.stdin.buffer.read()); print(isolated._APART._process.pid, flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=pdf(LINES), stdout=subprocess.PIPE, cwd=ROOT, check=False)
    orphan = Path(f"/proc/{int(done.stdout)}/stat")
    deadline = time.monotonic() + 10
    while orphan.exists() and orphan.read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] not in "ZX":
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_picture_as_large_as_may_be_is_opened_within_the_memory_there_is() -> None:
    large = saved(
        drawing((12_000, 10_000), colour=(0, 0, 0, 255), ground=(0, 0, 0, 0), mode="RGBA"), "PNG", compress_level=1
    )
    assert bounds.MOST_PIXELS == 12_000 * 10_000
    assert documents.copied(large, ["jpg"], 4_000_000).notes == ("on a white ground",)


def test_many_pages_are_refused_before_they_are_drawn_and_looked_at_without_harm() -> None:
    with pytest.raises(Unfit, match="it has 4000 pages"):
        documents.copied(many_pages(4000), ["jpg"], 4_000_000)
    assert documents.examined(many_pages(4000)) == []


@pytest.mark.parametrize(
    "answer",
    [{}, {"trips": 7}, {"trips": [["pdf-opens"]]}, {"trips": [["image-small", {"side": "x"}]]}, {"trips": ["ab"]}],
)
def test_an_answer_that_this_program_does_not_give_counts_as_none(
    monkeypatch: pytest.MonkeyPatch, answer: dict[str, object]
) -> None:
    monkeypatch.setattr(isolated._APART, "ask", lambda *_: (answer, b""))
    assert documents.examined(b"") == HEAVY


@pytest.mark.parametrize(
    ("answer", "data"),
    [({}, b"x"), ({"ending": "exe", "notes": []}, b"x"), ({"ending": "jpg", "notes": []}, b"x" * 9),
     ({"ending": "jpg", "notes": []}, b""), ({"ending": "jpg", "notes": 1}, b"x")],
)  # fmt: skip
def test_a_copy_that_was_not_asked_for_is_none(
    monkeypatch: pytest.MonkeyPatch, answer: dict[str, object], data: bytes
) -> None:
    monkeypatch.setattr(isolated._APART, "ask", lambda *_: (answer, data))
    with pytest.raises(Unfit, match="breaks the program"):
        documents.copied(b"", ["jpg"], 8)


def test_words_of_the_process_are_short_and_obeyed_by_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"unfit": "\x1b[2Jbad\r\nnews" + "x" * 1000, "cure": "\x07"}
    monkeypatch.setattr(isolated._APART, "ask", lambda *_: (said, b""))
    with pytest.raises(Unfit) as caught:
        documents.copied(b"", ["jpg"], 8)
    assert caught.value.reason.startswith("[2Jbadnewsxxx") and len(caught.value.reason) == 300 and not caught.value.cure


def test_messages_come_whole_or_not_at_all() -> None:
    import io

    stream = io.BytesIO()
    wire.send(stream, {"task": "examine", "x": "注销"}, b"data")
    whole = stream.getvalue()
    assert wire.receive(io.BytesIO(whole)) == ({"task": "examine", "x": "注销"}, b"data")
    assert [wire.receive(io.BytesIO(whole[:length])) for length in range(len(whole))] == [None] * len(whole)
    assert wire.receive(io.BytesIO(b"\xff" * 40)) is None
    not_json = whole.replace(b"{", b"[", 1)
    assert wire.receive(io.BytesIO(not_json)) is None


def test_what_the_process_does_is_asked_for_by_name() -> None:
    assert child.answer({"task": "examine"}, pdf(LINES)) == ({"trips": []}, b"")
    table, made = child.answer({"task": "copy", "endings": ["png"], "most": 10**6}, saved(drawing(), "GIF"))
    assert table == {"ending": "png", "notes": []} and made.startswith(b"\x89PNG")
    assert (
        child.answer({"task": "copy", "endings": ["png"], "most": 10**6}, b"words")[0]["cure"] == "print it into a PDF"
    )


@pytest.mark.skipif(os.name != "posix", reason="limits of processor time")
def test_an_orphan_runs_no_longer_than_its_request_was_given() -> None:
    code = (
        "import sys; from portalbot.cases.documents import child; child.bound_time({'seconds': 0.5});\nwhile True: pass"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60).returncode < 0
