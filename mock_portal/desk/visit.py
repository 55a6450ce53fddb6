"""One request on its way through the desk: what it may reach, and what a fault may change about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from mock_portal.desk.calls import Call, Reply, answer
from mock_portal.desk.captcha import Captchas
from mock_portal.desk.sessions import Sessions
from mock_portal.desk.slider import Sliders
from mock_portal.office.office import Office
from mock_portal.office.words import Words


@dataclass
class Visit:
    """Follow one request through the desk.

    `lag` hides younger applications in lists, `doubles` takes second applications, `keep` false takes nothing,
    `committed` tells that an application was taken, `sign_off` drops the session that the call belongs to.
    """

    call: Call
    step: str
    province: str
    account: str | None
    office: Office
    sessions: Sessions
    captchas: Captchas
    sliders: Sliders
    lag: timedelta = timedelta()
    doubles: bool = False
    keep: bool = True
    committed: bool = False
    sign_off: bool = False

    @property
    def words(self) -> Words:
        """Return the words of the province that is visited."""
        return self.office.variant(self.province).words

    def say(self, code: int, status: int = 200, values: Mapping[str, object] | None = None) -> Reply:
        """Answer with a code and the portal's words for it, their gaps filled from `values`."""
        said = answer(code, self.words(f"code.{code}", **(values or {})), status=status)
        return replace(said, values=dict(values or {}))
