"""What lies over a page: passing messages, masks, notices that stay. Never what a picture is kept for.

A toast of the last upload stands for 3 s (DOMAIN §3), so over the serial that comes within them; to wait for its end
would cost each case those 3 s, and a receipt that leaves after 5 s. So a picture is taken without what lies over what
it is for: found by where things are drawn, whatever the kit calls them. Nothing else is left out; and in the page that
is kept beside the picture it stands under the rest instead of over it, to be read there.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Locator

from pages.errors import PortalError
from pages.failures import translated

MARK = "data-portalbot-over"
ASIDE = f"[{MARK}], [{MARK}] * {{ visibility: hidden !important; }}"
"""A style for a picture without what is marked as lying over it."""

_MARK_OVER = """(targets, mark) => {
    const most = 400, near = 4, found = new Set();
    const paints = element => {
        if (/^(img|svg|canvas|video|iframe|object|embed)$/i.test(element.tagName)) return true;
        const style = element.ownerDocument.defaultView.getComputedStyle(element);
        return !/^rgba\\(.*, 0\\)$|^transparent$/.test(style.backgroundColor) || /gradient/.test(style.backgroundImage);
    };
    const boxes = target => {
        const document = target.ownerDocument, range = document.createRange(), made = [];
        const words = document.createTreeWalker(target, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        for (let node = target; node && made.length < most; node = words.nextNode()) {
            if (/^(INPUT|TEXTAREA|SELECT|IMG)$/.test(node.tagName)) made.push(...node.getClientRects());
            if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
            range.selectNodeContents(node);
            made.push(...range.getClientRects());
        }
        return made.filter(box => box.width && box.height);
    };
    const above = (targets, target, x, y) => {
        const over = [];
        for (const element of target.ownerDocument.elementsFromPoint(x, y)) {
            if (target.contains(element)) { over.forEach(each => found.add(each)); return; }
            if (element.contains(target)) return;  // it is not drawn here: scrolled away, cut off
            const part = targets.some(each => element.contains(each) || each.contains(element));
            if (part || !paints(element)) continue;
            let whole = element;
            while (!targets.some(each => whole.parentElement.contains(each))) whole = whole.parentElement;
            over.push(whole);
        }
    };
    const documents = [];
    for (let window = targets[0]?.ownerDocument.defaultView; window; window = window.frameElement && window.parent)
        documents.push(window.document);
    const solid = documents.map(document => {
        const sheet = new document.defaultView.CSSStyleSheet();
        sheet.replaceSync('* { pointer-events: auto !important; }');
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        return () => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(each => each !== sheet); };
    });
    for (const target of targets) for (const box of boxes(target))
        for (const left of [box.left + near, box.left + box.width / 2, box.right - near])
        for (const top of [box.top + 1, box.top + box.height / 2, box.bottom - 1]) {
            let x = left, y = top, inside = targets, one = target;
            while (one) {
                above(inside, one, x, y);
                const frame = one.ownerDocument.defaultView.frameElement;
                if (frame) {
                    const edge = frame.getBoundingClientRect();
                    x += edge.left + frame.clientLeft;
                    y += edge.top + frame.clientTop;
                }
                one = frame;
                inside = [frame];
            }
        }
    solid.forEach(undo => undo());
    for (const element of [...found]) for (const like of element.parentElement.children)
        if (like.className && like.className === element.className && !targets.some(each => like.contains(each)))
            found.add(like);
    found.forEach(element => element.setAttribute(mark, ''));
    return found.size;
}"""
"""Marks what is drawn over the words and fields of elements, in their windows and in those around; with it
others of its like beside it, since messages come in stacks. Returns how many.

What shows through (a watermark) and what cannot be clicked (a message that lets clicks pass) are told apart by what
they paint, not by what they catch.
"""

_UNMARK = """(targets, mark) => {
    for (let window = targets[0]?.ownerDocument.defaultView; window; window = window.frameElement && window.parent)
        window.document.querySelectorAll(`[${mark}]`).forEach(element => element.removeAttribute(mark));
}"""


@contextmanager
def uncovered(subject: Locator) -> Iterator[None]:
    """Mark what lies over all that a subject finds, while its picture is taken. Raises Playwright's errors."""
    if not subject.evaluate_all(_MARK_OVER, MARK):
        yield
        return
    try:
        yield
    finally:
        with suppress(PortalError), translated("picture"):  # the page may have been left: its marks went with it
            subject.evaluate_all(_UNMARK, MARK)
