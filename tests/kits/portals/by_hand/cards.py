"""The way through the site on Element Plus."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator

from tests.kits.portals.by_hand.person import ByHand, Wanted, all_pages


class CardsByHand(ByHand):
    """Element Plus: records on cards, choices in a drawer, names that are tied to no field, a bubble that asks."""

    later = ("新域名", "有误内容", "应为内容")
    besides: Mapping[str, str] = {"agent": "陈知行", "mobile": "13800138000"}

    def sign_in(self, province: str, account: str, password: str) -> None:
        page = self.page
        page.goto(self.address)
        page.get_by_text(province, exact=True).click()
        page.locator("input").nth(0).fill(account)
        page.locator("input").nth(1).fill(password)
        page.get_by_text("登录系统").click()

    def refused_sign_in(self) -> str:
        return self.page.locator(".el-form-item__error").inner_text()

    def records(self) -> None:
        self.page.get_by_text("我的备案").click()

    def numbers(self) -> list[str]:
        cells = self.page.locator(".cards .line").filter(has_text="备案号").locator("span")
        pager = self.page.locator(".el-pagination .btn-next").first
        return all_pages(cells, pager, self.page.locator(".el-loading-mask"), ":disabled")

    def open_form(self, wanted: Wanted) -> None:
        card = self.page.locator(".cards .el-card").filter(has=self.page.get_by_text(wanted.number, exact=True))
        card.get_by_text("办理注销").click()
        for term in (wanted.kind, wanted.category):
            self.page.locator(".chip").get_by_text(self.words.of(term), exact=True).click()
        self.page.get_by_text("下一步").click()

    def fill(self, wanted: Wanted, file: Path) -> None:
        page = self.page
        for name, value in wanted.later.items():
            self._row(name).locator("input[type=text]").fill(value)
        page.locator("textarea").fill(wanted.text)
        for material in self.materials(wanted):
            row = self._row(material)
            row.locator("input[type=file]").set_input_files(file)
            row.locator(".el-upload-list__item.is-success").wait_for()
        page.locator(".el-switch").click()

    def _row(self, name: str) -> Locator:
        return self.page.locator(".row").filter(has=self.page.locator(".name").filter(has_text=name))

    def submit(self) -> None:
        self.page.get_by_text("确认提交").click()
        self.page.get_by_text("确定提交", exact=True).click()

    def success(self) -> str:
        words = self.page.locator(".el-result").inner_text()
        self.page.get_by_text("返回我的备案").click()
        return words

    def refusal(self) -> str:
        return self.page.locator(".el-message--error").inner_text()

    def trouble(self) -> str:
        return self.page.locator(".el-notification").inner_text()

    def sign_in_again(self) -> Locator:
        return self.page.get_by_text("登录已超时，请重新登录")

    def opinion(self) -> str:
        self.page.get_by_text("我的申请").click()
        self.page.get_by_text("查看详情").click()
        return self.page.locator(".el-dialog td").last.inner_text()
