"""Sign-in with account and password; a CAPTCHA, where there is one, is read by a person (DOMAIN §1.1, step 2)."""

import time
from collections.abc import Callable
from typing import Self

from playwright.sync_api import Locator, Page

from pages import finding, hearing
from pages.base import BasePage, Need, Scope
from pages.ears import GLANCE, ears_of
from pages.errors import NoAnswer, PageChanged, PortalError, Refused, SignedOut, SignInRefused, Untrusted
from pages.failures import translated
from pages.home import Home
from pages.matching import says
from pages.network_idle import NetworkIdle
from pages.profile import Portal
from pages.targets import words_of
from pages.terms import Step
from pages.walking import walk

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
_DRAWN = "picture => picture.decode?.().catch(() => null)"
"""Resolves once a picture that is being loaded is there; until then the one before is shown. A canvas has none."""
ALERT = 0.05
"""Seconds without a request after which a page is taken to have asked for its CAPTCHA, or to need none.

Only a saving: one that comes later is waited for when the sign-in is refused for want of it (`_captcha_comes`).
"""
CAPTCHA_TRIES = 2
"""How often a person is asked: once, and once more for a slip."""


class LoginPage(BasePage):
    """Sign in; landmark: the heading of the form."""

    step = Step.SIGN_IN
    part = "sign_in"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.sign_in
        self._said_before: tuple[str, ...] = ()
        self.landmark = self.known_by(words.landmark)
        self.account = self.find(words.account, "field")
        self.password = self.find(words.password, "field")
        self.captcha = self.find(words.captcha, "field")
        self.captcha_image = self.find(words.captcha_image, "img")
        self.submit = finding.pressed(scope, words.submit)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: both fields and the button (a CAPTCHA is not always asked for)."""
        return (
            *super().needs(),
            Need("sign_in.account", "textbox", self.account),
            Need("sign_in.password", "textbox", self.password),
            Need("sign_in.submit", "button", self.submit),
        )

    def arrive(self) -> Self:
        """Wait until the page is there; what it says of faults before anything was typed is none of ours."""
        super().arrive()
        # a page that is drawn anew when its scripts are there loses what was typed before
        NetworkIdle.of(self.page).wait(self.page, ears_of(self.page).patience, ALERT)
        self._said_before = self._standing()
        return self

    def _standing(self) -> tuple[str, ...]:
        """Return what stands under fields and in messages that do not go, where a kit has such."""
        with translated(self.step):
            said = hearing.under_fields(self.outer, self.kits).filter(visible=True).all_inner_texts()
        return tuple(each.strip() for each in said if each.strip())

    def _complaints(self, scope: Scope) -> tuple[Locator, ...]:
        """Return what may complain here: a refusal may stand under a field, too."""
        found = super()._complaints(scope)
        under = hearing.under_fields(scope, self.kits)
        for said in self._said_before:
            under = under.filter(has_not_text=said)
        return (found[0].or_(under), *found[1:])

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
        with NetworkIdle(self.page.context) as idle:
            asked = 0
            for _ in range(CAPTCHA_TRIES + 1):  # once without being asked, where it comes too late to be seen
                self._fill(account, password)
                if self.portal.captcha != "none":
                    idle.wait(self.page, ears_of(self.page).patience, ALERT)
                if self.captcha_shown():
                    self._answer_captcha(read_captcha)
                    asked += 1
                try:
                    home = self._enter()
                    home.address = home.page.url
                    return home
                except Refused as refusal:
                    if not says(self.portal.sign_in.captcha_wrong, refusal.words):
                        raise self._named(refusal) from refusal
                    last = refusal
                    if asked == CAPTCHA_TRIES or not self._captcha_comes():
                        break
        raise SignInRefused("the CAPTCHA was not accepted", words=last.words, reason="captcha") from last

    def captcha_shown(self) -> bool:
        """Say whether the page asks for a CAPTCHA now, where the profile says that it may."""
        return self.portal.captcha != "none" and self.asks_for_captcha()

    def asks_for_captcha(self) -> bool:
        """Say whether a field for a CAPTCHA is there now, whatever the profile says."""
        with self.acting():
            return self.captcha.count() > 0

    def _captcha_comes(self) -> bool:
        """Say whether a CAPTCHA shows now, or soon, where one was found wanting."""
        return self.portal.captcha != "none" and self.appears(self.captcha, ears_of(self.page).patience)

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
        self._type(account, password)
        if after := self.portal.sign_in.after:
            walk(self, after, {"account": account})
        with self.acting():
            self.submit.focus()
        if not self._keeps(account, password):  # it was drawn anew meanwhile
            NetworkIdle.of(self.page).wait(self.page, ears_of(self.page).patience)
            self._type(account, password)
        if not self._keeps(account, password):
            raise PageChanged("the sign-in form did not keep what was typed", step=self.step)

    def _type(self, account: str, password: str) -> None:
        with self.acting():
            self.account.fill(account)
            self.password.fill(password)

    def _keeps(self, account: str, password: str) -> bool:
        with self.acting():
            return self.account.input_value() == account and self.password.input_value() == password

    def _answer_captcha(self, read_captcha: Callable[[bytes], str]) -> None:
        if not self.appears(self.captcha_image, ears_of(self.page).patience):
            words = self.portal.sign_in
            asked, shown = "/".join(words_of(words.captcha)), "/".join(words_of(words.captcha_image))
            nearest = tuple(piece.name for piece in self.skeleton().named("img"))
            what = f"the page asks for {asked}, and shows no picture {shown} (sign_in.captcha_image)"
            raise PageChanged(what, step=self.step, nearest=nearest)
        with self.acting():
            self.captcha_image.evaluate(_DRAWN)
            image = self.captcha_image.screenshot()
        answer = read_captcha(image)
        with self.acting():
            self.captcha.fill(answer)

    def _enter(self) -> Home:
        with self.acting():
            hearing.tidy_messages(self.outer, self.kits)
            self._said_before = self._standing()
            self._complaints(self.outer)[0].filter(visible=True).first.wait_for(state="hidden")
            ears_of(self.page).forget()
            self.submit.click()
        return self._entered()

    def _entered(self) -> Home:
        home = Home.within(self.page, self.portal)
        # Both are looked at in turn: a refusal is said for a moment, or natively over the sign-in that is there again;
        # 个人中心 may come in an iframe, with an announcement over it that is no refusal.
        until = time.monotonic() + ears_of(self.page).patience
        while not home.appears(home.landmark, GLANCE):
            if ears_of(self.page).unexpected and home.appears(home.landmark, GLANCE):
                break
            self.raise_complaint()
            if time.monotonic() > until:
                raise self._not_let_in("nothing came in time")
        ears_of(self.page).forget()
        return home

    def _not_let_in(self, what: str) -> PortalError:
        """Say why 个人中心 did not come: a form that stands there without a complaint has let us in and out again."""
        error = self.astray(what)
        if isinstance(error, PageChanged) and self.is_here():
            return SignedOut("the portal shows its sign-in again, without a complaint", step=self.step)
        return error

    def _named(self, refusal: Refused) -> Refused:
        words = self.portal.sign_in
        for reason, wordings in (("locked", words.locked), ("wrong_password", words.wrong_password)):
            if says(wordings, refusal.words):
                return SignInRefused(f"sign-in refused: {refusal.words}", words=refusal.words, reason=reason)
        return SignInRefused(f"sign-in refused: {refusal.words}", words=refusal.words, reason="other")
