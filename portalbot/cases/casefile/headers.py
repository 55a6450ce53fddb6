"""The columns of a case file kept as a table: the one home of the headers of CSV and Excel.

The headers are the ones agencies know from the portals' own forms. What may be chosen comes from `pages.terms`; what
each column is for is said here, for the template and its comments.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from pages.terms import PROVINCES, Kind, Material, Reason, Role, SiteState


class Form(Enum):
    """How a cell is taken: TEXT stripped only; LABEL in NFKC too; CODE also without spaces, and never guessed; DATE.

    ANY: text, or a date as a spreadsheet keeps it.
    """

    TEXT = "text"
    LABEL = "label"
    CODE = "code"
    DATE = "date"
    ANY = "any"


@dataclass(frozen=True)
class Column:
    """One column: its header, the field it fills, and what to write there (in Chinese, for the agency).

    `digits`: so many digits a CODE has where a cell that is a number can be taken for it without loss.
    """

    header: str
    target: str
    what: str
    form: Form = Form.TEXT
    choices: tuple[str, ...] = ()
    digits: int = 0
    when: str = ""

    @property
    def lines(self) -> bool:
        """Say whether a text of several lines may stand there."""
        return self.target in SEVERAL_LINES


ALWAYS = "必填"
WEBSITE = "备案案件必填"
LICENCE = "许可证案件必填"
SITE = "除注销主体外必填"
RESPONSIBLE = "必填（每行一位）"
REASONED = "按注销原因填写"
OPTIONAL = "选填"
BY_REASON = "按门户和注销原因的要求填写"


SEVERAL_LINES = frozenset({"reason.text", "licence.plan"})
"""The fields for which portals have room of several lines; everything else is one line of a form."""


def _choices(of: type[Kind] | type[Reason] | type[Role] | type[SiteState]) -> tuple[str, ...]:
    return tuple(each.value for each in of)


CASE_COLUMNS = (
    Column("编号", "id", "自定，不重复，不超过64个字符，不含空格；一个编号永远属于同一条备案", Form.LABEL, when=ALWAYS),
    Column("账号", "account", "账号工作表中的账号（小写字母、数字、单个下划线）", Form.LABEL, when=ALWAYS),
    Column("省份", "province", "选填；须与账号工作表中的省份一致", Form.LABEL, tuple(PROVINCES), when=OPTIONAL),
    Column("类型", "kind", "注销主体：整个备案；注销网站、取消接入：一个网站；许可证：ICP证", Form.LABEL,
           _choices(Kind), when=ALWAYS),
    Column("备案号", "number", "注销主体如 粤ICP备12345678号；注销网站、取消接入如 粤ICP备12345678号-1，"
           "持证主体的网站如 粤B2-20090059-5", Form.CODE, when=WEBSITE),
    Column("许可证号", "licence_number", "许可证案件代替备案号填写，如 粤B2-20090191 或 京ICP证030173号", Form.CODE,
           when=LICENCE),
    Column("网站名称", "site_name", "与门户显示的名称完全一致", when=SITE),
    Column("网站域名", "domain", "选填，用于查看网站是否仍可访问，如 www.example.cn", Form.LABEL, when=OPTIONAL),
    Column("网站数量", "sites", "注销主体时，预计一并注销的网站数量", Form.LABEL, when=OPTIONAL),
    Column("主办单位名称", "client.name", "备案主体全称", when=ALWAYS),
    Column("统一社会信用代码", "client.uscc", "18位，文本格式", Form.CODE, when=ALWAYS),
    Column("法定代表人", "client.legal_person", "姓名", when=ALWAYS),
    Column("法定代表人证件后六位", "client.legal_person_last_six", "身份证号码后六位，末位可为X，文本格式", Form.CODE,
           digits=6, when=ALWAYS),
    Column("负责人类型", "responsible.0.role", "留空即主体负责人", Form.LABEL, _choices(Role), when=OPTIONAL),
    Column("负责人", "responsible.0.name", "接收短信核验的人", when=RESPONSIBLE),
    Column("手机号", "responsible.0.mobile", "11位，文本格式", Form.CODE, digits=11, when=RESPONSIBLE),
    Column("证件后六位", "responsible.0.last_six", "负责人身份证号码后六位，文本格式", Form.CODE, digits=6,
           when=RESPONSIBLE),
    Column("注销原因", "reason.category", "从列表中选择", Form.LABEL, _choices(Reason), when=WEBSITE),
    Column("原因说明", "reason.text", "10至200字，如：因公司业务调整，该网站已停止运营，不再提供服务", when=WEBSITE),
    Column("新域名", "reason.new_domain", "域名变更时填写，如 www.example.cn 或 例子.中国，不带 http://", Form.LABEL,
           when=REASONED),
    Column("错误内容", "reason.wrong", "备案信息错误时填写：现在哪里有误", when=REASONED),
    Column("正确内容", "reason.right", "备案信息错误时填写：正确的是什么", when=REASONED),
    *(Column(each.value, f"materials.{each.value}", "文件路径，相对于本文件所在文件夹，如 materials/a.pdf",
             when=BY_REASON)
      for each in Material),
    Column("网站状态", "licence.site", "许可证案件：网站现状", Form.LABEL, _choices(SiteState), when=LICENCE),
    Column("关闭日期", "licence.since", "许可证案件：关闭或迁移日期，如 2026-01-31", Form.DATE, when=LICENCE),
    Column("终止业务", "licence.business", "许可证案件：终止的业务种类，如 信息服务业务", when=LICENCE),
    Column("用户善后方案", "licence.plan", "许可证案件：10至200字", when=LICENCE),
    Column("授权人", "authorised.by", "书面授权本次注销的人", when=ALWAYS),
    Column("授权日期", "authorised.on", "书面授权的日期，如 2026-02-20，不能晚于今天", Form.DATE, when=ALWAYS),
)  # fmt: skip

ACCOUNT_COLUMNS = (
    Column("账号", "name", "本文件内的名字：小写字母、数字、单个下划线", Form.LABEL, when=ALWAYS),
    Column("显示名", "display", "给人看的名字；留空即用户名", when=OPTIONAL),
    Column("省份", "province", "门户所在省份", Form.LABEL, tuple(PROVINCES), when=ALWAYS),
    Column("用户名", "user_name", "登录门户的用户名；密码绝不写在这里", when=ALWAYS),
)

ALIASES = {
    "营业执照": "营业执照副本",
    "法定代表人身份证": "法人身份证",
    "ICP备案号": "备案号",
    "ICP许可证号": "许可证号",
    "手机号码": "手机号",
}
"""Other headers that can mean one column only, and are taken for it."""

HINTS = {"其他材料": f"give each material a column of its own: {'、'.join(Material)}"}
"""Headers that no column answers to: what to do instead."""

RESULTS = ("状态", "流水号", "提交时间", "审核结果", "驳回原因", "最后更新", "说明", "收尾", "证据")
"""The columns that `report` writes, into an agency's own workbook too: passed over."""

NEEDED_CASE = ("编号", "账号", "类型", "备案号")
NEEDED_ACCOUNT = ("账号", "省份", "用户名")
DEFAULTS = {"负责人类型": Role.SUBJECT.value}
EXAMPLE = "示例"
"""A row whose 编号 or 账号 begins so is the template's example, and is never read as a case or an account."""

NAMES = {
    **{each.target: each.header for each in (*ACCOUNT_COLUMNS, *CASE_COLUMNS)},
    "client": "主办单位名称",
    "responsible": "负责人",
    "reason": "注销原因",
    "reason.wrong/right": "错误内容/正确内容",
    "licence": "网站状态",
    "authorised": "授权人",
}
"""The tables' own words for our fields."""


ADDED = "附加:"
"""Begins the header of a column for what only some portal asks for; what follows is its name in the profile."""


def added(header: str) -> Column | None:
    """Return the column of a header like 附加:关停日期; None for any other."""
    name = header.removeprefix(ADDED)
    if name == header or not name:
        return None
    return Column(header, f"extra.{name}", "个别门户另外要求填写的内容", Form.ANY, when=OPTIONAL)


def plain(text: str) -> str:
    """Return a header, or the name of a sheet, as it is compared: NFKC, without spaces and marks of being required."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip("*:")
