"""The way through the site on Ant Design."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Locator

from mock_portal.office.terms import Category
from tests.kits.portals.by_hand.person import ByHand, Wanted, all_pages


class AntdByHand(ByHand):
    """Ant Design: a sign-in in a window, a table with columns that stay, three steps and a question."""

    later = ("更换后的域名", "错误资料", "正确资料")
    besides: Mapping[str, str] = {"closed_on": "2026-02-27"}

    def sign_in(self, province: str, account: str, password: str) -> None:
        page = self.page
        page.goto(self.address)
        if province in ("广东", "广西", "海南"):
            page.get_by_text("华南").click()
            page.locator(".ant-card-hoverable").get_by_text(province).filter(visible=True).click()
        else:
            page.get_by_text("电信业务经营许可").click()
        page.get_by_text("登录 / 注册").click()
        page.get_by_text("密码登录").click()
        page.get_by_placeholder("账号").fill(account)
        page.get_by_placeholder("密码", exact=True).fill(password)
        page.get_by_text("登 录").filter(visible=True).click()

    def refused_sign_in(self) -> str:
        return self.page.locator(".ant-modal .ant-alert").inner_text()

    def records(self) -> None:
        self.page.locator(".top").get_by_text("备案信息").click()

    def numbers(self) -> list[str]:
        cells = self.page.locator(".ant-table-row td:nth-child(1)")
        pager = self.page.locator(".ant-pagination-next")
        return all_pages(cells, pager, self.page.locator(".ant-spin-spinning"), "[aria-disabled=true]")

    def open_form(self, wanted: Wanted) -> None:
        row = self.page.locator(".ant-table-row").filter(has=self.page.get_by_text(wanted.number, exact=True))
        row.get_by_text("申请注销").click()

    def fill(self, wanted: Wanted, file: Path) -> None:
        page = self.page
        page.get_by_text(self.words.of(wanted.kind)).click()
        page.locator(".ant-select").click()
        page.locator(".ant-select-item-option").get_by_text(self.words.of(wanted.category)).click()
        if wanted.category is Category.STOPPED:
            page.get_by_placeholder("请选择日期").fill("2026-02-27")
            page.get_by_placeholder("请选择日期").press("Enter")
        for name, value in wanted.later.items():
            page.locator(".ant-form-item").filter(has_text=name).locator("input").fill(value)
        page.locator("textarea").fill(wanted.text)
        page.get_by_text("下一步").click()
        self.attach(file, *self.materials(wanted))
        page.get_by_text("下一步").click()
        page.get_by_text("本单位确认").click()

    def attach(self, file: Path, *materials: str) -> None:
        """Choose a file for each material."""
        for material in materials:
            item = self.page.locator(".ant-form-item").filter(has_text=material)
            item.locator("input[type=file]").set_input_files(file)
            item.locator(".ant-upload-list-item-done").wait_for()

    def submit(self) -> None:
        self.page.get_by_text("提 交").click()
        self.page.get_by_text("确定提交").click()

    def success(self) -> str:
        return self.page.locator(".ant-result-success").inner_text()

    def refusal(self) -> str:
        return self.page.locator(".ant-alert-error").inner_text()

    def trouble(self) -> str:
        return self.page.locator(".ant-message-error").inner_text()

    def sign_in_again(self) -> Locator:
        return self.page.get_by_text("短信登录")

    def opinion(self) -> str:
        self.page.locator(".top").get_by_text("办理进度").click()
        self.page.locator(".ant-table-row-expand-icon").click()
        return self.page.locator(".ant-table-expanded-row").inner_text().removeprefix("审查意见：")

    def fill_licence(self, site: str, number: str, pledge: str, file: Path) -> None:
        """Come from the hall to the form about a licence, and fill it in for a website that was closed."""
        page = self.page
        page.get_by_text("ICP许可证注销").filter(visible=True).click()
        page.get_by_text("已知晓，开始办理").click()
        page.locator("#licence_site").fill(site)
        page.locator("#licence_number").fill(number)
        page.get_by_text("网站已停止服务").click()
        page.get_by_placeholder("请选择日期").fill("2026-02-01")
        page.get_by_placeholder("请选择日期").press("Enter")
        page.locator("#licence_business").fill("信息服务业务")
        page.locator("#licence_text").fill("已公告并短信通知全部用户，余额已退还，数据已删除")
        self.attach(file, "企业营业执照", "法定代表人证件", "网站停止服务证明")
        page.locator("#licence_pledge").fill(pledge)

    def save_licence(self) -> None:
        """Save the form about a licence."""
        self.page.get_by_text("保 存").click()

    def submit_licence(self) -> None:
        """Hand in the form about a licence."""
        self.page.get_by_role("button", name="递 交").click()  # free once everything was saved
        self.page.get_by_text("确定递交").click()
