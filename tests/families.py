"""Cases for every province of the practice portal and for its licences, made from the office's own register."""

from datetime import date
from typing import Any

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import Account as OfficeAccount
from mock_portal.office.variants import families
from portalbot.cases.casefile import Account, Case

FAMILIES = {name: provinces[-1] for name, provinces in families().items() if name not in ("licence",)}
"""One province of each family; the standard one's is 四川."""
TEXT = "因公司业务调整，该网站已停止运营，不再提供服务"
PICTURES = {
    "营业执照副本": "materials/zhixing/identity.jpg",
    "法人身份证": "materials/zhixing/identity.jpg",
    "注销申请书": "materials/zhixing/identity.jpg",
}


def office_account(office: PracticeOffice, province: str) -> OfficeAccount:
    """Return the first account of a province that asks for no CAPTCHA."""
    return next(one for one in office.accounts(province) if not one.captcha)


def account_of(office: PracticeOffice, province: str) -> Account:
    """Return the case file's account for a province (广东 for the platform of the licences)."""
    name = office_account(office, province).name
    known = "广东" if province == "电信业务" else province
    return Account(name=key_of(name), display=name, province=known, user_name=name)


def key_of(name: str) -> str:
    """Return the name that a case file gives an account; those that sign in by number need another."""
    return name if name.isascii() else "by_number"


def a_case(office: PracticeOffice, province: str, **changes: Any) -> Case:
    """Return a case about the first site of a province's account."""
    account = office_account(office, province)
    subject = account.subjects[0]
    site = subject.sites[0]
    keeper = site.person
    client = {
        "name": subject.unit,
        "uscc": subject.uscc,
        "legal_person": subject.legal_person,
        "legal_person_last_six": subject.last_six,
    }
    person = {
        "role": "主体负责人",
        "name": subject.legal_person,
        "mobile": subject.mobile,
        "last_six": subject.last_six,
    }
    people = [person]
    if keeper:
        at_site = {"role": "网站负责人", "name": keeper.name, "mobile": keeper.mobile, "last_six": keeper.last_six}
        people.append(at_site)
    return Case.model_validate(
        {
            "id": f"F-{province}",
            "account": key_of(account.name),
            "client": client,
            "responsible": people,
            "kind": "注销网站",
            "number": f"{subject.number}-{site.suffix}",
            "site_name": site.name,
            "reason": {"category": "网站停止运营", "text": TEXT},
            "materials": PICTURES,
            "authorised": {"by": subject.legal_person, "on": date(2026, 2, 20)},
            **changes,
        }
    )


def licence_case(**changes: Any) -> Case:
    """Return a case about a licence of the platform's first account, whose site is closed."""
    return Case.model_validate(
        {
            "id": "L-1",
            "account": "zhixing_zx",
            "client": {
                "name": "深圳市知行网络科技有限公司",
                "uscc": "91440300708461136T",
                "legal_person": "陈知行",
                "legal_person_last_six": "01234X",
            },
            "responsible": [{"role": "主体负责人", "name": "陈知行", "mobile": "13800138000", "last_six": "01234X"}],
            "kind": "许可证",
            "number": "粤B2-20090191",
            "site_name": "知行商城",
            "licence": {
                "site": "网站已关闭",
                "since": date(2026, 1, 31),
                "business": "信息服务业务",
                "plan": "已提前三十日公告，用户数据已导出并删除，余额已退还",
            },
            "materials": {
                "营业执照副本": "materials/zhixing/licence.pdf",
                "法人身份证": "materials/zhixing/identity.jpg",
                "网站关闭证明": "materials/zhixing/application.pdf",
            },
            "authorised": {"by": "陈知行", "on": date(2026, 2, 20)},
            **changes,
        }
    )
