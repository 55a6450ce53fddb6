"""Which portal a filing is made at: one profile per province and kind, at its address.

A run is either a rehearsal (practice profiles on this machine, their own ledger) or real; never both. `--profile`
names one portal for everything; otherwise the user's own profiles come first, then, with `--portal-url` on this
machine, the shipped ones of the practice portal.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pages.catalogue import Catalogue
from pages.errors import Problem, ProfileError
from pages.origins import LOOPBACK
from pages.profile import Portal
from pages.terms import Kind

PortalOf = Callable[[str, Kind], Portal]
"""Gives the portal for (province, kind); raises ProfileError where there is none."""


@dataclass
class Portals:
    """The portals of one run. `only`: this one for everything; `url`: where they are, in place of their addresses."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    url: str | None = None
    only: Portal | None = None
    _found: dict[tuple[str, Kind], Portal] = field(default_factory=dict, repr=False)
    _serving: dict[tuple[str, Kind], Portal | None] = field(default_factory=dict, repr=False)

    @property
    def practice(self) -> bool:
        """Say whether this is a rehearsal."""
        if self.only:
            return self.only.practice
        return bool(self.url) and urlsplit(self.url or "").hostname in LOOPBACK

    def of(self, province: str, kind: Kind) -> Portal:
        """Return the portal for filings of a kind in a province, at its address. Raises ProfileError."""
        if (province, kind) not in self._found:
            self._found[province, kind] = self.placed(self.described(province, kind))
        return self._found[province, kind]

    def described(self, province: str, kind: Kind) -> Portal:
        """Return the profile for filings of a kind in a province; raises ProfileError where there is none."""
        if self.only:
            if kind not in self.only.form.kinds:
                kinds = "、".join(self.only.form.kinds)
                problem = Problem(f"kind {kind}", "", f"this portal takes {kinds} only", "choose another --profile")
                raise ProfileError(self.only.name, [problem])
            if not self.only.serves(province, kind):
                reason = f"this portal takes filings of {self.only.province} only"
                raise ProfileError(self.only.name, [Problem(f"province {province}", "", reason, "leave out --profile")])
            return self.only
        if (province, kind) not in self._serving:
            self._serving[province, kind] = self.catalogue.serving(province, kind, practice=self.practice)
        found = self._serving[province, kind]
        if found is None:
            cure = "write one: docs/portals.md (or, to rehearse, give --portal-url http://127.0.0.1:8800)"
            reason = "no profile of yours serves it"
            raise ProfileError("portals", [Problem(f"{kind} in {province}", "", reason, cure)])
        return found

    def placed(self, portal: Portal) -> Portal:
        """Return a portal at the address where this run uses it. Raises ProfileError."""
        address = self.url or portal.address
        if not address:
            cure = 'give --portal-url, or write address = "https://…" into the profile'
            raise ProfileError(portal.name, [Problem("key address", "", "the profile has no address", cure)])
        placed = portal.at(address)
        if portal.practice != self.practice:
            reason = "a rehearsal on this machine and a real filing do not go together in one run"
            raise ProfileError(portal.name, [Problem("--portal-url", "", reason, "run them one after the other")])
        return placed
