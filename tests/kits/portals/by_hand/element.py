"""The way through the site on Element UI 2."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator

from tests.kits.portals.by_hand.person import ByHand, Wanted, all_pages


class ElementByHand(ByHand):
    """Element UI 2: menus, a table with a fixed column, the form in a dialog."""

    later = ("变更后域名", "有误的内容", "正确的内容")

    def sign_in(self, province: str, account: str, password: str) -> None:
        page = self.page
        page.goto(self.address)
        page.get_by_placeholder("请选择省份").click()
        page.locator(".el-select-dropdown__item").get_by_text(province, exact=True).click()
        page.get_by_text("进入办事大厅").click()
        page.get_by_placeholder("请输入用户名").fill(account)
        page.get_by_placeholder("请输入登录密码").fill(password)
        page.get_by_text("我已阅读并同意").click()
        page.get_by_text("登 录").click()

    def refused_sign_in(self) -> str:
        return self.page.locator(".el-message--error").inner_text()

    def records(self) -> None:
        self.page.get_by_text("备案管理").click()
        self.page.get_by_text("我的备案").click()

    def numbers(self) -> list[str]:
        cells = self.page.locator(".el-table__body-wrapper .el-table__row td:nth-child(2)")
        pager = self.page.locator(".el-pagination .btn-next")
        return all_pages(cells, pager, self.page.locator(".el-loading-mask"), ":disabled")

    def open_form(self, wanted: Wanted) -> None:
        page = self.page
        rows = page.locator(".el-table__body-wrapper .el-table__row")
        rows.first.wait_for()
        place = [cells.split()[1] for cells in rows.all_inner_texts()].index(wanted.number)
        page.locator(".el-table__fixed-right .el-table__row").nth(place).get_by_text("更多").hover()
        page.locator(".el-dropdown-menu__item").get_by_text(self.words.of(wanted.kind)).filter(visible=True).click()
        page.get_by_text("继续办理").click()

    def fill(self, wanted: Wanted, file: Path) -> None:
        page = self.page
        page.get_by_placeholder("请选择注销原因").click()
        reason = self.words.of(wanted.category)
        page.locator(".el-select-dropdown__item").get_by_text(reason).filter(visible=True).click()
        for name, value in wanted.later.items():
            page.locator(".el-form-item").filter(has_text=name).locator("input").fill(value)
        page.get_by_placeholder("请说明注销的具体情况").fill(wanted.text)
        for material in self.materials(wanted):
            item = page.locator(".el-form-item").filter(has_text=material)
            item.locator("input[type=file]").set_input_files(file)
            item.locator(".el-upload-list__item.is-success").wait_for()
        page.get_by_text("我已知悉").click()

    def submit(self) -> None:
        self.page.get_by_text("提 交").click()

    def success(self) -> str:
        words = self._box("提交成功")
        self.page.get_by_text("知道了").click()
        return words

    def refusal(self) -> str:
        return self._box("申请未成功")

    def _box(self, title: str) -> str:
        return (
            self.page.locator(".el-message-box").filter(has_text=title).locator(".el-message-box__message").inner_text()
        )

    def trouble(self) -> str:
        return self.page.locator(".el-message--error").inner_text()

    def sign_in_again(self) -> Locator:
        return self.page.get_by_text("登录状态已过期，请重新登录")

    def opinion(self) -> str:
        page = self.page
        page.get_by_text("注销进度查询").click()
        page.locator(".el-table__fixed-right").get_by_text("查看意见").hover()
        return page.locator(".el-tooltip__popper").filter(visible=True).inner_text()
