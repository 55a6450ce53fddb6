"""What a careful user would write with Playwright instead, and the floor beneath everybody.

    python -m benchmarks.scripts WAY URL CASES.toml [PASSWORDS.json]

`browser`: a browser and a sign-in for each case. `context`: one browser, a context and a sign-in for each case.
`floor`: one page, signed in once for an account, doing the acts of its cases and nothing else. `http`: the same
requests without a browser. None keeps a ledger, looks before it files, or reads anything back but the serial.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from portalbot.browser.finder import find

Case = dict[str, Any]
SERIAL = re.compile(r"流水号\s*[：:]\s*(\d+)")


def cases_of(path: Path) -> list[Case]:
    """Read the cases, each with its account and the paths of its files."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    for case in told["cases"]:
        case["login"] = told["accounts"][case["account"]]
        case["files"] = {name: str(path.parent / file) for name, file in case["materials"].items()}
    return list(told["cases"])


def sign_in(page: Page, url: str, case: Case, password: str) -> None:
    """Go to the province's portal and sign in."""
    page.goto(url)
    page.get_by_role("link", name=case["login"]["province"], exact=True).click()
    page.get_by_label("账号").fill(case["login"]["user_name"])
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="个人中心").wait_for()


def file_case(page: Page, case: Case, *, search: bool = True) -> str:
    """File one case in a page that is signed in; returns its serial.

    Where many are filed in one page the search would hold everybody up: its button is locked for 3 s after a click.
    """
    page.get_by_role("link", name="备案列表", exact=True).click()
    if search:
        page.get_by_label("关键字").fill(case["number"])
        page.get_by_role("button", name="查询").click()
    else:
        page.get_by_label("每页条数").filter(visible=True).select_option(label="40条/页")
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=case["number"], exact=True))
    row.get_by_role("button", name="注销备案").click()
    page.get_by_role("dialog", name="提示").get_by_role("button", name="确定").click()
    page.get_by_role("heading", name="注销备案申请").wait_for()
    page.get_by_role("radio", name=case["kind"]).check(force=True)
    page.get_by_role("combobox", name="注销原因").click()
    page.get_by_role("option", name=case["reason"]["category"], exact=True).click()
    page.get_by_label("原因说明").fill(case["reason"]["text"])
    for material, file in case["files"].items():
        group = page.get_by_role("group", name=material)
        with page.expect_file_chooser() as chooser:
            group.get_by_role("button", name="选择文件").click()
        chooser.value.set_files(file)
        group.get_by_role("listitem").wait_for()
    page.get_by_role("checkbox", name="我已阅读并知晓").check(force=True)
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("heading", name="提交成功").wait_for()
    found = SERIAL.search(page.locator("body").inner_text())
    return found[1] if found else ""


def by_browser(url: str, cases: Iterable[Case], passwords: dict[str, str]) -> Iterator[str]:
    """File each case in a browser of its own."""
    with sync_playwright() as playwright:
        for case in cases:
            browser = _launch(playwright)
            page = browser.new_page()
            sign_in(page, url, case, passwords[case["account"]])
            yield file_case(page, case)
            browser.close()


def by_context(url: str, cases: Iterable[Case], passwords: dict[str, str]) -> Iterator[str]:
    """File each case in a context of its own, all in one browser."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        for case in cases:
            context = browser.new_context()
            page = context.new_page()
            sign_in(page, url, case, passwords[case["account"]])
            yield file_case(page, case)
            context.close()
        browser.close()


def floor(url: str, cases: Iterable[Case], passwords: dict[str, str]) -> Iterator[str]:
    """File an account's cases in one page, signed in once."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        for account, mine in groupby(cases, key=lambda case: str(case["account"])):
            page = browser.new_context().new_page()
            for turn, case in enumerate(mine):
                if not turn:
                    sign_in(page, url, case, passwords[account])
                yield file_case(page, case, search=False)
            page.context.close()
        browser.close()


def by_http(url: str, cases: Iterable[Case], passwords: dict[str, str]) -> Iterator[str]:
    """Send the requests of each case without a browser."""
    import httpx

    for account, mine in groupby(cases, key=lambda case: str(case["account"])):
        with httpx.Client(base_url=f"{url}/guangdong/api/", timeout=60, trust_env=False) as client:
            for turn, case in enumerate(mine):
                if not turn:
                    body = {"account": case["login"]["user_name"], "password": passwords[account]}
                    client.post("sign_in", json=body).raise_for_status()
                number = {"number": case["number"]}
                for path in ("records", "dialog", "form"):
                    client.get(path, params=number).raise_for_status()
                for material, file in case["files"].items():
                    sent = {"file": (Path(file).name, Path(file).read_bytes())}
                    client.post("upload", params={**number, "material": material}, files=sent).raise_for_status()
                reason = {"reason": case["reason"]["category"], "text": case["reason"]["text"]}
                body = {**number, "kind": case["kind"], **reason, "declared": True}
                yield str(client.post("submit", json=body).json()["params"]["serial"])


def opened(url: str, cases: Iterable[Case], passwords: dict[str, str]) -> Iterator[str]:
    """Open every page of both lists of every account, and read nothing in them."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        for account, mine in groupby(cases, key=lambda case: str(case["account"])):
            page = browser.new_context().new_page()
            sign_in(page, url, next(mine), passwords[account])
            for name in ("备案列表", "我的申请"):
                page.get_by_role("link", name=name, exact=True).click()
                table = page.get_by_role("table", name=name)
                table.get_by_role("row").nth(1).wait_for()
                page.get_by_label("每页条数").filter(visible=True).select_option(label="40条/页")
                following = page.get_by_role("button", name="下一页").filter(visible=True)
                shown = page.get_by_text(re.compile(r"第\s*\d+\s*/\s*\d+\s*页")).filter(visible=True)
                page.wait_for_function(ONE_SIZE)
                pages = int(re.findall(r"\d+", shown.inner_text())[1])
                for turn in range(2, pages + 1):
                    following.click()
                    page.get_by_text(re.compile(rf"第\s*{turn}\s*/")).filter(visible=True).wait_for()
            page.context.close()
            yield account
        browser.close()


ONE_SIZE = "() => !document.querySelector('.el-loading-mask:not([style*=none])')"


def looked_up(url: str, cases: Iterable[Case], passwords: dict[str, str]) -> Iterator[str]:
    """Sign in for each case, and read the status of its application."""
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        for case in cases:
            page = browser.new_context().new_page()
            sign_in(page, url, case, passwords[case["account"]])
            page.get_by_role("link", name="我的申请", exact=True).click()
            table = page.get_by_role("table", name="我的申请")
            row = table.get_by_role("row").filter(has=page.get_by_role("cell", name=case["number"], exact=True))
            following = page.get_by_role("button", name="下一页").filter(visible=True)
            table.get_by_role("row").nth(1).wait_for()
            turn = 1
            while not row.count():
                turn += 1
                following.click()
                page.get_by_text(re.compile(rf"第\s*{turn}\s*/")).filter(visible=True).wait_for()
            yield row.inner_text()
            page.context.close()
        browser.close()


def _launch(playwright: Any) -> Browser:
    arguments = find(playwright, headed=False).launch_arguments()
    browser: Browser = playwright.chromium.launch(**arguments)
    return browser


WAYS = {
    "browser": by_browser,
    "context": by_context,
    "floor": floor,
    "http": by_http,
    "opened": opened,
    "look-up": looked_up,
}


def main() -> None:
    """File the cases of a file one way, printing the serials."""
    way, url, path, words = sys.argv[1:5]
    passwords = json.loads(Path(words).read_text(encoding="utf-8"))
    way, _, most = way.partition(":")
    for serial in WAYS[way](url, cases_of(Path(path))[: int(most or 0) or None], passwords):
        sys.stdout.write(serial + "\n")


if __name__ == "__main__":
    main()
