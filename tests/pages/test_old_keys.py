"""Profiles of before are refused with the word that says the same now."""

from pathlib import Path

import pytest

from pages.catalogue import Catalogue
from pages.errors import ProfileError
from pages.old_keys import NEW_WORDS

OLD = {
    "home.records": '[home]\nrecords = "备案管理"',
    "home.cancel": '[home]\ncancel = "ICP证书注销"',
    "records.cancel": '[records]\ncancel = "注销备案"',
    "records.page_size": '[records]\npage_size = "每页条数"',
    "form.kind": '[form]\nkind = "注销类型"',
    "form.materials": '[form.materials]\n"营业执照副本" = "营业执照扫描件"',
    "form.extra_fields": '[form.extra_fields."联系邮箱"]\ntext = "office@example.cn"',
    "form.states": '[form.states]\n"网站已关闭" = "已关"',
    "form.confirm": '[form]\nconfirm = "确认提交"',
    "dialog.says": '[dialog]\nsays = "您确定要注销"',
    "select.open": '[select]\nopen = "选择省份"',
}
"""Passages of profiles that were right before."""


@pytest.mark.parametrize("key", OLD)
def test_a_key_of_before_is_refused_with_the_new_word(tmp_path: Path, key: str) -> None:
    (tmp_path / "mine.toml").write_text(f'extends = "modern"\n{OLD[key]}\n', encoding="utf-8")
    with pytest.raises(ProfileError) as raised:
        Catalogue(tmp_path).load("mine")
    [problem] = raised.value.problems
    assert problem.place == f"key {key}" and problem.cure == f"write {NEW_WORDS.get(key, problem.cure[6:])}"


def test_a_profile_of_before_hears_of_all_its_keys_at_once(tmp_path: Path) -> None:
    passages = [OLD[key] for key in ("home.records", "records.cancel", "form.materials", "select.open")]
    (tmp_path / "mine.toml").write_text("\n".join(['extends = "modern"', *passages]), encoding="utf-8")
    with pytest.raises(ProfileError) as raised:
        Catalogue(tmp_path).load("mine")
    assert len(raised.value.problems) == 4


def test_a_key_of_before_that_is_taken_away_is_none(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "modern"\n[records]\npage_size = []\n', encoding="utf-8")
    assert Catalogue(tmp_path).load("mine").records.keyword == ("关键字",)
