"""Evidence is kept below its folder, under a name of its own, for its user alone."""

import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portalbot.evidence.scrub import Gate
from portalbot.evidence.store import Evidence
from tests.support import posix

ODD = [
    "..",
    ".",
    "../..",
    "../../etc/passwd",
    "/etc/passwd",
    "a/../../b",
    ".ssh",
    "a\\..\\b",
    "C:\\x",
    "a\0b",
    "知行 1",
    "~",
]


@pytest.mark.parametrize("case", ODD)
def test_evidence_never_leaves_its_folder_whatever_the_case_is_called(tmp_path: Path, case: str) -> None:
    evidence = Evidence(tmp_path / "evidence")
    kept = evidence.folder / evidence.keep(case, "form.png", b"picture")
    assert kept.read_bytes() == b"picture"
    assert kept.resolve().parent.parent == evidence.folder.resolve(), "one folder a case, right below"
    assert [each.name for each in tmp_path.iterdir()] == ["evidence"]


def test_cases_whose_names_look_alike_have_folders_of_their_own(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    names = ["a/b", "a_b", "a b", "..", ".", ".a", "a"]
    assert len({Path(evidence.keep(name, "x.png", b"")).parent for name in names}) == len(names)


def test_the_folder_of_a_plain_id_is_the_id(tmp_path: Path) -> None:
    assert Evidence(tmp_path).keep("ZX-001", "form.png", b"").startswith("ZX-001/")


def test_names_are_made_of_time_count_and_step(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path, clock=lambda: datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC))
    assert [evidence.keep("A", "form.png", b""), evidence.keep("A", "form.png", b"")] == [
        "A/20260302T040506-0001-form.png",
        "A/20260302T040506-0002-form.png",
    ]


def test_nothing_that_was_kept_is_written_over(tmp_path: Path) -> None:
    clock = datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC)
    kept = Evidence(tmp_path, clock=lambda: clock).keep("A", "form.png", b"first")
    other = Evidence(tmp_path, clock=lambda: clock).keep("A", "form.png", b"second")
    assert (tmp_path / kept).read_bytes() == b"first"
    assert (tmp_path / other).read_bytes() == b"second"


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "none"])
def test_what_several_cases_share_is_a_file_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("this file system has no such thing")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    told: list[tuple[str, str, str, int]] = []
    evidence = Evidence(tmp_path, recorder=lambda *row: told.append(row))
    first, second = evidence.keep_for(["A", "B"], "applications.jpg", b"picture")
    assert [(case, path, size) for case, path, _, size in told] == [("A", first, 7), ("B", second, 7)]
    assert first.startswith("A/") and second.startswith("B/")
    assert ((tmp_path / first).stat().st_ino == (tmp_path / second).stat().st_ino) is links
    (tmp_path / first).unlink()
    assert (tmp_path / second).read_bytes() == b"picture", "it may be deleted with one case and stays with the other"


def test_what_several_cases_share_passes_the_gate(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path, gate=Gate(lambda: ["Canary-2026"]))
    kept = evidence.keep_for(["A", "B"], "applications.jpg", b"\xff\xd8\xff Canary-2026")
    assert all(path.endswith(".withheld.txt") for path in kept)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"Canary" in path.read_bytes()]


def test_threads_keep_evidence_beside_each_other(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    threads = [threading.Thread(target=evidence.keep, args=("A", "x.png", b"%d" % one)) for one in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {path.read_bytes() for path in (tmp_path / "A").iterdir()} == {b"%d" % one for one in range(20)}


@posix
def test_evidence_is_for_its_user_alone(tmp_path: Path) -> None:
    kept = tmp_path / Evidence(tmp_path).keep("A", "form.png", b"")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
