"""The way through the site on layui."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Dialog, FrameLocator, Locator, Page

from mock_portal.office.words import Words
from tests.kits.portals.by_hand.person import ByHand, Wanted, all_pages


class LayuiByHand(ByHand):
    """layui and jQuery: a frame for the work, the form in a frame within it, native windows for all that is said."""

    later = ("新的域名", "错误数据", "正确数据")

    def __init__(self, page: Page, address: str, words: Words) -> None:
        super().__init__(page, address, words)
        self._said: list[str] = []
        page.on("dialog", self._agree)

    def _agree(self, dialog: Dialog) -> None:
        self._said.append(dialog.message)
        dialog.accept()

    @property
    def main(self) -> FrameLocator:
        """Return the frame in which the work is done."""
        return self.page.frame_locator("[name=mainFrame]")

    @property
    def form(self) -> FrameLocator:
        """Return the frame of the form, within the other."""
        return self.main.frame_locator("iframe")

    def sign_in(self, province: str, account: str, password: str) -> None:
        page = self.page
        page.goto(self.address)
        page.locator(".layui-form-select input").click()
        page.locator("dd").get_by_text(province, exact=True).click()
        page.get_by_text("确 定").click()
        page.locator("[name=userName]").fill(account)
        page.locator("[name=passWord]").fill(password)
        page.get_by_text("登　录").click()

    def refused_sign_in(self) -> str:
        if not self._said:
            self.page.wait_for_event("dialog")
        return self._told()

    def records(self) -> None:
        self.page.get_by_text("备案查询").click()
        self.page.get_by_text("备案数据").click()

    def numbers(self) -> list[str]:
        cells = self.main.locator(".layui-table-main td[data-field=number]")
        pager = self.main.locator(".layui-laypage-next")
        return all_pages(cells, pager, self.main.locator(".layui-table-init"), ".layui-disabled")

    def open_form(self, wanted: Wanted) -> None:
        rows = self.main.locator(".layui-table-main tr")
        row = rows.filter(has=self.page.get_by_text(wanted.number, exact=True))
        place = row.get_attribute("data-index")
        self.main.locator(f".layui-table-fixed-r tr[data-index='{place}']").get_by_text("注销").click()

    def fill(self, wanted: Wanted, file: Path) -> None:
        form = self.form
        form.locator(".layui-form-radio").get_by_text(self.words.of(wanted.kind)).click()
        form.locator(".layui-form-select input").click()
        form.locator("dd").get_by_text(self.words.of(wanted.category), exact=True).click()
        for name, value in wanted.later.items():
            form.locator("tr").filter(has_text=name).locator("input").fill(value)
        form.locator("textarea").fill(wanted.text)
        for material in self.materials(wanted):
            row = form.locator("#materials tr").filter(has_text=material)
            with self.page.expect_file_chooser() as chooser:
                row.get_by_text("上传附件").click()
            chooser.value.set_files(file)
            row.get_by_text("删除").wait_for()
        form.get_by_text("承诺以上内容真实").click()

    def submit(self) -> None:
        self._said.clear()
        with self.page.expect_event("dialog", lambda dialog: dialog.type == "alert"):
            self.form.get_by_text("上报注销").click()

    def success(self) -> str:
        return self._told()

    def refusal(self) -> str:
        return self._told()

    def trouble(self) -> str:
        return self._told()

    def _told(self) -> str:
        return self._said[-1]

    def sign_in_again(self) -> Locator:
        return self.page.get_by_text("登　录")

    def opinion(self) -> str:
        self.page.get_by_text("申请查询").click()
        self.page.get_by_text("注销申请记录").click()
        return self.main.locator("td[title]").get_attribute("title") or ""
