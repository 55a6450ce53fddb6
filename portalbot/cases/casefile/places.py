"""What the form of a case's portal has a place for: its kind, its reason and that reason's fields, each material.

Whatever has none would come to light in the browser, in the middle of an upload; so it is said before any is started.
"""

from collections.abc import Iterator

from pages.errors import Problem
from pages.fields import Fill
from pages.profile import Portal
from pages.terms import Material, Reason
from portalbot.cases.casefile.model import Case

_FIELDS = {
    "new_domain": Reason.DOMAIN_CHANGED,
    "wrong": Reason.WRONG_INFORMATION,
    "right": Reason.WRONG_INFORMATION,
}
"""Fields that a form shows with one reason alone (DOMAIN §1.1, step 5)."""


def about_form(place: str, case: Case, portal: Portal) -> list[Problem]:
    """Return what the form demands and the case has not, and what the case has and the form has no place for."""
    return [
        *_about_kind(place, case, portal),
        *_about_cause(place, case, portal),
        *_about_fields(place, case),
        *_about_materials(place, case, portal),
        *_about_described(place, case, portal),
    ]


def _about_kind(place: str, case: Case, portal: Portal) -> Iterator[Problem]:
    if case.kind not in portal.form.kinds:
        kinds = "、".join(portal.form.kinds)
        yield Problem(place, "kind", f"the portal {portal.name} takes {kinds} only", "choose one of these")


def _about_cause(place: str, case: Case, portal: Portal) -> Iterator[Problem]:
    reasons = portal.form.reasons
    if case.reason and case.reason.category not in reasons:
        what = f"the form of {portal.name} offers {'、'.join(reasons)}"
        yield Problem(place, "reason.category", what, "choose one of these", "cause-unplaced")


def _about_fields(place: str, case: Case) -> Iterator[Problem]:
    for field, category in _FIELDS.items():
        if case.reason and getattr(case.reason, field) and case.reason.category is not category:
            reason = f"a form has a field for it with {category} only, and the case says {case.reason.category}"
            cure = f"leave it out, or correct the reason if it is {category}"
            yield Problem(place, f"reason.{field}", reason, cure, "field-unplaced")


def _about_described(place: str, case: Case, portal: Portal) -> Iterator[Problem]:
    """Say what a form that is described field by field demands and the case does not say, or says at another length."""
    values = case.values()
    for each in portal.form.fill:
        here = [material for material in each.files if material in case.materials]
        if len(here) > each.count:
            what = f"{each.name} of {portal.name} takes {each.count} of {'、'.join(here)}, the case has {len(here)}"
            yield Problem(place, f"materials.{here[-1]}", what, "put them into one file", "field-described")
        if not isinstance(each.value, str) or not each.when.holds(case.kind, case.cause):
            continue
        said = values.get(each.value, "")
        if problem := _about_field(each, said, portal):
            column = f"附加:{each.extra}" if each.extra else each.value
            yield Problem(place, column, *problem, "field-described")


def _about_field(each: Fill, said: str, portal: Portal) -> tuple[str, str] | None:
    if not said:
        if each.optional:
            return None
        where = f'extra = {{ "{each.extra}" = "…" }}, or a column 附加:{each.extra}' if each.extra else each.value
        return f"is missing: {portal.name} asks for {each.name}", f"add it: {where}"
    if each.map and not each.words_for(said):
        return f"{portal.name} has no {each.name} for {said!r}", f"choose one of {'、'.join(each.map)}"
    if each.min is not None and len(said) < each.min:
        return f"{each.name} of {portal.name} has at least {each.min} characters, this {len(said)}", "write more"
    if each.max is not None and len(said) > each.max:
        return f"{each.name} of {portal.name} has at most {each.max} characters, this {len(said)}", "shorten it"
    return None


def _about_materials(place: str, case: Case, portal: Portal) -> Iterator[Problem]:
    for material in portal.materials_for(case.cause):
        if material not in case.materials:
            cure = f"add it: the portal demands it for {case.cause}"
            yield Problem(place, f"materials.{material}", "is missing", cure, "material-missing")
    for material in case.materials:
        if why := _no_place(material, case, portal):
            yield Problem(place, f"materials.{material}", *why, "material-unplaced")


def _no_place(material: Material, case: Case, portal: Portal) -> tuple[str, str] | None:
    """Return why the form has no place for a material of a case, and the cure; None where it has one."""
    causes = portal.causes_of(material)
    if causes is None or case.cause in causes:
        return None
    if causes:
        only = "、".join(causes)
        reason = f"the form of {portal.name} has a place for it with {only} only, and the case says {case.cause}"
        return reason, f"leave it out, or correct the cause if it is {only}"
    known = "、".join(portal.form.materials)
    return f"the form of {portal.name} has no place for it", f"leave it out; there are places for {known}"
