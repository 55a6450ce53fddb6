"""The register that every office starts with, all of it invented: seven accounts in five provinces, one in each other,
and two at the platform of the licences.

The agency's forty subjects and the other provinces' accounts are made by rule (`_agency`, `_elsewhere`), so that the
same names come out everywhere.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, partial

from mock_portal.office.register import PLATFORM, Account, Licence, Person, Province, Site, Subject, provinces
from mock_portal.office.terms import SiteState
from mock_portal.office.variants import variant_of

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_TRADES = ("贸易", "科技", "文化传播", "物流", "餐饮管理", "信息咨询", "电子", "服饰", "家居", "旅行社")
_SITES = ("商城", "资讯", "论坛")
_FAMILIES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_AGENCY_SITES = {101: 2, 102: 1, 103: 1, 104: 1, 105: 3, 106: 1, 107: 1, 108: 1, 109: 1, 110: 1}


def uscc_check_character(first_17: str) -> str:
    """Compute the last character of a 统一社会信用代码 (GB 32100-2015, modulo 31)."""
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(first_17))
    return _ALPHABET[-total % 31]


def organisation_check_character(first_8: str) -> str:
    """Compute the last character of an organisation code, places 9 to 17 of the former (GB 11714, modulo 11)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(first_8, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[-total % 11]


def _uscc(region: str, organisation: str) -> str:
    first_17 = f"91{region}{organisation}{organisation_check_character(organisation)}"
    return first_17 + uscc_check_character(first_17)


def _agency_subject(place: int) -> Subject:
    pair = _STEMS[place % 10] + _BRANCHES[place % 12]
    count = _AGENCY_SITES.get(101 + place, 1 + place % 3)
    first = date(2020, 1, 6) + timedelta(days=29 * place)
    return Subject(
        number=f"粤ICP备2020000{101 + place}号",
        unit=f"岭南{pair}{_TRADES[place % len(_TRADES)]}有限公司",
        uscc=_uscc("440106", f"{30412000 + 137 * place}"),
        legal_person=f"{_FAMILIES[place % len(_FAMILIES)]}{pair}",
        last_six=f"{1 + 5 * place % 28:02d}{(137 + 79 * place) % 1000:03d}{'X' if place % 7 == 3 else place % 10}",
        mobile=f"1351000{2001 + place}",
        sites=tuple(
            Site(str(nth + 1), f"{pair}{_SITES[nth]}", first + timedelta(days=211 * nth)) for nth in range(count)
        ),
    )


def _elsewhere(place: int, province: Province) -> Account:
    """Make a province's one account: a subject with two sites; its name is the bare number where that signs in.

    Where codes are sent to phones, the sites have a 网站负责人 of their own.
    """
    rules = variant_of(province.name).rules
    pair = _STEMS[place % 10] + _BRANCHES[(place + 5) % 12]
    first = date(2016, 4, 11) + timedelta(days=53 * place)
    subject = Subject(
        number=f"{province.short}ICP备{20170000 + 101 * (place + 1)}号",
        unit=f"{province.name}{pair}{_TRADES[(place + 3) % len(_TRADES)]}有限公司",
        uscc=_uscc(f"{110000 + 7 * place:06d}", f"{40520000 + 211 * place}"),
        legal_person=f"{_FAMILIES[(place + 7) % len(_FAMILIES)]}{pair}",
        last_six=f"{1 + 3 * place % 28:02d}{(211 + 37 * place) % 1000:03d}{'X' if place % 5 == 2 else place % 10}",
        mobile=f"1521000{3001 + place}",
        sites=(
            Site("1", f"{pair}在线", first, person=_keeper(place) if rules.sms else None),
            Site("2", f"{pair}社区", first + timedelta(days=97), person=_keeper(place) if rules.sms else None),
        ),
    )
    name = subject.number if rules.sign_in_by_number else province.slug
    return Account(province.name, name, f"{province.slug.capitalize()}-2026", (subject,))


def _keeper(place: int) -> Person:
    name = _FAMILIES[(place + 13) % len(_FAMILIES)] + _BRANCHES[place % 12] + _STEMS[place % 10]
    return Person(name, f"1591000{4001 + place}", f"{2 + 7 * place % 27:02d}{(307 + 41 * place) % 1000:03d}X")


def _agency() -> tuple[Subject, ...]:
    return tuple(_agency_subject(place) for place in range(40))


@cache
def accounts() -> tuple[Account, ...]:
    """Return the seeded accounts, the same objects each time."""
    named = (
        Account("广东", "zhixing", "Zhixing-2026", (_ZHIXING,)),
        Account("广东", "lingnan", "Lingnan-2026", _agency(), display_name="岭南企业服务有限公司"),
        Account("北京", "jinghua", "Jinghua-2026", (_JINGHUA, _JINGHUA_TRAVEL)),
        Account("浙江", "qiantang", "Qiantang-2026", (_QIANTANG,)),
        Account("四川", "jinjiang", "Jinjiang-2026", (_JINJIANG, _JINXIU)),
        Account("上海", "pujiang", "Pujiang-2026", (_PUJIANG,), captcha=True),
        Account("上海", "huangpu", "Huangpu-2026", (_HUANGPU,)),
    )
    others = [one for one in provinces() if one.name not in {account.province for account in named}]
    return named + tuple(_elsewhere(place, one) for place, one in enumerate(others)) + _platform_accounts()


def _platform_accounts() -> tuple[Account, ...]:
    zhixing, jinghua = (partial(_licence, one) for one in (_ZHIXING, _JINGHUA))
    return (
        Account(
            PLATFORM.name,
            "zhixing_zx",
            "ZhixingZX-2026",
            (),
            licences=(
                zhixing("粤B2-20090191", "知行商城", date(2009, 6, 15), SiteState.CLOSED),
                zhixing("粤B2-20150382", "知行资讯", date(2015, 4, 8), SiteState.MOVED),
                zhixing("粤B2-20190777", "知行直播", date(2019, 10, 21), SiteState.RUNNING),
            ),
        ),
        Account(
            PLATFORM.name,
            "jinghua_zx",
            "JinghuaZX-2026",
            (),
            licences=(
                jinghua("京ICP证030173号", "京华资讯", date(2003, 9, 1), SiteState.CLOSED),
                jinghua("B1-20231485", "京华云", date(2023, 7, 17), SiteState.CLOSED),
            ),
        ),
    )


def _licence(holder: Subject, number: str, site: str, issued_on: date, state: SiteState) -> Licence:
    return Licence(number, site, holder.unit, holder.uscc, holder.legal_person, issued_on, state)


_ZHIXING = Subject(
    "粤ICP备12345678号",
    "深圳市知行网络科技有限公司",
    "91440300708461136T",
    "陈知行",
    "01234X",
    "13800138000",
    (
        Site("1", "知行商城", date(2019, 3, 12)),
        Site("2", "知行论坛", date(2020, 7, 1)),
        Site("11", "知行图库", date(2021, 11, 30)),
    ),
)
_JINGHUA = Subject(
    "京ICP备09012345号",
    "北京京华数据服务有限公司",
    "91110000802100433B",
    "李京华",
    "22031X",
    "13900139000",
    (Site("1", "京华资讯", date(2012, 5, 20)),),
)
_JINGHUA_TRAVEL = Subject(
    "京ICP备09012399号",
    "北京京华文旅有限公司",
    "91110108MA01C2XT31",
    "王若兰",
    "150022",
    "13911112222",
    (Site("1", "京华旅行", date(2013, 9, 9)),),
)
_QIANTANG = Subject(
    "浙ICP备2021004567号",
    "杭州钱塘软件有限公司",
    "91330100799655058B",
    "沈钱塘",
    "080915",
    "13700137000",
    (Site("1", "钱塘在线", date(2021, 4, 1)), Site("2", "钱塘学堂", date(2021, 6, 18))),
)
_JINJIANG = Subject(
    "蜀ICP备18001234号",
    "成都锦江餐饮管理有限公司",
    "91510100MA61XK3N7G",
    "何锦江",
    "061122",
    "13600136000",
    (Site("1", "锦江美食", date(2018, 2, 14)),),
)
_JINXIU = Subject(
    "蜀ICP备18005678号",
    "成都锦绣文化传播有限公司",
    "91510104749732681W",
    "蒋锦绣",
    "270433",
    "13611112222",
    (Site("1", "锦绣川剧", date(2018, 8, 8)),),
)
_PUJIANG = Subject(
    "沪ICP备15006789号",
    "上海浦江信息咨询有限公司",
    "91310115MA1K4BEJ2R",
    "陆浦江",
    "091817",
    "13500135000",
    (Site("1", "浦江观察", date(2015, 10, 10)),),
)
_HUANGPU = Subject(
    "沪ICP备16007890号",
    "上海黄浦文化传播有限公司",
    _uscc("310101", "40530077"),
    "黄浦生",
    "120406",
    "13522223333",
    (Site("1", "黄浦书市", date(2016, 6, 1)), Site("2", "黄浦影讯", date(2017, 3, 9))),
)
