"""What kind of field stands there, and of which kit: asked of the page, by the words beside it or by a target."""

from playwright.sync_api import Locator, Page

from pages import finding
from pages.controls import Control
from pages.errors import PageChanged
from pages.fields import FieldType
from pages.finding import Scope
from pages.kits.kit import Kit
from pages.matching import exactly
from pages.targets import Target
from pages.terms import Step

_RECOGNISE = """(part, kinds) => {
    const seen = each => each.getClientRects().length > 0;
    for (const [kit, type, css] of kinds) {
        const inside = [part, ...part.querySelectorAll('*')].filter(each => each.matches(css));
        if (inside.some(each => type === 'files' || seen(each))) return [kit, type];
    }
    return null;
}"""
_OWN = """(field, kinds) => {
    for (const [kit, type, css] of kinds) {
        const own = field.closest(css);
        if (own) return [css, [...own.ownerDocument.querySelectorAll(css)].indexOf(own)];
    }
    return null;
}"""
"""The control that a field, or the words in it, belong to: its CSS, and which of the document's it is."""


def control(
    page: Page, scope: Scope, part: Locator, kits: tuple[Kit, ...], name: str, kind: FieldType | None = None
) -> Control:
    """Return the field that a part of the page holds; `kind` where the profile says what it is. Raises PageChanged."""
    found = part.evaluate(_RECOGNISE, _kinds(kits, kind))
    if found is None:
        what = f"{name}: there is no field of type {kind}" if kind else f"{name}: no kit knows what kind of field it is"
        raise PageChanged(what, step=Step.FORM)
    by_name = {kit.name: kit for kit in kits}
    return Control(page, scope, part, by_name[found[0]], found[1], name)


def _kinds(kits: tuple[Kit, ...], kind: FieldType | None) -> list[tuple[str, str, str]]:
    return [(kit.name, type, css) for kit in kits for type, css in kit.controls.items() if kind in (None, type)]


def field_of(
    scope: Scope, thing: tuple[str, ...] | Target, kits: tuple[Kit, ...], outer: Scope | None = None
) -> Locator:
    """Return the part of the page with the field that words stand beside, or that a target names. Never waits.

    `outer`: the whole document, where `scope` is a part of it.
    """
    if not isinstance(thing, Target):
        for part in (
            finding.beside(scope, thing),
            finding.bare(scope, thing),
            finding.around(scope, thing),
            scope.get_by_label(exactly(thing)),
            scope.get_by_placeholder(exactly(thing)),
        ):
            if count := (seen := part.filter(visible=True)).count():
                if count > 1:
                    raise PageChanged(f"{count} fields stand beside {'/'.join(thing)}", step=Step.FORM)
                return seen
        raise PageChanged(f"no field stands beside {'/'.join(thing)}", step=Step.FORM)
    found = finding.find(scope, thing, "field")
    seen = found.filter(visible=True)
    found = seen if seen.count() else found
    if found.count() != 1:
        raise PageChanged(f"{'/'.join(thing.words)} is there {found.count()} times", step=Step.FORM)
    own = found.evaluate(_OWN, _kinds(kits, None))
    return (outer or scope).locator(own[0]).nth(own[1]) if own else found
