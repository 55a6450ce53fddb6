"""备案列表 and 我的申请, in a browser: paging, search, the exact number."""

import pytest
from playwright.sync_api import Page

from mock_portal.desk.faults import EmptyList, Error500, SessionExpired
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.ears import ears_of
from pages.errors import PageChanged, Refused, SignedOut, Unavailable
from pages.home import Home
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.terms import RecordStatus
from tests.conftest import no_captcha, signed_in
from tests.mock_portal.clerk import Clerk
from tests.support import PASSWORDS


@pytest.fixture
def agency(page: Page, portal: Portal, practice: PracticePortal) -> Home:
    return signed_in(page, portal, practice, "lingnan")


def test_every_page_of_a_long_list_is_read(agency: Home) -> None:
    read = agency.records().read_all()
    assert read.complete
    assert read.total == len(read.rows) == len({row.number for row in read.rows}) > 100
    assert read.rows[0].number == "粤ICP备2020000101号"


def test_columns_that_only_tell_may_be_left_out_of_a_profile(
    page: Page, portal: Portal, practice: PracticePortal
) -> None:
    clerk = Clerk(practice.office)
    serial = clerk.accepted("粤ICP备12345678号-1")

    def without(part: str, *names: str) -> object:
        listing = getattr(portal, part)
        return listing.model_copy(update={"columns": {k: v for k, v in listing.columns.items() if k not in names}})

    fewer = {
        "records": without("records", "filed_on"),
        "applications": without("applications", "submitted_at", "opinion"),
    }
    home = signed_in(page, portal.model_copy(update=fewer), practice, "zhixing")
    assert {row.filed_on for row in home.records().read_all().rows} == {""}
    [row] = home.applications().read_all().rows
    assert (row.serial, row.submitted_at, row.opinion) == (serial, "", "")


def test_search_is_the_portals_own(agency: Home) -> None:
    found = agency.records().search("乙丑商城")
    assert [(row.site, row.number) for row in found] == [("乙丑商城", "粤ICP备2020000102号-1")]
    assert found[0].status is RecordStatus.NORMAL


def test_a_search_without_a_match_finds_nothing(agency: Home) -> None:
    assert agency.records().search("不存在的网站") == []


@pytest.mark.parametrize("number", ["粤ICP备12345678号-1", "粤ICP备12345678号-11", "粤ICP备12345678号"])
def test_the_row_is_found_by_its_exact_number(home: Home, number: str) -> None:
    dialog = home.records().cancel(number)
    assert f"({number})" in dialog.text()


def test_a_record_beyond_the_first_page_is_found_by_search(agency: Home) -> None:
    dialog = agency.records().cancel("粤ICP备2020000138号-1")
    assert "(粤ICP备2020000138号-1)" in dialog.text()


def test_the_window_counts_the_sites_of_a_subject(home: Home) -> None:
    assert home.records().cancel("粤ICP备12345678号").sites() == 3


def test_a_dismissed_window_leaves_the_list(home: Home) -> None:
    records = home.records()
    records.cancel("粤ICP备12345678号-1").dismiss()
    assert records.is_here()


def test_a_number_that_is_not_listed_is_refused(home: Home) -> None:
    with pytest.raises(Refused):
        home.records().cancel("粤ICP备12345678号-3")


def test_a_column_that_is_not_there_is_a_changed_page(home: Home, portal: Portal) -> None:
    records = home.records()
    columns = {**portal.records.columns, "status": ("备案状态",)}
    records.listing.words = portal.records.model_copy(update={"columns": columns})
    ears_of(records.page).patience = 1
    with pytest.raises(PageChanged, match=r"no table has the columns .*备案状态.*nearest on the page: 网站名称"):
        records.read_all()


def test_an_error_of_the_server_is_read_while_its_toast_stands(home: Home, office: PracticeOffice) -> None:
    office.faults.add(Error500(step="list", times=5))
    with pytest.raises(Unavailable) as caught:
        home.records().read_all()
        home.records().search("知行")
    assert "系统异常" in caught.value.words


def test_a_lost_session_is_noticed(home: Home, office: PracticeOffice) -> None:
    office.faults.add(SessionExpired(step="applications"))
    with pytest.raises(SignedOut):
        home.applications().read_all()


def test_an_empty_list_is_read_as_what_it_shows(home: Home, office: PracticeOffice) -> None:
    office.faults.add(EmptyList(step="applications"))
    read = home.applications().read_all()
    assert (read.rows, read.total) == ((), 0)


def test_an_announcement_in_the_way_is_closed(selector: ProvinceSelector, office: PracticeOffice, page: Page) -> None:
    office.notice = "系统将于今晚22:00进行维护"
    home = selector.choose("广东").sign_in("zhixing", PASSWORDS["zhixing"], no_captcha)
    assert home.records().cancel("粤ICP备12345678号-1").sites() is None


def test_a_page_that_is_left_while_it_is_read_says_why(home: Home) -> None:
    records = home.records()
    with pytest.raises(SignedOut), records.acting():
        records.page.evaluate("new Promise(() => location.assign('sign_out'))")
