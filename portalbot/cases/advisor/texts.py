"""Rules about the reason: vague words, no cause, and reasons that usually mean a 变更 (DOMAIN §1.1, step 5)."""

import re
from collections.abc import Iterator

from pages.terms import Reason
from portalbot.cases.advisor.advice import Advice
from portalbot.cases.casefile import Case

SHORT = 15
"""Characters below which a text can hardly name cause and state."""
VAGUE = re.compile(
    r"^(?:因|由于)?(?:现|目前|已经?|我(?:司|公司|单位|们)?|本(?:网站|站|公司|单位)|该|此|原)*(?:网站|备案|域名|网页|平台|它)*(?:已经?|现在?|目前|均|都)*"
    r"(?:不再?(?:使用|用|需要|要|想要|想用|打算使用)|无需使用|没用|没有用|停用|不用|作废|注销|取消|关闭)(?:了|啦)?"
    r"(?:[，,、]?(?:特?申请|要求|请|请求|请予以?|予以|现)*(?:注销|取消|作废|关闭)*(?:备案|网站)*)?[。.！!]*$"
)
CAUSE = re.compile(
    r"因|由于|鉴于|为了|业务|调整|转型|转让|出售|合并|收购|解散|破产|停业|歇业|到期|搬迁|迁移|迁至|升级|改版|合同|法人|主体|错误|有误|重复|更换|变更|"
    r"终止|结束|完成|停产|倒闭|关停|店铺|门店|项目|活动|品牌|重新备案|启用|重组"
)


def about_reason(case: Case) -> Iterator[Advice]:
    """Advise on the text and the category of a reason."""
    if case.reason is None:
        return
    text = re.sub(r"\s+", "", case.reason.text)
    if VAGUE.match(text) or ("网站不再使用" in text and len(text) < SHORT):
        yield Advice.of("reason-vague", case.id, "reason.text", text=case.reason.text)
    else:
        if not CAUSE.search(text):
            yield Advice.of("reason-cause", case.id, "reason.text")
        if len(text) < SHORT:
            yield Advice.of("reason-short", case.id, "reason.text", count=len(text))
    if case.reason.category is Reason.WRONG_INFORMATION:
        yield Advice.of("reason-mistake", case.id, "reason.category")
    if case.reason.category is Reason.DOMAIN_CHANGED:
        yield Advice.of("reason-domain", case.id, "reason.category")
