"""The dialects of a profile: what each needs besides what every portal has. No Playwright in this module."""

from collections.abc import Mapping
from typing import Literal, Self, TypeVar

from pydantic import model_validator

from pages.profile import Portal
from pages.wording import Form, LicenceForm


class WebsitePortal(Portal):
    """A portal for 注销备案 (dialects modern and legacy)."""

    form: Form


class ModernPortal(WebsitePortal):
    """A portal of Vue 2 and Element UI (DOMAIN §3)."""

    dialect: Literal["modern"] = "modern"

    @model_validator(mode="after")
    def _drawn(self) -> Self:
        return _with_all(self, {**_drawn(self), "records.cancel": self.records.cancel})


class LegacyPortal(WebsitePortal):
    """A portal of the IE era: radios in a mask, windows of their own, iframes, native questions (DOMAIN §3)."""

    dialect: Literal["legacy"] = "legacy"

    @model_validator(mode="after")
    def _native(self) -> Self:
        needed = {
            "select.open": self.select.open,
            "select.confirm": self.select.confirm,
            "records.cancel": self.records.cancel,
            "dialog.says": self.dialog.says,
            "form.confirm": self.form.confirm,
        }
        return _with_all(self, needed)


class LicencePortal(Portal):
    """A platform for ICP证书注销 (DOMAIN §1.2)."""

    dialect: Literal["licence"] = "licence"
    form: LicenceForm

    @model_validator(mode="after")
    def _has_its_way(self) -> Self:
        return _with_all(self, {**_drawn(self), "home.cancel": self.home.cancel})


DIALECTS: dict[str, type[Portal]] = {"modern": ModernPortal, "legacy": LegacyPortal, "licence": LicencePortal}


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
