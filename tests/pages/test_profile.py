"""Profiles: what loads, what is refused and how it is said."""

from pathlib import Path

import pytest

from pages.catalogue import load_profile, shipped
from pages.errors import Problem, ProfileError
from pages.profile import Portal

SHIPPED = Path(__file__).parents[2] / "pages" / "portals" / "dialects"
PORTAL = shipped()


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    assert caught.value.file == str(path)
    assert str(path) in str(caught.value)
    assert all(each.place and each.reason and each.cure for each in caught.value.problems)
    return caught.value.problems


def changed(folder: Path, old: str, new: str) -> Path:
    """Write the shipped base, and the profile that extends it, with one passage changed."""
    base, path = folder / "base.toml", folder / "own.toml"
    texts = {base: (SHIPPED / "kits.toml").read_text(encoding="utf-8")}
    texts[path] = (SHIPPED / "modern.toml").read_text(encoding="utf-8").replace('"kits"', f'"{base.as_posix()}"')
    assert any(old in text for text in texts.values())
    for file, text in texts.items():
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


# loading


def test_the_shipped_profile_loads_and_carries_no_address() -> None:
    assert (PORTAL.name, PORTAL.dialect, PORTAL.practice) == ("families/standard", "modern", True)
    assert (PORTAL.address, PORTAL.origin) == (None, "")


def test_a_wording_may_be_one_or_several() -> None:
    assert PORTAL.sign_in.password == ("密码",)
    assert PORTAL.sign_in.account == ("账号", "用户名")


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    [problem] = problems_of(changed(tmp_path, "[home]\n", '[home]\nheading = "个人中心"\n'))
    assert problem.place == "key home.heading"
    assert "spelling" in problem.cure


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    [problem] = problems_of(changed(tmp_path, 'submit = "提交"\n', ""))
    assert (problem.place, problem.cure) == (
        "key form.submit",
        "add the key: neither this profile nor what it extends has it",
    )


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"共\s*(\d+", "does not compile"),
        (r"共\s*\d+\s*条", "exactly one group"),
        (r"(共)\s*(\d+)\s*条", "has 2"),
        (r"共\s*(?:\d+)\s*条", "has 0"),
    ],
)
def test_a_pattern_that_cannot_be_read_with_is_named(tmp_path: Path, pattern: str, reason: str) -> None:
    [problem] = problems_of(changed(tmp_path, r"'共\s*(\d+)\s*[条项个]'", f"'{pattern}'"))
    assert problem.place == "key records.total_pattern"
    assert reason in problem.reason


@pytest.mark.parametrize("words", ['""', '"  "', '["登录", " "]'])
def test_a_blank_wording_is_named(tmp_path: Path, words: str) -> None:
    [problem] = problems_of(changed(tmp_path, 'submit = "登录"', f"submit = {words}"))
    assert problem.place == "key sign_in.submit"
    assert "blank" in problem.reason


def test_an_unknown_status_material_or_meaning_is_named(tmp_path: Path) -> None:
    [problem] = problems_of(changed(tmp_path, 'normal = "正常"', 'fine = "正常"'))
    assert problem.place.startswith("key records.statuses.fine")
    [problem] = problems_of(changed(tmp_path, "[answers.later]", "[answers.soon]"))
    assert problem.place.startswith("key answers.soon")
    [problem] = problems_of(changed(tmp_path, 'always = ["营业执照副本"', 'always = ["营业执照"'))
    assert problem.place.startswith("key materials.always")


def test_several_errors_are_told_at_once(tmp_path: Path) -> None:
    path = changed(tmp_path, 'landmark = "用户登录"', "")
    base = tmp_path / "base.toml"
    base.write_text(base.read_text(encoding="utf-8").replace("max_name = 100", "max_name = 0"), encoding="utf-8")
    assert {each.place for each in problems_of(path)} == {"key sign_in.landmark", "key files.max_name"}


def test_a_profile_that_is_not_there_is_named(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path / "none.toml")
    assert "No such file" in problem.reason


@pytest.mark.parametrize("content", [b"name = ", "name = '练习'".encode("gbk")], ids=["TOML", "GBK"])
def test_a_profile_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.toml").write_bytes(content)
    [problem] = problems_of(tmp_path / "own.toml")
    assert "mend the TOML" in problem.cure


def test_a_portal_is_a_value() -> None:
    assert shipped() == PORTAL
    with pytest.raises(ValueError, match="frozen"):
        setattr(PORTAL, "name", "else")  # noqa: B010
    assert isinstance(PORTAL, Portal)
