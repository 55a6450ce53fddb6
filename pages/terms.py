"""The field's words, shared by every room: kinds, reasons, materials, steps, numbers.

The Chinese values are the terms of the case file (DOMAIN §1–§5). What a particular portal
*calls* them stands in its profile, never here.
"""

import re
import unicodedata
from enum import StrEnum

PROVINCES: dict[str, str] = {
    "北京": "京", "天津": "津", "河北": "冀", "山西": "晋", "内蒙古": "蒙", "辽宁": "辽", "吉林": "吉", "黑龙江": "黑",
    "上海": "沪", "江苏": "苏", "浙江": "浙", "安徽": "皖", "福建": "闽", "江西": "赣", "山东": "鲁", "河南": "豫",
    "湖北": "鄂", "湖南": "湘", "广东": "粤", "广西": "桂", "海南": "琼", "重庆": "渝", "四川": "蜀", "贵州": "黔",
    "云南": "滇", "西藏": "藏", "陕西": "陕", "甘肃": "陇", "青海": "青", "宁夏": "宁", "新疆": "新",
}  # fmt: skip
"""Province → the character that begins its numbers (DOMAIN §5)."""

REGIONS: dict[str, str] = {
    "华北": "北京 天津 河北 山西 内蒙古", "东北": "辽宁 吉林 黑龙江", "华东": "上海 江苏 浙江 安徽 福建 江西 山东",
    "华中": "河南 湖北 湖南", "华南": "广东 广西 海南", "西南": "重庆 四川 贵州 云南 西藏",
    "西北": "陕西 甘肃 青海 宁夏 新疆",
}  # fmt: skip
"""The regions in which portals group the provinces: the first digit of GB/T 2260, its 中南 in two (PORTALS §2)."""


def region_of(province: str) -> str:
    """Return the region of a province; empty for one that is none."""
    return next((region for region, names in REGIONS.items() if province in names.split()), "")


SLIPS = {"川": "蜀", "贵": "黔", "云": "滇", "甘": "陇"}
"""Characters often written for the right one (DOMAIN §4)."""

_ISSUED_IN = "".join(PROVINCES.values()) + "川"
_SERVICES = r"[AB][12](?:\.[AB][12])*"
_BY_LICENCE = rf"(?:[{_ISSUED_IN}]ICP证\d{{6,8}}号|(?:[{_ISSUED_IN}]|合字)?{_SERVICES}-\d{{8}})"
LICENCE_NUMBER = re.compile(
    rf"^(?:[{_ISSUED_IN}]ICP证\d{{6,8}}号|(?:[{_ISSUED_IN}]|合字)?{_SERVICES}-\d{{8}}(?:-\d{{1,3}})?)$", re.ASCII
)
"""An ICP licence's number (DOMAIN §4): 京ICP证030173号, 粤B2-20090191, B1-20231485, A2.B1.B2-20090003 (several
services); licences do write 川 for 四川."""

CASE_FIELDS = (
    "id", "number", "site_name", "client.name", "client.uscc", "client.legal_person", "client.legal_person_last_six",
    "responsible.name", "responsible.mobile", "responsible.last_six", "reason.text", "authorised.by", "authorised.on",
)  # fmt: skip
"""The fields of a case that a profile may name by themselves; of several responsible persons the first."""

MARK = r"ICP[备证]|[AB][12]-\d{8}"
"""What every 备案号 has in it, as a pattern that browsers read too."""

_FILED = rf"[{''.join(PROVINCES.values())}]ICP备(?:\d{{8}}|\d{{10}})号"
NUMBER = re.compile(rf"^(?:{_FILED}|{_BY_LICENCE})(?:-[1-9]\d{{0,3}}[AXK]?)?$", re.ASCII)
"""A 备案号: of a subject, or with a suffix of one of its sites. Who holds a licence has its number in place of ICP备:
粤ICP备12345678号-1, 京ICP证030173号-1, 粤B2-20090059-5. Bare, that is the licence's number too: the kind tells."""

_BARE = re.compile(rf"{_FILED}|{_BY_LICENCE}", re.ASCII)


class Kind(StrEnum):
    """What a 注销备案 ends (DOMAIN §1.3)."""

    SUBJECT = "注销主体"
    SITE = "注销网站"
    ACCESS = "取消接入"
    LICENCE = "许可证"


class Reason(StrEnum):
    """The category of the reason (DOMAIN §1.1, step 5)."""

    STOPPED = "网站停止运营"
    DOMAIN_CHANGED = "域名变更"
    WRONG_INFORMATION = "备案信息错误"
    DISSOLVED = "公司解散/注销"
    OTHER = "其他"


class SiteState(StrEnum):
    """What has become of a licence's site (DOMAIN §1.2)."""

    CLOSED = "网站已关闭"
    MOVED = "网站已迁移"


class Material(StrEnum):
    """A document to upload (DOMAIN §1.1, step 6; §1.2)."""

    LICENCE = "营业执照副本"
    IDENTITY = "法人身份证"
    APPLICATION = "注销申请书"
    DISSOLUTION = "公司注销证明"
    DOMAIN = "新域名注册证书"
    CLOSURE = "网站关闭通知"
    CLOSED = "网站关闭证明"
    MOVED = "网站迁移证明"
    RESOLUTION = "股东会决议"


class Role(StrEnum):
    """Who answers for the filing at the office (DOMAIN §1.3)."""

    SUBJECT = "主体负责人"
    SITE = "网站负责人"


class Step(StrEnum):
    """One list of steps for faults, events, evidence and drift."""

    SELECT = "select"
    SIGN_IN = "sign_in"
    LIST = "list"
    DIALOG = "dialog"
    FORM = "form"
    UPLOAD = "upload"
    SUBMIT = "submit"
    RECEIPT = "receipt"
    APPLICATIONS = "applications"
    VERIFY = "verify"


class RecordStatus(StrEnum):
    """A record's status, whatever words the portal has for it."""

    NORMAL = "normal"
    CHANGING = "changing"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


class ApplicationStatus(StrEnum):
    """An application's status, whatever words the portal has for it (DOMAIN §2)."""

    VERIFYING = "verifying"
    REVIEWING = "reviewing"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """Say whether the application still stands: waiting for the SMS check, in review, or accepted for good."""
        return self in (ApplicationStatus.VERIFYING, ApplicationStatus.REVIEWING, ApplicationStatus.APPROVED)


class Meaning(StrEnum):
    """What an answer to 提交 means for the filing."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    LATER = "later"
    ALREADY_IN = "already_in"
    SIGN_IN_AGAIN = "sign_in_again"


class Rejection(StrEnum):
    """What a rejection is about (DOMAIN §1.2): what has to be mended before the application is filed again."""

    MATERIALS = "materials"
    SITE_STATUS = "site_status"
    INFORMATION = "information"
    VERIFICATION = "verification"
    OTHER = "other"


class Verified(StrEnum):
    """What an answer on the page of the SMS check means (DOMAIN §2).

    `CAPPED`: no further code is sent. `RETURNED`: the application went back. `SENT`: a new code is on its way.
    """

    DONE = "done"
    WAIT_OTHERS = "wait_others"
    WRONG = "wrong"
    ALREADY = "already"
    CAPPED = "capped"
    RETURNED = "returned"
    SENT = "sent"


def normalise_number(text: str) -> str:
    """Return a 备案号 or a licence's number in its one written form: NFKC, no spaces, capitals, plain hyphen."""
    plain = unicodedata.normalize("NFKC", text)
    plain = unicodedata.normalize("NFKC", re.sub(r"\s+", "", plain))
    plain = re.sub(r"[‐‑‒–—―−﹣]", "-", plain)
    plain = re.sub(r"icp|(?<![a-z])[ab](?=[12][.-])", lambda found: found[0].upper(), plain, flags=re.IGNORECASE)
    plain = re.sub(r"([AB][12]-\d{8})号", r"\1", plain, flags=re.ASCII)
    return re.sub(r"(?<=\d)-(\d{1,4})([axk])$|(?<=号)-(\d{1,4})([axk])$", lambda found: found[0].upper(), plain)


def subject_of(number: str) -> str:
    """Return the bare number of the 主体 to which a normalised number belongs; what is none stands for itself."""
    found = _BARE.match(number)
    if found and number[found.end() :][:1] in ("", "-"):
        return found[0]
    return number.split("号", 1)[0] + "号" if "ICP备" in number else number


def issued_in(number: str) -> str | None:
    """Return the province that a normalised number begins with; one of the ministry (B1-…, 合字…) has none."""
    short = "蜀" if number[:1] == "川" else number[:1]  # licences write 川
    return next((name for name, each in PROVINCES.items() if each == short), None)


def is_site_number(number: str) -> bool:
    """Say whether a normalised number names one site (it has a suffix)."""
    return "号-" in number or (subject_of(number) != number and "-" in number[len(subject_of(number)) :])
