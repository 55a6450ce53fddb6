"""The tests keep house as well: a folder for each room, and no file that is too long to be read."""

from pathlib import Path

from tests.support import ROOT

TESTS = ROOT / "tests"
LONGEST = 400


def folders(place: Path) -> set[str]:
    """Return the names of the folders in a folder that hold modules, at any depth."""
    return {path.name for path in place.iterdir() if path.is_dir() and next(path.rglob("*.py"), None)}


def test_the_folders_of_tests_are_the_rooms() -> None:
    rooms, practice = folders(ROOT / "portalbot"), folders(ROOT / "mock_portal")
    assert {"filing", "rules", "work"} <= rooms and practice == {"desk", "office", "web"}
    assert folders(TESTS) <= rooms | {"pages", "mock_portal", "kits", "journeys", "house", "data", "samples"}
    assert folders(TESTS / "mock_portal") == practice
    assert [path.name for path in TESTS.glob("test_*.py")] == [], "every test has a room"


def test_no_file_of_tests_is_long() -> None:
    lines = {
        path.relative_to(TESTS).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in TESTS.rglob("*.py")
    }
    assert len(lines) > 100
    assert {name for name, count in lines.items() if count > LONGEST} == set()
