"""`doctor` and `portals` as processes: exit codes for cron and CI, JSON, quarantine, release, rehearsals."""

import json
from pathlib import Path
from typing import Any

import pytest

from mock_portal.web.server import Portal as PracticePortal
from tests.cli.command import inside
from tests.support import CASES, SAMPLES


def doctor(practice: PracticePortal, data: Path, *more: str) -> tuple[int, list[dict[str, Any]], str]:
    where = ["--portal-url", practice.url, "--data-dir", str(data), "--json"]
    done = inside("doctor", "practice/广东", *where, *more)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def with_account() -> list[str]:
    return ["--cases", str(CASES), "--env-file", str(SAMPLES / "accounts.env")]


def test_the_machine_alone_is_checked_where_there_is_no_portal_of_ones_own(tmp_path: Path) -> None:
    done = inside("doctor", "--data-dir", str(tmp_path))
    assert done.returncode == 0, done.stderr
    for name in ("browser", "Chinese font", "disk"):
        assert name in done.stdout


def test_a_changed_portal_is_put_in_quarantine_until_it_is_mended(practice: PracticePortal, tmp_path: Path) -> None:
    code, said, _ = doctor(practice, tmp_path, *with_account())
    assert code == 0 and said[-1]["drift"] == "none"
    assert [each["check"] for each in said[:-1]] == ["browser", "Chinese font", "disk", "clock"]
    assert "clock of its own" in said[3]["message"]
    practice.office.drifts.add("rename_button")
    code, said, _ = doctor(practice, tmp_path, *with_account())
    assert code == 1 and said[-1]["drift"] == "breaking"
    assert said[-1]["findings"][0]["lines"] == '[form]\nsubmit = ["提交", "确认并提交"]'
    assert "+ button '确认并提交'" in said[-1]["changes"]["form"]
    listed = inside("portals", "--data-dir", str(tmp_path)).stdout
    assert "in quarantine" in listed and "breaking drift" in listed

    sign_ins = len(practice.office.sign_ins)
    where = ["--portal-url", practice.url, "--data-dir", str(tmp_path), "--env-file", str(SAMPLES / "accounts.env")]
    filed = inside("submit", str(CASES), *where, "--yes", "--only", "ZX-001", "--json")
    assert filed.returncode == 1 and json.loads(filed.stdout)["state"] == "ready"
    assert len(practice.office.sign_ins) == sign_ins and practice.office.arrivals == []

    code, said, _ = doctor(practice, tmp_path)
    assert code == 0 and said[-1]["seen"] == ["select", "sign_in"]
    assert "in quarantine" in inside("portals", "--data-dir", str(tmp_path)).stdout, "public pages alone lift nothing"
    practice.office.drifts.clear()
    assert doctor(practice, tmp_path, *with_account())[0] == 0
    assert "in quarantine" not in inside("portals", "--data-dir", str(tmp_path)).stdout


def test_a_person_may_release_a_portal_and_is_written_down(practice: PracticePortal, tmp_path: Path) -> None:
    practice.office.drifts.add("mandatory_field")
    assert doctor(practice, tmp_path, *with_account())[0] == 1
    words = ["--by", "王敏", "--why", "亲自看过，字段可不填", "--data-dir", str(tmp_path)]
    assert inside("portals", "release", "practice/北京", *words).returncode == 1
    assert inside("portals", "release", "practice/广东", "--by", " ", *words[2:]).returncode == 2
    assert inside("portals", "release", "practice/广东", *words).returncode == 0
    assert "in quarantine" not in inside("portals", "--data-dir", str(tmp_path)).stdout


def test_a_portal_that_does_not_answer_is_no_drift(tmp_path: Path) -> None:
    where = ["--portal-url", "http://127.0.0.1:9", "--data-dir", str(tmp_path)]
    done = inside("doctor", "practice/广东", *where)
    assert done.returncode == 3 and "could not be reached" in done.stdout
    assert "quarantine" not in done.stdout


def test_a_wrong_password_rests_the_account_after_one_try(practice: PracticePortal, tmp_path: Path) -> None:
    passwords = tmp_path / "accounts.env"
    passwords.write_text("PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD=falsch\n", encoding="utf-8")
    more = ["--cases", str(CASES), "--env-file", str(passwords)]
    for _ in range(2):
        code, said, _ = doctor(practice, tmp_path / "data", *more)
        assert code == 0, said
    assert [entry.ok for entry in practice.office.sign_ins] == [False]
    assert "falsch" not in str(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["doctor", "practice/火星", "--portal-url", "http://127.0.0.1:9"], "no profile 'practice/火星'"),
        (["doctor", "--portal-url", "http://127.0.0.1:9"], "name the portals"),
        (["doctor", "practice/广东"], "has no address"),
        (["doctor", "practice/广东", "--portal-url", "https://beian.example.cn"], "practice portal only"),
        (["portals", "show", "nowhere"], "no profile 'nowhere'"),
        (["portals", "--portals", "/nowhere/at/all"], "no such folder"),
    ],
)
def test_wrong_usage_says_what_would_be_right(tmp_path: Path, arguments: list[str], said: str) -> None:
    data = ["--data-dir", str(tmp_path)] if arguments[1] != "show" else []
    done = inside(*arguments, *data)
    assert done.returncode == 2 and said in done.stderr, done.stderr


def test_profiles_are_listed_shown_and_described(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("extends = 'modern'\ncolour = 'red'\n", encoding="utf-8")
    listed = inside("portals", "--portals", str(tmp_path), "--data-dir", str(tmp_path))
    assert listed.returncode == 2 and "key colour" in listed.stdout and "practice/新疆" in listed.stdout
    shown = inside("portals", "show", "practice/安徽")
    assert shown.returncode == 0 and 'charset = "gbk"' in shown.stdout
    assert json.loads(inside("portals", "schema").stdout)["title"] == "portalbot profile"


def test_a_profile_is_rehearsed_on_the_practice_portal(tmp_path: Path) -> None:
    wording = tmp_path / "words.json"
    wording.write_text('{"cancel.submit": "递交申请"}', encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "practice/广东"\n', encoding="utf-8")
    done = inside("portals", "test", str(mine), "--wording", str(wording))
    assert done.returncode == 1 and "递交申请" in done.stdout and "Traceback" not in done.stderr
    mine.write_text('extends = "practice/广东"\n[form]\nsubmit = "递交申请"\n', encoding="utf-8")
    done = inside("portals", "test", str(mine), "--wording", str(wording))
    assert done.returncode == 0, done.stdout
    assert "followed to its end: cancelled" in done.stdout
    wording.write_text('{"cancel.sumbit": "递交申请"}', encoding="utf-8")
    done = inside("portals", "test", str(mine), "--wording", str(wording))
    assert done.returncode == 2 and "cancel.submit" in done.stderr
