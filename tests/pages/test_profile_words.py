"""What a portal's words mean: answers, states, opinions, and what is said in an SMS check."""

import json
from pathlib import Path

import pytest

import mock_portal
from pages.catalogue import load_profile, shipped
from pages.terms import ApplicationStatus, Kind, Material, Meaning, Reason, RecordStatus, Rejection, Role, Verified

PORTAL = shipped()


# what is said


CODES = [(code, meaning) for meaning, answer in PORTAL.answers.items() for code in answer.codes]
WORDINGS = [(words, meaning) for meaning, answer in PORTAL.answers.items() for words in answer.words]
OFFICE = json.loads((Path(mock_portal.__file__).parent / "site/modern/wording.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("code", "meaning"), CODES)
@pytest.mark.parametrize(
    "form",
    [
        "{} 原因", "[{}]原因", "【{}】原因", "（{}）原因", "({}) 原因", "{}：原因", " {}: 原因", "失败 [{}]",
        "提交失败，错误代码：{}，请核对", "操作未成功（错误码 {}）", "code={}".replace("=", ":"), "办理失败。Code: {}",
    ],
)  # fmt: skip
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
        "错误代码：10161，请核对",
        "邮政编码 101600",
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
