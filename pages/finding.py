"""Finding what a profile names: a `Thing` becomes a locator, in the role that its place demands.

Everything is found by what a person sees; what stands *beside* words is the next thing in the document that holds
exactly what is sought, a few levels up at most: kits wrap a label and its field in boxes of their own, tables put them
into neighbouring cells, and neither ties one to the other.
"""

import re

from playwright.sync_api import FrameLocator, Locator, Page

from pages.kits import known
from pages.matching import END, exactly
from pages.targets import FrameNamed, Target

Scope = Page | FrameLocator | Locator

_NO_FIELD = ("hidden", "button", "submit", "reset", "image")
_INPUT = " and ".join(f"not(@type='{each}')" for each in _NO_FIELD)
_ROLES = " or ".join(f"@role='{each}'" for each in ("switch", "combobox", "textbox", "slider"))
_FIELD = f"self::input[{_INPUT}] or self::textarea or self::select or @contenteditable='true' or {_ROLES}"
_HOLDS = f"descendant-or-self::*[{_FIELD}]"
_PASSED_OVER = " \u3000\xa0*＊:：▾"
"""Signs that do not count where words stand as bare text."""
LEVELS = 4
"""How far up from its label a field is looked for: kits wrap a label in two boxes at most, tables in two."""
_ITEMS = " or ".join(f"contains(concat(' ', @class, ' '), ' {kit.item} ')" for kit in known().values() if kit.item)
_OTHERS = f"self::tr or descendant-or-self::*[{_ITEMS}]"
"""A box with a label and a field of its own: what stands in it stands beside that label."""
_NEXT = f"following-sibling::*[position()<=2][{_HOLDS}][not({_OTHERS})]"
_BESIDE = f"xpath=(ancestor-or-self::*[position()<={LEVELS}][{_NEXT}])[last()]/{_NEXT}[1]"
_AROUND = f"xpath=ancestor-or-self::*[position()<={LEVELS}][{_HOLDS}][1]"
_FIELDS = "input:not([type=hidden]):not([type=button]):not([type=submit]), textarea, select"
PRESSED_AS = ("button", "link", "menuitem", "tab", "option", "treeitem", "radio", "checkbox", "switch")
"""Roles of what is pressed, the likeliest first; what has none of them is pressed by its text."""


def frame_in(page: Page | FrameLocator, named: tuple[str, ...] | FrameNamed | tuple[FrameNamed, ...]) -> FrameLocator:
    """Find the inside of an iframe of the window, or of one within another."""
    if isinstance(named, FrameNamed):
        if named.title:
            return frame_in(page, named.title)
        attribute, words = ("name", named.name) if named.name else ("src", named.address or ())
        forms = [f"iframe{_parts(attribute, word)}, frame{_parts(attribute, word)}" for word in words]
        return page.locator(", ".join(forms)).first.content_frame
    inside: Page | FrameLocator = page
    nested = [each for each in named if isinstance(each, FrameNamed)]
    for each in nested:
        inside = frame_in(inside, each)
    if isinstance(inside, FrameLocator):
        return inside
    titles = tuple(each for each in named if isinstance(each, str))
    return page.locator("iframe").and_(page.get_by_title(exactly(titles))).first.content_frame


def _parts(attribute: str, word: str) -> str:
    """Return the CSS for an attribute that has the parts of a word between its wildcards."""
    if attribute == "name" and "*" not in word:
        return f'[name="{_quoted(word)}"]'
    return "".join(f'[{attribute}*="{_quoted(part)}"]' for part in word.split("*") if part)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def by_role(scope: Scope, role: str, name: tuple[str, ...] | None) -> Locator:
    """Find by a role of ARIA, whatever a profile calls it: Playwright's own list of roles is a type, and no check."""
    return scope.get_by_role(role, name=exactly(name) if name else None)  # type: ignore[arg-type]


def find(scope: Scope, thing: tuple[str, ...] | Target, role: str) -> Locator:
    """Find a thing in the role that its place demands: heading, field, fact, press, or any of ARIA."""
    if isinstance(thing, Target):
        return _of_target(scope, thing, role)
    match role:
        case "field":
            tied = scope.get_by_label(exactly(thing)).and_(scope.locator(_FIELDS))
            return tied.or_(field_beside(scope, thing)).or_(bare(scope, thing).locator(f"xpath={_HOLDS}"))
        case "label":
            return scope.get_by_label(exactly(thing))
        case "press":
            return pressable(scope, thing)
        case "text":
            return scope.get_by_text(exactly(thing))
    return by_role(scope, role, thing)


def _of_target(scope: Scope, target: Target, role: str) -> Locator:
    inside: Scope = scope
    if target.frame is not None:
        page = scope if isinstance(scope, Page) else scope.owner.page if isinstance(scope, FrameLocator) else scope.page
        inside = frame_in(page, target.frame)
    if target.within is not None:
        inside = find(inside, target.within, "text").filter(visible=True).first
    found: Locator | None = None
    for one in _ways(inside, target, role):
        found = one if found is None else found.and_(one)
    if found is None:
        raise ValueError(f"{target!r} names nothing")
    return found.filter(visible=True).nth(target.nth - 1) if target.nth else found


def _ways(scope: Scope, target: Target, role: str) -> list[Locator]:
    found = []
    if target.role:
        found.append(by_role(scope, target.role, target.name))
    if target.text:
        found.append(scope.get_by_text(exactly(target.text)))
    if target.label:
        found.append(scope.get_by_label(exactly(target.label)))
    if target.placeholder:
        drawn = scope.get_by_text(exactly(target.placeholder))  # kits write it into a box of their own
        found.append(scope.get_by_placeholder(exactly(target.placeholder)).or_(drawn))
    if words := target.beside:
        near = field_beside(scope, words).or_(bare(scope, words).locator(f"xpath={_HOLDS}"))
        found.append(near if role == "field" else beside(scope, words))
    if words := target.after:
        found.append(after(scope, words) if role == "field" else beside(scope, words))
    if target.field:
        found.append(scope.locator(f'[name="{_quoted(target.field)}"]'))
    if target.css:
        found.append(scope.locator(target.css))
    return found


def beside(scope: Scope, words: tuple[str, ...]) -> Locator:
    """Find the part of a page that stands beside words and holds something to fill in, visible or not (a file)."""
    label = scope.get_by_text(exactly(words)).filter(visible=True)
    return label.locator(_BESIDE)


def around(scope: Scope, words: tuple[str, ...]) -> Locator:
    """Find the smallest part that holds words and something to fill in: a label with its field inside."""
    return scope.get_by_text(exactly(words)).filter(visible=True).locator(_AROUND)


def bare(scope: Scope, words: tuple[str, ...]) -> Locator:
    """Find the part with a field that follows words which stand there as bare text, in no element of their own."""
    return scope.locator("xpath=" + " | ".join(f"{text_of(word)}/{_NEXT}[1]" for word in words))


def after(scope: Scope, words: tuple[str, ...]) -> Locator:
    """Find the field that follows words next in the document, wherever it stands."""
    return scope.locator("xpath=" + " | ".join(f"{text_of(word)}/following::*[{_FIELD}][1]" for word in words))


def text_of(word: str) -> str:
    """Return the XPath of a text that is a word, whatever blanks, stars and colons stand in and around it."""
    plain = "".join(sign for sign in word if sign not in _PASSED_OVER)
    quoted = "concat(" + ', "\'", '.join(f"'{part}'" for part in plain.split("'")) + ", '')"
    return f".//text()[translate(normalize-space(.), '{_PASSED_OVER}', '') = {quoted}]"


def field_beside(scope: Scope, words: tuple[str, ...]) -> Locator:
    """Find the field beside words."""
    return beside(scope, words).locator(f"xpath={_HOLDS}")


def pressable(scope: Scope, words: tuple[str, ...]) -> Locator:
    """Find everything that carries words and may be what is pressed; `to_press` chooses."""
    pattern = exactly(words)
    found = scope.get_by_text(pattern)
    for role in PRESSED_AS:
        found = found.or_(by_role(scope, role, words))
    return found


def pressed(scope: Scope, thing: tuple[str, ...] | Target) -> Locator:
    """Find what is pressed, whatever it is: the outermost that carries the words. `is_one`: is there one?"""
    if isinstance(thing, Target):
        return find(scope, thing, "press").filter(visible=True)
    return pressable(scope, thing).filter(visible=True).first


def is_one(scope: Scope, thing: tuple[str, ...] | Target) -> bool:
    """Say whether all that carries the words is one thing, and what stands in it."""
    if isinstance(thing, Target):
        return find(scope, thing, "press").filter(visible=True).count() == 1
    return bool(pressable(scope, thing).filter(visible=True).evaluate_all(_NESTED))


def times(scope: Scope, thing: tuple[str, ...] | Target) -> int:
    """Return how many things carry the words; what stands in one of them counts with it."""
    if isinstance(thing, Target):
        return find(scope, thing, "press").filter(visible=True).count()
    return int(pressable(scope, thing).filter(visible=True).evaluate_all(_OUTERMOST))


_OUTERMOST = "all => all.filter(each => !all.some(other => other !== each && other.contains(each))).length"
_NESTED = "all => all.length > 0 && all.every(each => all[0].contains(each))"


def to_press(scope: Scope, thing: tuple[str, ...] | Target) -> Locator:
    """Return what is to be pressed, of what is there now: the likeliest role that carries the words. Never waits."""
    if isinstance(thing, Target):
        return find(scope, thing, "press").filter(visible=True)
    pattern = exactly(thing)
    for role in PRESSED_AS:
        one = by_role(scope, role, thing).filter(visible=True)
        if one.count():
            return one
    return scope.get_by_text(pattern).filter(visible=True)


_FACTS = """(root, source) => {
    const whole = new RegExp(source.whole), begun = new RegExp(source.begun, 's');
    const seen = each => each.getClientRects().length > 0 && getComputedStyle(each).visibility !== 'hidden';
    const typed = 'input:not([type=hidden]),textarea';
    const field = each => each.matches(typed) ? each : each.querySelector(typed);
    const value = each => (each.innerText || '').trim() || (field(each)?.value ?? '').trim();
    const told = [], follows = [];
    for (const each of [root, ...root.querySelectorAll('*')]) {
        const text = each.textContent.trim();
        if (text.length > 400 || !seen(each)) continue;
        if (whole.test(text) && ![...each.children].some(child => whole.test(child.textContent.trim()))) {
            for (let at = each, level = 0; at && at !== root && level < 4; at = at.parentElement, level++) {
                let next = at.nextElementSibling;
                while (next && !seen(next)) next = next.nextElementSibling;
                if (next) { told.push(value(next)); break; }
                const bare = [...at.parentElement.childNodes].slice([...at.parentElement.childNodes].indexOf(at) + 1)
                    .filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data).join('').trim();
                if (bare) { told.push(bare); break; }
            }
        } else if (begun.test(text) && ![...each.children].some(child => begun.test(child.textContent.trim())))
            follows.push(text.match(begun)[1].trim());
    }
    return told.length ? told : follows;
}"""
"""What stands beside words, in order: the next thing after them, a few levels up at most; or the rest of their text."""


def facts(root: Locator, words: tuple[str, ...]) -> list[str]:
    """Return what stands beside words within an element: text, or what a field holds. Raises Playwright's errors."""
    whole = exactly(words).pattern
    begun = whole.removesuffix(END) + r"\s*[:：]\s*(\S.*)$"
    return [str(each) for each in root.evaluate(_FACTS, {"whole": whole, "begun": begun})]


def read(root: Locator, thing: tuple[str, ...] | Target) -> list[str]:
    """Return what a thing within an element says, once for each that is there; words name what stands beside them."""
    if not isinstance(thing, Target):
        return facts(root, thing)
    if words := thing.beside or thing.after:
        return facts(root, words)
    found = find(root, thing, "text").filter(visible=True)
    if thing.attribute:
        return [each.get_attribute(thing.attribute) or "" for each in found.all()]
    return [re.sub(r"\s+", " ", each).strip() for each in found.evaluate_all(_SAID)]


_SAID = "all => all.map(each => each.innerText?.trim() || each.value || each.textContent || '')"
