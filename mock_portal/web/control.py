"""The control API: the office's truth, and what a test may do to it. JSON in, JSON out, under `/_office/`.

GET  applications   what was really accepted: serial, province, account, number, kind, reason {category, text,
                    new_domain, wrong, right, extra; since, business of a licence},
                    files [{material, name, sha256, size}], submitted_at, status, opinion, decided_at
GET  arrivals       every submission that arrived, whatever became of it: time, province, account, number
GET  sign_ins       every attempt to sign in: time, province, account, ok
GET  captchas       the open CAPTCHAs, id to text, for a test that plays the person
GET  messages       every message that went to a phone: mobile, code, at, serial, voided
GET  verifications  every SMS check: serial, sent_at, wrong (entries), people [{role, name, mobile, last_six,
                    verified_at, resent}]
GET  clock          {"now"}
POST clock          {"days", "hours", "minutes"}: moves the clock on
GET  calendar       {"holidays", "workdays"}: days that are not worked, and those of weekends that are (YYYY-MM-DD)
POST calendar       sets either or both
GET  nights         {"from", "to"}: the hours of maintenance, in which everything is answered 901; null without any
POST nights         sets them; null (or nothing) takes them away
POST review         {"serial", "status", "opinion"}: 审核通过, 审核不通过 or 退回 (a licence: 准予, 不予, 退回补正), now
GET  faults         the faults that are set, with how often each was met and has struck
POST faults         {"add": "Delay@submit", "times", "account", "after", and the fault's own options} or {"clear": true}
GET  drift          {"set"}: the names of the drifts that are on (`drift.py`)
POST drift          {"set": ["rename_button", …]}: turns these on and all others off
POST change         {"province", "number", "changing"}: a change of a record (变更) is under way, or no more
POST notice         {"text"}: the pop-up of the personal centre; null takes it away
POST switch         {"maintenance", "closed_hours", "full"}: true or false each
POST accounts       {"province", "name", "password", "subjects"}: an account more, until the next reset; a subject is
                    {number, unit, uscc, legal_person, last_six, mobile, sites [{suffix, name, filed_on, person}]}
POST reset          everything as seeded, no faults, no drifts, nobody signed in

An answer to a POST is the new state of what was changed; a mistake in the request is HTTP 400 with {"error"}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from mock_portal.desk.desk import Desk
from mock_portal.desk.fault_list import parse
from mock_portal.office.applications import Arrival, SignIn
from mock_portal.office.register import subject_from
from mock_portal.office.working_days import WorkingDays, working_days_from

SWITCHES = ("maintenance", "closed_hours", "full")


class Control:
    """Serve the control API for a desk and its office."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._office = desk.office

    def handle(self, method: str, path: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        """Answer one request; `path` is what follows `/_office/`. Return the HTTP status and the JSON data."""
        act = getattr(self, f"_{method.lower()}_{path}", None)
        if act is None:
            return 404, {"error": f"no {method} /_office/{path}"}
        try:
            with self._office.lock:
                return 200, act(body) if method == "POST" else act()
        except KeyError as error:
            return 400, {"error": f"missing or unknown: {error}"}
        except (TypeError, ValueError) as error:
            return 400, {"error": str(error)}

    def _get_applications(self) -> Any:
        return [one.document() for one in self._office.applications]

    def _get_arrivals(self) -> Any:
        return [_timed(one) for one in self._office.arrivals]

    def _get_sign_ins(self) -> Any:
        return [_timed(one) for one in self._office.sign_ins]

    def _get_captchas(self) -> Any:
        return self._desk.captchas.open()

    def _get_clock(self) -> Any:
        return {"now": self._office.now.isoformat()}

    def _get_messages(self) -> Any:
        return [one.document() for one in self._office.verifications.messages]

    def _get_verifications(self) -> Any:
        return [one.document() for one in self._office.verifications.all]

    def _get_calendar(self) -> Any:
        return WorkingDays(self._office.holidays, self._office.workdays).document()

    def _post_calendar(self, body: Mapping[str, Any]) -> Any:
        given = working_days_from(body)
        if "holidays" in body:
            self._office.holidays = given.holidays
        if "workdays" in body:
            self._office.workdays = given.workdays
        return self._get_calendar()

    def _get_nights(self) -> Any:
        nights = self._office.nights
        return {"from": nights[0], "to": nights[1]} if nights else None

    def _post_nights(self, body: Mapping[str, Any]) -> Any:
        self._office.nights = (int(body["from"]), int(body["to"])) if body else None
        return self._get_nights()

    def _get_faults(self) -> Any:
        return self._office.faults.listed()

    def _post_clock(self, body: Mapping[str, Any]) -> Any:
        self._office.advance(**{unit: float(amount) for unit, amount in body.items()})
        return self._get_clock()

    def _post_review(self, body: Mapping[str, Any]) -> Any:
        return self._office.decide(body["serial"], body["status"], str(body.get("opinion", ""))).document()

    def _post_faults(self, body: Mapping[str, Any]) -> Any:
        if body.get("clear"):
            self._office.faults.clear()
        if "add" in body:
            options = {key: value for key, value in body.items() if key not in ("add", "clear")}
            self._office.faults.add(parse(body["add"], **options))
        return self._get_faults()

    def _get_drift(self) -> Any:
        return {"set": sorted(self._office.drifts)}

    def _post_drift(self, body: Mapping[str, Any]) -> Any:
        names = body["set"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError("what is set is a list of names")
        self._office.drifts.change_to(names)
        return self._get_drift()

    def _post_accounts(self, body: Mapping[str, Any]) -> Any:
        subjects = [subject_from(one) for one in body["subjects"]]
        added = self._office.add_account(body["province"], body["name"], body["password"], subjects)
        return {"province": added.province, "name": added.name, "subjects": len(added.subjects)}

    def _post_change(self, body: Mapping[str, Any]) -> Any:
        if not isinstance(body["changing"], bool):
            raise ValueError("changing is true or false")
        return {"status": self._office.change_record(body["province"], body["number"], changing=body["changing"])}

    def _post_notice(self, body: Mapping[str, Any]) -> Any:
        text = body["text"]
        self._office.notice = str(text) if text else None
        return {"text": self._office.notice}

    def _post_switch(self, body: Mapping[str, Any]) -> Any:
        for name, value in body.items():
            if name not in SWITCHES or not isinstance(value, bool):
                raise ValueError(f"a switch is one of {', '.join(SWITCHES)}, true or false")
            setattr(self._office, name, value)
        return {name: getattr(self._office, name) for name in SWITCHES}

    def _post_reset(self, _body: Mapping[str, Any]) -> Any:
        self._desk.reset()
        return self._get_clock()


def _timed(note: Arrival | SignIn) -> dict[str, Any]:
    moment: datetime = note.time
    return {**asdict(note), "time": moment.isoformat()}
