"""The dialects of a profile: what each needs besides what every portal has. No Playwright in this module."""

from collections.abc import Iterator, Mapping
from typing import Literal, Self, TypeVar

from pydantic import model_validator

from pages.matching import is_one_of
from pages.profile import Portal
from pages.steps import Steps
from pages.targets import words_of
from pages.wording import FilledForm, Form, LicenceForm


class WebsitePortal(Portal):
    """A portal for 注销备案 (dialects modern and legacy)."""

    form: Form


class ModernPortal(WebsitePortal):
    """A portal of Vue 2 and Element UI (DOMAIN §3)."""

    dialect: Literal["modern"] = "modern"

    @model_validator(mode="after")
    def _drawn(self) -> Self:
        return _with_all(self, {**_drawn(self), "records.cancel": self.records.cancel})


class KitPortal(Portal):
    """A portal of any kit, whose form the profile describes field by field (docs/portals.md)."""

    dialect: Literal["kits"] = "kits"
    form: FilledForm

    @model_validator(mode="after")
    def _says_the_ways(self) -> Self:
        missing = {
            "select.steps": self.select.steps or None,
            "home.to_records": self.home.to_records or None,
            "home.to_applications": self.home.to_applications or None,
            "records.act": self.records.act or None,
        }
        return _with_all(self, missing)

    @model_validator(mode="after")
    def _only_the_driver_files(self) -> Self:
        filing = [*words_of(self.form.submit)]
        if self.form.confirm:
            filing += self.form.confirm.press or ()
        for key, steps in self._steps():
            for step in steps:
                if pressed := [word for word in step.presses() if is_one_of(tuple(filing), word)]:
                    what = f"{key} presses {pressed[0]}, which files: only the driver does, after it wrote that down"
                    raise ValueError(what)
        return self

    def _steps(self) -> Iterator[tuple[str, Steps]]:
        yield "select.steps", self.select.steps
        yield "sign_in.steps", self.sign_in.steps
        yield "sign_in.after", self.sign_in.after
        yield "home.to_records", self.home.to_records
        yield "home.to_applications", self.home.to_applications
        yield from ((f"records.act.{kind}", steps) for kind, steps in self.records.act.items())
        yield from ((f"form.fill.{i}.step", each.step) for i, each in enumerate(self.form.fill))
        yield "form.leave", self.form.leave


class LicencePortal(Portal):
    """A platform for ICP证书注销 (DOMAIN §1.2)."""

    dialect: Literal["licence"] = "licence"
    form: LicenceForm

    @model_validator(mode="after")
    def _has_its_way(self) -> Self:
        return _with_all(self, {**_drawn(self), "home.cancel": self.home.cancel})


DIALECTS: dict[str, type[Portal]] = {
    "modern": ModernPortal,
    "licence": LicencePortal,
    "kits": KitPortal,
}


T = TypeVar("T", bound=Portal)


def _with_all(portal: T, needed: Mapping[str, object]) -> T:
    missing = [key for key, value in needed.items() if value is None]
    if missing:
        raise ValueError(f"the dialect {portal.dialect} needs {', '.join(missing)}")
    return portal


def _drawn(portal: Portal) -> dict[str, object]:
    dialog, form = portal.dialog, portal.form
    return {
        "dialog.title": dialog.title,
        "dialog.confirm": dialog.confirm,
        "dialog.dismiss": dialog.dismiss,
        "form.choose_file": form.choose_file,
        "form.remove": form.remove,
    }
