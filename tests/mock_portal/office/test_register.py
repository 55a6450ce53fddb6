"""The seeded register: what tests and examples rely on."""

import re

import pytest
from stdnum.cn import uscc

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import PLATFORM, Subject, provinces, rows_of
from mock_portal.office.seed import accounts, organisation_check_character, uscc_check_character
from mock_portal.office.variants import families
from tests.mock_portal.clerk import Clerk

SUBJECTS = [one for account in accounts() for one in account.subjects]
NUMBER = re.compile(r"\wICP备(\d{8}|\d{10})号(-[1-9]\d{0,3})?")


def test_there_are_31_provinces_with_names_of_their_own() -> None:
    assert len(provinces()) == 31
    for field in ("name", "short", "slug"):
        assert len({getattr(one, field) for one in provinces()}) == 31


@pytest.mark.parametrize(
    "subject", [one for account in accounts() for one in account.subjects], ids=lambda one: one.number
)
def test_every_subject_has_valid_papers(subject: Subject) -> None:
    uscc.validate(subject.uscc)
    assert uscc_check_character(subject.uscc[:17]) == subject.uscc[17]
    assert re.fullmatch(r"\d{5}[\dX]", subject.last_six)
    assert re.fullmatch(r"1[3-9]\d{9}", subject.mobile)
    assert subject.sites


def test_an_organisation_code_gets_its_published_check_character() -> None:
    assert organisation_check_character("D2143569") == "X"


def test_every_record_has_a_number_and_a_prefix_of_its_province() -> None:
    short = {one.name: one.short for one in provinces()}
    for account in accounts():
        for row in rows_of(account):
            assert NUMBER.fullmatch(row.number)
            assert row.number.startswith(short[account.province])


def test_numbers_units_and_codes_are_distinct() -> None:
    numbers = [row.number for account in accounts() for row in rows_of(account)]
    subjects = [one for account in accounts() for one in account.subjects]
    assert len(numbers) == len(set(numbers))
    assert len({one.unit for one in subjects}) == len({one.uscc for one in subjects}) == len(subjects)


def test_the_agency_has_more_than_a_hundred_records() -> None:
    agency = next(one for one in accounts() if one.name == "lingnan")
    assert len(agency.subjects) == 40
    assert len(rows_of(agency)) >= 110
    assert [len(one.sites) for one in agency.subjects[:10]] == [2, 1, 1, 1, 3, 1, 1, 1, 1, 1]


def test_every_province_and_the_platform_has_an_account_and_a_family() -> None:
    entrances = [PLATFORM.name, *(one.name for one in provinces())]
    assert {account.province for account in accounts()} == set(entrances)
    named = [name for names in families().values() for name in names]
    assert sorted(named) == sorted(entrances)
    assert len(families()) >= 8


def test_an_account_can_be_added_until_the_reset() -> None:
    office = PracticeOffice()
    subject = accounts()[0].subjects[0]
    office.add_account("guangdong", "second", "Second-2026", [subject])
    assert Clerk(office, "second").rows()[0]["number"] == subject.number
    office.reset()
    assert "second" not in office.passwords()
    with pytest.raises(ValueError, match="no such province"):
        office.add_account("atlantis", "x", "y", [])
