"""Sign-in with account and password; a CAPTCHA, where there is one, is read by a person (DOMAIN §1.1, step 2)."""

import time
from collections.abc import Callable
from typing import ClassVar

from playwright.sync_api import Locator, Page

from pages import widgets
from pages.base import BasePage, Need, Scope
from pages.ears import GLANCE, ears_of
from pages.errors import NoAnswer, PageChanged, PortalError, Refused, SignedOut, SignInRefused, Untrusted
from pages.home import Home
from pages.profile import Portal
from pages.terms import Step
from pages.wording import exactly, says

_PLACES = """field => {
    const of = address => {
        const url = new URL(address, document.baseURI);
        return url.protocol === 'javascript:' ? location.origin : url.origin;
    };
    const sent = field.form ? [field.form.getAttribute('action') ?? location.href,
        ...[...field.form.elements].map(each => each.getAttribute('formaction')).filter(Boolean)] : [];
    return [location.origin, ...sent.map(of)];
}"""
"""The origins of the very document that a field stands in, and of every address that its form may be sent to."""
CAPTCHA_TRIES = 2
"""How often a person is asked: once, and once more for a slip."""


class LoginPage(BasePage):
    """Sign in; landmark: the heading of the form."""

    step = Step.SIGN_IN
    part = "sign_in"
    home_page: ClassVar[type[Home]] = Home

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.sign_in
        self.landmark = self.heading(words.landmark)
        self.account = scope.get_by_label(exactly(words.account)).filter(visible=True)
        self.password = scope.get_by_label(exactly(words.password)).filter(visible=True)
        self.captcha = scope.get_by_label(exactly(words.captcha)).filter(visible=True)
        self.captcha_image = scope.get_by_role("img", name=exactly(words.captcha_image))
        self.submit = scope.get_by_role("button", name=exactly(words.submit)).filter(visible=True)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: both fields and the button (a CAPTCHA is not always asked for)."""
        return (
            *super().needs(),
            Need("sign_in.account", "textbox", self.account),
            Need("sign_in.password", "textbox", self.password),
            Need("sign_in.submit", "button", self.submit),
        )

    def _signed_out(self, scope: Scope) -> tuple[Locator, ...]:  # noqa: ARG002 - nobody is signed in yet
        return ()

    def sign_in(self, account: str, password: str, read_captcha: Callable[[bytes], str]) -> Home:
        """Sign in once. `read_captcha` takes a PNG and returns what a person read in it (it may raise NoAnswer).

        Raises SignInRefused for a wrong password or a locked account; never tries a password twice. With nothing typed
        it raises Untrusted, where the password would go elsewhere or unencrypted, and NoAnswer, where the profile names
        a CAPTCHA that cannot be shown as a picture (slider, click).
        """
        if self.portal.captcha in ("slider", "click"):
            what = f"this portal asks for a {self.portal.captcha} CAPTCHA, which only a person can solve in the window"
            raise NoAnswer(f"{what}; signing in there is not possible with portalbot yet", step=self.step)
        for _ in range(CAPTCHA_TRIES):
            self._fill(account, password)
            if self.captcha_shown():
                self._answer_captcha(read_captcha)
            try:
                home = self._enter()
                home.address = home.page.url
                return home
            except Refused as refusal:
                if not says(self.portal.sign_in.captcha_wrong, refusal.words):
                    raise self._named(refusal) from refusal
                last = refusal
        raise SignInRefused("the CAPTCHA was not accepted", words=last.words, reason="captcha")

    def captcha_shown(self) -> bool:
        """Say whether the page asks for a CAPTCHA now."""
        if self.portal.captcha == "none":
            return False
        with self.acting():
            return self.captcha.count() > 0

    def _check_places(self) -> None:
        """Refuse to type a password into a document, or for a form, outside the profile's origins, or unencrypted."""
        with self.acting():
            places: list[str] = self.password.evaluate(_PLACES)
        for place in places:
            if place not in self.portal.allowed_origins:
                raise Untrusted(f"the sign-in would go to {place}, which the profile does not allow", step=self.step)
            if not self.portal.encrypted(place):
                raise Untrusted(f"the sign-in at {place} is not encrypted", step=self.step)

    def _fill(self, account: str, password: str) -> None:
        self._check_places()
        with self.acting():
            self.account.fill(account)
            self.password.fill(password)
            self.submit.focus()
            if self.account.input_value() != account or self.password.input_value() != password:
                raise PageChanged("the sign-in form did not keep what was typed", step=self.step)

    def _answer_captcha(self, read_captcha: Callable[[bytes], str]) -> None:
        with self.acting():
            self.captcha_image.filter(visible=True).wait_for()
            image = self.captcha_image.screenshot()
        answer = read_captcha(image)
        with self.acting():
            self.captcha.fill(answer)

    def _enter(self) -> Home:
        with self.acting():
            widgets.error_toast(self.scope).filter(visible=True).first.wait_for(state="hidden")
            self.submit.click()
        return self._entered()

    def _entered(self) -> Home:
        home = self.home_page.within(self.page, self.portal)
        if home.scope is self.scope:
            self.wait_for(home.landmark)
            return home
        # A refusal is said here, for a moment, while 个人中心 would come in an iframe: both are looked at in turn.
        until = time.monotonic() + ears_of(self.page).patience
        while not home.appears(home.landmark, GLANCE):
            self.raise_complaint()
            if time.monotonic() > until:
                raise self.astray("nothing came in time")
        return home

    def astray(self, what: str) -> PortalError:
        """Say why 个人中心 did not come: a form that stands there without a complaint has let us in and out again."""
        error = super().astray(what)
        if isinstance(error, PageChanged) and self.is_here():
            return SignedOut("the portal shows its sign-in again, without a complaint", step=self.step)
        return error

    def _named(self, refusal: Refused) -> Refused:
        words = self.portal.sign_in
        for reason, wordings in (("locked", words.locked), ("wrong_password", words.wrong_password)):
            if says(wordings, refusal.words):
                return SignInRefused(f"sign-in refused: {refusal.words}", words=refusal.words, reason=reason)
        return SignInRefused(f"sign-in refused: {refusal.words}", words=refusal.words, reason="other")
