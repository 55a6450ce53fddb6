"""Keeping what stood there after the click: the words, the page, its picture, its print.

A portal that answers in a window of the browser's own (`alert`) shows no receipt on its page: the form stands there
still, without a serial. It is kept as what it is, the page after the click, and the receipt is made of the words.
"""

from html import escape

from loguru import logger

from pages.errors import PortalError
from pages.readings import Answer
from pages.submission import SubmissionPage
from pages.terms import Step
from portalbot.filing.sitting import Sitting
from portalbot.rules.local_time import local


def keep_receipt(sitting: Sitting, case_id: str, form: SubmissionPage, answer: Answer) -> None:
    """Keep what the portal answered to the click of a case; that something cannot be kept stops nothing."""
    tools = sitting.tools
    tools.progress(sitting.who.account, case_id, Step.RECEIPT)
    try:
        tools.evidence.keep(case_id, "receipt.txt", answer.words.encode())
        spoken = answer.receipt and not form.shows_receipt()
        html = _of_words(sitting, answer.words) if spoken else form.snapshot()
        tools.evidence.keep(case_id, "receipt.html", html.encode())
        sitting.keep(form, Step.SUBMIT if spoken else Step.RECEIPT, case_id, uncovered=answer.receipt)
        if tools.print_pdf:
            tools.evidence.keep(case_id, "receipt.pdf", tools.print_pdf(html))
    except PortalError as error:
        logger.warning("the receipt's picture could not be kept: {}", error)
    except OSError as error:  # a full disk: what was clicked is concluded all the same, where the ledger has room left
        tools.troubles[case_id] = f"the receipt could not be kept: {error.filename or 'a file'}: {error.strerror}"
        logger.warning("{}", tools.troubles[case_id])


def _of_words(sitting: Sitting, words: str) -> str:
    rows = {"门户 portal": sitting.portal.origin, "时间 read at": local(sitting.ledger.now())}
    told = "".join(f"<p>{name}：{escape(value)}</p>" for name, value in rows.items())
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"></head><body style="font:14px/1.7 sans-serif">'
        "<h1>门户的答复</h1><p>门户以浏览器弹窗答复，弹窗不能截图；以下是弹窗原文。<br>"
        "The portal answered in a window of the browser, of which no picture can be taken; these are its words.</p>"
        f'<pre style="font:18px/1.7 sans-serif;white-space:pre-wrap">{escape(words)}</pre>{told}</body></html>'
    )
