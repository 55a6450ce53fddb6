"""Profiles: what loads, what is refused and how it is said, and what a portal's words mean."""

import json
import re
from pathlib import Path

import pytest

import mock_portal
from pages.catalogue import load_profile, shipped
from pages.errors import Problem, ProfileError
from pages.origins import checked_address, origin_of
from pages.profile import Portal
from pages.terms import ApplicationStatus, Kind, Material, Meaning, Reason, RecordStatus, Rejection, Role, Verified
from pages.wording import exactly, says

SHIPPED = Path(__file__).parents[2] / "pages" / "portals" / "dialects" / "modern.toml"
PORTAL = shipped()


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(ProfileError) as caught:
        load_profile(path)
    assert caught.value.file == str(path)
    assert str(path) in str(caught.value)
    assert all(each.place and each.reason and each.cure for each in caught.value.problems)
    return caught.value.problems


def changed(folder: Path, old: str, new: str) -> Path:
    """Write the shipped profile with one passage changed."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = folder / "own.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
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
    [problem] = problems_of(changed(tmp_path, 'declaration = "我已阅读并知晓：备案注销后不可恢复"\n', ""))
    assert (problem.place, problem.cure) == (
        "key form.declaration",
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
    [problem] = problems_of(changed(tmp_path, r"'共\s*(\d+)\s*条'", f"'{pattern}'"))
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
    path.write_text(path.read_text(encoding="utf-8").replace("max_name = 100", "max_name = 0"), encoding="utf-8")
    assert {each.place for each in problems_of(path)} == {"key sign_in.landmark", "key files.max_name"}


def test_a_profile_that_is_not_there_is_named(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path / "none.toml")
    assert "No such file" in problem.reason


@pytest.mark.parametrize("content", [b"name = ", "name = '练习'".encode("gbk")], ids=["TOML", "GBK"])
def test_a_profile_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.toml").write_bytes(content)
    [problem] = problems_of(tmp_path / "own.toml")
    assert "mend the TOML" in problem.cure


# where it may be used


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8800", "http://localhost:8800", "https://[::1]:8800", "HTTP://LocalHost"]
)
def test_the_practice_profile_is_used_on_this_machine(address: str) -> None:
    assert PORTAL.at(address).address == address


@pytest.mark.parametrize(
    "address",
    [
        "https://beian.miit.gov.cn",
        "http://192.168.0.7:8800",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com:8800",
    ],
)
def test_the_practice_profile_is_used_nowhere_else(address: str) -> None:
    with pytest.raises(ProfileError, match="practice portal only") as caught:
        PORTAL.at(address)
    assert address in str(caught.value)
    assert "write a profile" in str(caught.value)


def test_another_profile_is_used_at_its_address() -> None:
    own = PORTAL.model_copy(update={"practice": False})
    assert own.at("https://gd.example.cn/icp/").origin == "https://gd.example.cn"


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:8800", "ftp://127.0.0.1", "file:///tmp/x", "http://", "http:///x", "http://[::1", "http://a:99999",
     "http://127.0.0.1:port"],
)  # fmt: skip
@pytest.mark.parametrize("practice", [True, False])
def test_no_web_address_is_refused(address: str, practice: bool) -> None:
    portal = PORTAL.model_copy(update={"practice": practice})
    with pytest.raises(ProfileError, match=re.escape(f"{address!r} is no web address")):
        portal.at(address)


def test_a_portal_at_another_address_has_another_origin_and_digest() -> None:
    assert (PORTAL.origin, len(PORTAL.digest)) == ("", 64)
    one, two = PORTAL.at("http://127.0.0.1:8800/"), PORTAL.at("http://127.0.0.1:8801")
    assert (one.address, one.origin, two.origin) == (
        "http://127.0.0.1:8800",
        "http://127.0.0.1:8800",
        "http://127.0.0.1:8801",
    )
    assert len({PORTAL.digest, one.digest, two.digest}) == 3
    assert one.digest == PORTAL.at("http://127.0.0.1:8800").digest
    assert one.at("http://127.0.0.1:8801").origin == two.origin


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("http://127.0.0.1:8800/a/b?c#d", "http://127.0.0.1:8800"),
        ("HTTPS://Example.CN:443/", "https://example.cn"),
        ("http://example.cn:80", "http://example.cn"),
        ("http://example.cn:443", "http://example.cn:443"),
        ("https://user:secret@example.cn", "https://example.cn"),
        ("http://[::1]:8800/", "http://[::1]:8800"),
        ("http://[0:0::1]:8800/", "http://[::1]:8800"),
        ("https://备案.中国/", "https://xn--srsw86a.xn--fiqs8s"),
        ("https://example.cn:0", "https://example.cn:0"),
    ],
)
def test_an_origin_is_scheme_host_and_port_alone(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        "https://portal.example.cn.",
        "https://pоrtal.example.cn",
        "https://portal.example.cn:8443",
        "http://portal.example.cn",
        "https://portal.example.cn.evil.cn",
        "https://portal.example.cn@evil.cn",
    ],
)
def test_what_looks_like_an_origin_is_another(address: str) -> None:
    assert origin_of(address) != origin_of("https://Portal.example.CN:443")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://portal.example.cn@evil.cn", "a user is named before the host evil.cn"),
        ("https://portal:secret@evil.cn", "a user is named before the host evil.cn"),
        ("http://127.0.0.1@example.com", "a user is named before the host example.com"),
        ("https://portal.example.cn\\@evil.cn", "user"),
        ("https://portal.example.cn\\.evil.cn", "no web address"),
        ("https://por\ttal.example.cn", "no web address"),
        ("https://portal%2eexample.cn", "no web address"),
        ("https://a..example.cn", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("data:text/html,x", "no web address"),
        ("javascript:alert(1)", "no web address"),
    ],
)
def test_an_address_that_two_would_read_differently_is_none(address: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        checked_address(address)
    assert "secret" not in str(raised.value)


PLAIN = 'plain_http = { by = "王敏", on = 2026-03-02 }\n'


def a_profile(folder: Path, text: str) -> Portal:
    """Read a profile of a portal that is no practice portal."""
    path = folder / "own.toml"
    path.write_text(f'extends = "practice/河南"\npractice = false\n{text}', encoding="utf-8")
    return load_profile(path)


@pytest.mark.parametrize(
    "where",
    [
        'address = "http://ha.example.cn"\n',
        'address = "https://ha.example.cn"\n[verification]\npage = "http://m.cn/sms"\n',
    ],
    ids=["the portal", "the page of the SMS check"],
)
def test_an_unencrypted_portal_is_refused_until_somebody_has_accepted_it(tmp_path: Path, where: str) -> None:
    with pytest.raises(ProfileError, match=r"is not encrypted.*accept it: plain_http = \{ by") as raised:
        a_profile(tmp_path, where)
    assert raised.value.problems[0].cure
    portal = a_profile(tmp_path, PLAIN + where)
    assert portal.plain_http is not None and portal.plain_http.by == "王敏"


@pytest.mark.parametrize(
    "given", ["true", '{ by = "王敏" }', '{ by = "", on = 2026-03-02 }', '{ by = "王敏", on = "ja" }']
)
def test_it_is_accepted_by_somebody_and_on_a_day(tmp_path: Path, given: str) -> None:
    with pytest.raises(ProfileError, match="plain_http"):
        a_profile(tmp_path, f'plain_http = {given}\naddress = "http://ha.example.cn"\n')


def test_an_encrypted_portal_takes_no_password_unencrypted(tmp_path: Path) -> None:
    portal = a_profile(
        tmp_path, 'address = "https://ha.example.cn"\norigins = ["https://ha.example.cn", "http://ha.example.cn"]\n'
    )
    assert portal.encrypted("https://ha.example.cn") and not portal.encrypted("http://ha.example.cn")
    assert portal.encrypted("http://127.0.0.1:8800"), "what stays on this machine need not be"


# what is said


CODES = [(code, meaning) for meaning, answer in PORTAL.answers.items() for code in answer.codes]
WORDINGS = [(words, meaning) for meaning, answer in PORTAL.answers.items() for words in answer.words]
OFFICE = json.loads((Path(mock_portal.__file__).parent / "site/modern/wording.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("code", "meaning"), CODES)
@pytest.mark.parametrize(
    "form", ["{} 原因", "[{}]原因", "【{}】原因", "（{}）原因", "({}) 原因", "{}：原因", " {}: 原因", "失败 [{}]"]
)
def test_every_code_of_the_table_has_its_meaning(code: str, meaning: Meaning, form: str) -> None:
    assert PORTAL.meaning_of(form.format(code)) is meaning


@pytest.mark.parametrize(("words", "meaning"), WORDINGS)
def test_every_wording_of_the_table_has_its_meaning(words: str, meaning: Meaning) -> None:
    assert PORTAL.meaning_of(words) is meaning
    assert PORTAL.meaning_of(f"提示：{words}，谢谢。") is meaning


@pytest.mark.parametrize(("code", "meaning"), [pair for pair in CODES if f"code.{pair[0]}" in OFFICE])
def test_a_code_with_the_offices_own_words_keeps_its_meaning(code: str, meaning: Meaning) -> None:
    assert PORTAL.meaning_of(f"{code} {OFFICE[f'code.{code}']}") is meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "系统开小差了",
        "提交",
        "成功",
        "[9999] 未知错误",
        "1016",
        "流水号10161027",
        "共1016条",
        "申请 1027",
        "10161 原因",
        "第 901 号",
    ],
)
def test_words_that_the_table_does_not_know_mean_nothing(text: str) -> None:
    assert PORTAL.meaning_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "提交成功，请重新登录",
        "重复提交：提交成功",
        "[1016] [1027]",
        "[1016] 重复提交",
        "15 秒后返回列表，提交成功",
        "提交成功（20 个附件）",
        "401 提交成功",
    ],
)
def test_two_meanings_in_one_text_mean_nothing(text: str) -> None:
    assert PORTAL.meaning_of(text) is None


def test_two_codes_or_wordings_of_one_meaning_agree() -> None:
    assert PORTAL.meaning_of("[1016] [5010]") is Meaning.NOT_ACCEPTED
    assert PORTAL.meaning_of("901 系统正在维护中，您的报备请求未被受理") is Meaning.LATER


def test_already_in_is_never_read_as_a_refusal() -> None:
    assert {PORTAL.meaning_of(f"[{code}] 冲突") for code in ("1027", "1030")} == {Meaning.ALREADY_IN}


@pytest.mark.parametrize(
    ("raw", "status"),
    [("正常", RecordStatus.NORMAL), (" 注销中\n", RecordStatus.CANCELLING), ("已注销", RecordStatus.CANCELLED)],
)
def test_a_records_words_are_mapped(raw: str, status: RecordStatus) -> None:
    assert PORTAL.record_status(raw) is status


@pytest.mark.parametrize(("status", "words"), PORTAL.applications.statuses.items())
def test_an_applications_words_are_mapped(status: ApplicationStatus, words: tuple[str, ...]) -> None:
    assert {PORTAL.application_status(f" {word} ") for word in words} == {status}


@pytest.mark.parametrize("raw", ["", "正", "正常的", "审核", "审核中了", "不正常"])
def test_a_word_that_only_resembles_is_not_mapped(raw: str) -> None:
    assert PORTAL.record_status(raw) is None
    assert PORTAL.application_status(raw) is None


def test_no_status_word_stands_twice_in_one_list() -> None:
    for words in (list(PORTAL.records.statuses.values()), list(PORTAL.applications.statuses.values())):
        flat = [word for several in words for word in several]
        assert len(flat) == len(set(flat))


def test_the_demanded_materials_depend_on_the_reason() -> None:
    always = (Material.LICENCE, Material.IDENTITY, Material.APPLICATION)
    assert PORTAL.materials_for(Reason.STOPPED) == always
    assert PORTAL.materials_for(Reason.DISSOLVED) == (*always, Material.DISSOLUTION)
    assert PORTAL.materials_for(Reason.DOMAIN_CHANGED) == (*always, Material.DOMAIN)


# what an opinion is about


@pytest.mark.parametrize(
    ("opinion", "about"),
    [
        ("材料不齐全：缺少营业执照副本", Rejection.MATERIALS),
        ("身份证扫描件不清晰，请重新上传", Rejection.MATERIALS),
        ("网站状态不符合要求", Rejection.SITE_STATUS),
        ("经核查网站仍可访问，请关闭后再提交", Rejection.SITE_STATUS),
        ("信息填写错误", Rejection.INFORMATION),
        ("主办单位名称与登记不一致", Rejection.INFORMATION),
        ("营业执照与登记信息不一致", Rejection.INFORMATION),
        ("注销原因不具体，请说明网站停止运营的具体原因", Rejection.INFORMATION),
        ("短信核验超时，申请已退回", Rejection.VERIFICATION),
        ("短信 核验超时，请补充证明材料", Rejection.VERIFICATION),
        ("短信核验超时，信息不真实", Rejection.VERIFICATION),
        ("附件模糊；名称不符", Rejection.OTHER),
        ("请联系管局", Rejection.OTHER),
        ("", Rejection.OTHER),
    ],
)
def test_an_opinion_tells_what_a_rejection_is_about(opinion: str, about: Rejection) -> None:
    assert PORTAL.rejection_of(opinion) is about


# the SMS check


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("您的短信核验完成,请等待其他核验人进行短信核验", Verified.WAIT_OTHERS),
        ("您的短信核验已全部完成，该请求将提交管局审核", Verified.DONE),
        ("您的短信核验失败，请输入正确的信息", Verified.WRONG),
        ("您的短信核验已完成,无需重复提交", Verified.ALREADY),
        ("重发次数已到上限", Verified.CAPPED),
        ("短信核验错误次数超过上限，申请已退回", Verified.RETURNED),
        ("短信核验超时, 申请 已退回", Verified.RETURNED),
        ("短信验证码已重新发送", Verified.SENT),
        ("您的短信核验失败，申请已退回", None),
        ("请求格式不正确", None),
        ("", None),
    ],
)
def test_an_answer_of_the_sms_check_means_one_thing_or_nothing(said: str, meaning: Verified | None) -> None:
    check = shipped("practice/河南").verification
    assert check is not None and check.meaning_of(said) is meaning


def test_full_width_marks_and_blanks_in_an_answer_do_not_matter() -> None:
    check = shipped("practice/河南").verification
    assert check is not None
    strict = check.model_copy(update={"answers": {Verified.WRONG: ("核验失败，请输入 正确的信息",)}})
    assert strict.meaning_of("您的短信核验失败,请输入正确的信息") is Verified.WRONG


def test_who_gets_a_code_depends_on_the_kind() -> None:
    check = shipped("practice/江西").verification
    assert check is not None and PORTAL.verification is None
    assert check.asks(Kind.SUBJECT) == (Role.SUBJECT, Role.SITE)
    assert check.asks(Kind.SITE) == (Role.SITE,)
    assert check.asks(Kind.ACCESS) == ()


def test_the_ministrys_page_is_below_the_address_or_elsewhere_and_may_be_reached(tmp_path: Path) -> None:
    below = shipped("practice/河南").at("http://127.0.0.1:8800")
    assert below.verification is not None and below.address is not None
    assert below.verification.address(below.address) == "http://127.0.0.1:8800/gov/verify.html"
    assert below.allowed_origins == ("http://127.0.0.1:8800",)
    own = tmp_path / "own.toml"
    page = 'practice = false\naddress = "https://ha.example.cn"\n[verification]\npage = "https://ministry.example.cn/sms"\n'
    own.write_text(f'extends = "practice/河南"\n{page}', encoding="utf-8")
    apart = load_profile(own)
    assert apart.verification is not None and apart.address is not None
    assert apart.verification.address(apart.address) == "https://ministry.example.cn/sms"
    assert apart.allowed_origins == ("https://ha.example.cn", "https://ministry.example.cn")


def test_an_application_that_waits_for_its_codes_is_open() -> None:
    assert PORTAL.application_status("待短信核验") is ApplicationStatus.VERIFYING
    assert {one for one in ApplicationStatus if one.open} == {
        ApplicationStatus.VERIFYING,
        ApplicationStatus.REVIEWING,
        ApplicationStatus.APPROVED,
    }


# matching a wording whole


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


def test_signs_in_a_wording_are_plain_text() -> None:
    assert exactly(("公司解散/注销",)).search("公司解散/注销")
    assert exactly(("40条/页 (最多)",)).search("40条/页 (最多)")
    assert not exactly(("a.c",)).search("abc")


def test_every_slash_is_escaped_for_javascript() -> None:
    assert not re.search(r"(?<!\\)/", exactly(("公司解散/注销", "a/b/c")).pattern)


def test_says_looks_for_a_wording_within_a_text() -> None:
    assert says(("维护", "异常"), "系统异常，请稍后")
    assert not says(("维护",), "系统异常")


def test_a_portal_is_a_value() -> None:
    assert shipped() == PORTAL
    with pytest.raises(ValueError, match="frozen"):
        setattr(PORTAL, "name", "else")  # noqa: B010
    assert isinstance(PORTAL, Portal)
