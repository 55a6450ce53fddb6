"""The office's own terms: what its truth is written in, whatever words a portal's pages use for them.

The pages' words are data (`words.py`); these are the names under which tests and the control API read the truth.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from enum import StrEnum

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one offset and no summer time since 1991, so the practice portal needs no time zone database."""

START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
"""Where the office's clock begins: a Monday morning."""


class Kind(StrEnum):
    """Name what is to be cancelled."""

    SUBJECT = "注销主体"
    SITE = "注销网站"
    ACCESS = "取消接入"
    LICENCE = "许可证"


WEBSITE_KINDS = (Kind.SUBJECT, Kind.SITE, Kind.ACCESS)
"""What a province's portal cancels; licences are the platform's alone."""


class Category(StrEnum):
    """Name the reason's category."""

    STOPPED = "网站停止运营"
    DOMAIN = "域名变更"
    MISTAKE = "备案信息错误"
    DISSOLVED = "公司解散/注销"
    OTHER = "其他"


class SiteState(StrEnum):
    """Say what is true of a licensed website, or what is declared of it."""

    RUNNING = "网站运行中"
    CLOSED = "网站已关闭"
    MOVED = "网站已迁移"


class Role(StrEnum):
    """Say for what a person answers at the office."""

    SUBJECT = "主体负责人"
    SITE = "网站负责人"


class Material(StrEnum):
    """Name a proof that is handed in with an application."""

    LICENCE = "营业执照副本"
    IDENTITY = "法人身份证"
    REQUEST = "注销申请书"
    DISSOLUTION = "公司注销证明"
    DOMAIN = "新域名注册证书"
    CLOSURE = "网站关闭通知"


class Paper(StrEnum):
    """Name a proof that is handed in to cancel a licence."""

    BUSINESS = "营业执照"
    IDENTITY = "法定代表人身份证"
    CLOSURE = "网站关闭证明"
    MOVE = "网站迁移证明"
    RESOLUTION = "股东会决议"


class Status(StrEnum):
    """Say how far the review of an application is: of a website's the first five, of a licence's the others."""

    VERIFYING = "待短信核验"
    REVIEWING = "审核中"
    APPROVED = "审核通过"
    REJECTED = "审核不通过"
    RETURNED = "退回"

    SUBMITTED = "已提交"
    ACCEPTED = "受理"
    EXAMINING = "审查"
    GRANTED = "准予"
    DENIED = "不予"
    CORRECTION = "退回补正"


def endings_of(kind: Kind) -> tuple[Status, Status, Status]:
    """Return how a review may end: the good end, the bad one, and being sent back."""
    if kind is Kind.LICENCE:
        return Status.GRANTED, Status.DENIED, Status.CORRECTION
    return Status.APPROVED, Status.REJECTED, Status.RETURNED


class Standing(StrEnum):
    """Say how a record stands in the list."""

    NORMAL = "正常"
    CHANGING = "变更办理中"
    CANCELLING = "注销中"
    CANCELLED = "已注销"


BASE_MATERIALS = (Material.LICENCE, Material.IDENTITY, Material.REQUEST)
MATERIALS_BY_CATEGORY = {Category.DISSOLVED: (Material.DISSOLUTION,), Category.DOMAIN: (Material.DOMAIN,)}
BASE_PAPERS = (Paper.BUSINESS, Paper.IDENTITY)
PAPERS_BY_STATE = {SiteState.CLOSED: (Paper.CLOSURE,), SiteState.MOVED: (Paper.MOVE,)}
EXTRA_FIELDS = {"email": "联系邮箱"}
"""What a portal may ask for besides the reason, by its name in a request: the office's own name for it."""

FIELDS_BY_CATEGORY = {Category.DOMAIN: ("new_domain",), Category.MISTAKE: ("wrong", "right")}

_NUMBER = re.compile(r"(.+号|.*[AB]\d-\d{8})(?:-.+)?", re.ASCII)
"""Who holds a licence has its number in place of a 备案号: 京ICP证030173号-1, 粤B2-20090059-5."""


def subject_of(number: str) -> str:
    """Return the bare number of the subject that a number belongs to (the number itself if it is bare)."""
    found = _NUMBER.fullmatch(number)
    return found[1] if found else number


def is_bare(number: str) -> bool:
    """Tell whether a number stands for a whole subject."""
    return subject_of(number) == number


def needed_materials(category: Category | None) -> tuple[Material, ...]:
    """Return the materials that must be handed in for a reason's category."""
    return BASE_MATERIALS + (MATERIALS_BY_CATEGORY.get(category, ()) if category else ())
