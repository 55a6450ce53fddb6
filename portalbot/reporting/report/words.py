"""What a report calls things, in Chinese and in English: one table of states, one of steps."""

from dataclasses import dataclass

from pages.terms import Step
from portalbot.rules.states import State


@dataclass(frozen=True)
class Said:
    """One thing in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class StateWords:
    """A state's name, its colour, what it says of the review (审核结果), and who has to do what."""

    name: Said
    tone: str
    result: str = ""
    todo: Said = Said("", "")


_FILE_AGAIN = Said("按驳回原因更正材料后重新提交", "correct it as the reason says, and file it anew")

STATES: dict[State, StateWords] = {
    State.READY: StateWords(Said("待提交", "ready to file"), "idle"),
    State.HELD: StateWords(Said("排队中", "held"), "wait"),
    State.WAITING: StateWords(
        Said("等待人工", "waiting for a person"),
        "bad",
        todo=Said("看说明，处理后再次运行 submit", "read the message, mend it, run submit again"),
    ),
    State.BLOCKED: StateWords(
        Said("重复登记", "blocked"),
        "bad",
        todo=Said("同一备案已由另一编号办理，删去重复的一行", "the same record has another id: remove the double"),
    ),
    State.REFUSED: StateWords(
        Said("门户未受理", "refused"),
        "bad",
        result="未受理",
        todo=Said("按门户的说明更正案件内容，再次运行 submit", "correct the case as the portal says, run submit again"),
    ),
    State.FAILED: StateWords(
        Said("技术失败", "failed"),
        "bad",
        todo=Said("未发出任何内容，再次运行 submit", "nothing was sent: run submit again"),
    ),
    State.WITHDRAWN: StateWords(Said("已撤回", "withdrawn"), "idle"),
    State.INTENT: StateWords(
        Said("正在提交", "being filed"),
        "wait",
        todo=Said("可能已提交，不要手工再报，先运行 reconcile", "perhaps sent: do not file by hand, run reconcile"),
    ),
    State.UNKNOWN: StateWords(
        Said("待核实", "unknown"),
        "bad",
        todo=Said(
            "已点击提交但没有确切回执，不要手工再报；稍后 reconcile，仍不明则询问管局后 settle",
            "clicked without a certain answer: do not file by hand; reconcile later, else ask the office, then settle",
        ),
    ),
    State.SUBMITTED: StateWords(Said("已提交", "submitted"), "going", result="审核中"),
    State.VERIFYING: StateWords(Said("待短信核验", "SMS check"), "going", result="待短信核验"),
    State.REVIEWING: StateWords(Said("审核中", "in review"), "going", result="审核中"),
    State.APPROVED: StateWords(Said("审核通过", "approved"), "good", result="审核通过"),
    State.CANCELLED: StateWords(Said("已注销", "cancelled"), "good", result="已注销"),
    State.REJECTED: StateWords(Said("审核不通过", "rejected"), "bad", result="审核不通过", todo=_FILE_AGAIN),
    State.RETURNED: StateWords(Said("已退回", "returned"), "bad", result="已退回", todo=_FILE_AGAIN),
}
"""Every state of `portalbot.rules.states`; the only place where a report's words for them stand."""

STEPS: dict[str, Said] = {
    Step.SELECT: Said("选择省份", "province"),
    Step.SIGN_IN: Said("登录", "sign-in"),
    Step.LIST: Said("备案列表", "list of records"),
    Step.DIALOG: Said("注销确认", "confirmation"),
    Step.FORM: Said("填写表单", "form"),
    Step.UPLOAD: Said("上传材料", "upload"),
    Step.SUBMIT: Said("提交", "submit"),
    Step.RECEIPT: Said("回执", "receipt"),
    Step.APPLICATIONS: Said("我的申请", "applications"),
    "error": Said("出错时的页面", "the page that an error left"),
    "settle": Said("人工处理", "settled by a person"),
    "closeout": Said("收尾", "close-out"),
}

REHEARSAL = Said("演练", "rehearsal")
"""Written before the state of a case of the practice portal: it is no filing."""


def state_of(word: str) -> State | None:
    """Return the state that a word names, ours or the report's in either language; None for a word unknown."""
    for state, words in STATES.items():
        if word in (state.value, words.name.zh, words.name.en):
            return state
    return None
