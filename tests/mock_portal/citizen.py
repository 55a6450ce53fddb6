"""Somebody responsible for a record, for tests: reads the messages and enters codes on the ministry's page."""

from __future__ import annotations

from typing import Any

from mock_portal.desk.calls import Call, Reply
from mock_portal.desk.desk import Desk
from mock_portal.office.register import Person
from mock_portal.office.sms_checks import Message

TRACK = [[share / 10, 15 * share] for share in range(11)]
"""What a hand leaves that moves the slider to its end."""


class Citizen:
    """Act for one person at the ministry's page."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self.desk = desk
        self.person = person

    def ask(self, method: str, path: str, **body: Any) -> Reply:
        """Ask the ministry for something."""
        return self.desk.handle(Call(method, "", f"api/{path}", body=body))

    def slide(self, track: object = TRACK) -> str:
        """Move a slider and return its token."""
        token = str(self.ask("GET", "slider").params["token"])
        self.ask("POST", "slider", token=token, track=track)
        return token

    def messages(self) -> list[Message]:
        """Return what has come to the phone."""
        return [one for one in self.desk.office.verifications.messages if one.mobile == self.person.mobile]

    def code(self) -> str:
        """Return the last code that has come."""
        return self.messages()[-1].code

    def enter(self, code: str | None = None, **changes: Any) -> Reply:
        """Enter a code, by default the last that came, with everything right that `changes` leaves alone."""
        right = {"mobile": self.person.mobile, "last_six": self.person.last_six}
        entered = {**right, "code": self.code() if code is None else code, "slider": self.slide(), **changes}
        return self.ask("POST", "verify", **entered)

    def wrong(self) -> Reply:
        """Enter a code that nobody was sent."""
        sent = {one.code for one in self.desk.office.verifications.messages}
        return self.enter(next(code for n in range(10**6) if (code := f"{n:06d}") not in sent))

    def resend(self, **changes: Any) -> Reply:
        """Ask for a new code."""
        return self.ask(
            "POST", "verify_resend", **{"mobile": self.person.mobile, "last_six": self.person.last_six, **changes}
        )
