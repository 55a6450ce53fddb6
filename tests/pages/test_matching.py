"""A wording is matched whole, with its marks, and as plain text."""

import re

import pytest

from pages.matching import exactly, is_one_of, says


@pytest.mark.parametrize(
    "text", ["备案号", " 备案号 ", "*备案号", "＊ 备案号", "* 备案号：", "备案号:", "备案号 ： ", "\n备案号\n"]
)
def test_a_label_matches_with_its_marks(text: str) -> None:
    assert exactly(("备案号",)).search(text)


@pytest.mark.parametrize("text", ["", "备案", "原备案号", "备案号码", "备案号：粤", "**备案号", "备案号::", "备案号*"])
def test_a_label_matches_only_whole(text: str) -> None:
    assert not exactly(("备案号",)).search(text)


def test_any_of_the_wordings_matches_and_no_mixture() -> None:
    pattern = exactly(("账号", "用户名"))
    assert pattern.search("账号") and pattern.search("用户名：")
    assert not pattern.search("账号用户名")
    assert not pattern.search("账号|用户名")


@pytest.mark.parametrize("text", ["提 交", "提　交", "提\xa0交", " *提  交 ："])
def test_spaces_that_a_kit_puts_between_characters_are_no_matter(text: str) -> None:
    assert exactly(("提交",)).search(text)
    assert says(("提交成功",), f"您好，{text.strip(' *：')} 成 功！")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("原因（必填）", "原因(必填)"), ("A类(个人)", "Ａ类（个人）"), ("40条/页", "４０条／页"), ("a b", "a　b"),
        ("公司解散/注销", "公司 解散／注销"),
    ],
)  # fmt: skip
def test_signs_of_full_and_of_half_width_are_the_same(word: str, text: str) -> None:
    assert exactly((word,)).search(text) and exactly((text,)).search(word)
    assert is_one_of((word,), text) and says((word,), f"请注意：{text}。")


@pytest.mark.parametrize(
    ("word", "text"), [("ab", "a b"), ("提交", "提-交"), ("提交", "提交交"), ("第1页", "第 1 页"), ("a b", "ab")]
)
def test_other_spaces_and_signs_are_not_passed_over(word: str, text: str) -> None:
    assert not exactly((word,)).search(text)


def test_signs_in_a_wording_are_plain_text() -> None:
    assert exactly(("公司解散/注销",)).search("公司解散/注销")
    assert exactly(("40条/页 (最多)",)).search("40条/页 (最多)")
    assert not exactly(("a.c",)).search("abc")


def test_every_slash_is_escaped_for_javascript() -> None:
    assert not re.search(r"(?<!\\)/", exactly(("公司解散/注销", "a/b/c")).pattern)


def test_says_looks_for_a_wording_within_a_text() -> None:
    assert says(("维护", "异常"), "系统异常，请稍后")
    assert not says(("维护",), "系统异常")
