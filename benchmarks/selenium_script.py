"""The same script as one would write it with Selenium: a browser and a sign-in for each case.

    python -m benchmarks.selenium_script URL CASES.toml PASSWORDS.json

A contender only where the package (extra `bench`) and a chromedriver are installed; PORTALBOT_BENCH_CHROMEDRIVER and
PORTALBOT_BENCH_CHROME name them where they are not on the path. As with the others, only the serial is read back.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.scripts import SERIAL, Case, cases_of

SECONDS = 30


def driver_path() -> str | None:
    """Return where a chromedriver is, if Selenium could run here."""
    if find_spec("selenium") is None:
        return None
    return os.environ.get("PORTALBOT_BENCH_CHROMEDRIVER") or shutil.which("chromedriver")


def by_selenium(url: str, cases: Iterable[Case], passwords: dict[str, str]) -> Iterator[str]:
    """File each case in a browser of its own."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    for case in cases:
        options = webdriver.ChromeOptions()
        for argument in ("--headless", "--no-sandbox", "--lang=zh-CN"):
            options.add_argument(argument)
        if chrome := os.environ.get("PORTALBOT_BENCH_CHROME"):
            options.binary_location = chrome
        browser = webdriver.Chrome(options=options, service=Service(driver_path()))
        try:
            _sign_in(browser, url, case, passwords[case["account"]])
            yield _file_case(browser, case)
        finally:
            browser.quit()


def _until(browser: Any, found: Callable[[Any], Any]) -> Any:
    """Wait until something is found, trying again where the page was in the way or has been drawn anew."""
    from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException
    from selenium.webdriver.support.wait import WebDriverWait

    ignored = [ElementClickInterceptedException, StaleElementReferenceException]
    return WebDriverWait(browser, SECONDS, poll_frequency=0.05, ignored_exceptions=ignored).until(found)


def _seen(browser: Any, xpath: str) -> Any:
    """Return the first visible, enabled element, or None: the portal's buttons have hidden twins."""
    elements = browser.find_elements("xpath", xpath)
    return next((each for each in elements if each.is_displayed() and each.is_enabled()), None)


def _wait(browser: Any, xpath: str) -> Any:
    return _until(browser, lambda it: _seen(it, xpath))


def _click(browser: Any, xpath: str) -> None:
    def clicked(it: Any) -> bool:
        if element := _seen(it, xpath):
            element.click()
        return element is not None

    _until(browser, clicked)


def _field(label: str) -> str:
    return f"//*[@id=//label[normalize-space(translate(., '*：:', ''))='{label}']/@for]"


def _sign_in(browser: Any, url: str, case: Case, password: str) -> None:
    browser.get(url)
    _click(browser, f"//a[normalize-space()='{case['login']['province']}']")
    _wait(browser, _field("账号")).send_keys(case["login"]["user_name"])
    _wait(browser, _field("密码")).send_keys(password)
    _click(browser, "//button[normalize-space()='登录']")
    _wait(browser, "//h1[.='个人中心'] | //h2[.='个人中心']")


def _file_case(browser: Any, case: Case) -> str:
    _click(browser, "//a[normalize-space()='备案列表']")
    _wait(browser, _field("关键字")).send_keys(case["number"])
    _click(browser, "//button[normalize-space()='查询']")
    row = f"//tr[td[normalize-space()='{case['number']}']]"
    _click(browser, f"{row}//button[normalize-space()='注销备案']")
    _click(browser, "//*[@role='dialog']//button[normalize-space()='确定']")
    _click(browser, f"//label[normalize-space()='{case['kind']}']")
    _click(browser, "//*[@role='combobox']")
    _click(browser, f"//*[@role='option'][normalize-space()='{case['reason']['category']}']")
    _wait(browser, "//textarea").send_keys(case["reason"]["text"])
    for material, file in case["files"].items():
        group = f"//*[@role='group'][@aria-label='{material}' or @aria-labelledby=//*[.='{material}']/@id]"
        browser.find_element("xpath", f"{group}//input[@type='file']").send_keys(str(Path(file).resolve()))
        _wait(browser, f"{group}//li")
    _click(browser, "//label[contains(., '我已阅读并知晓')]")
    _click(browser, "//button[normalize-space()='提交']")
    _wait(browser, "//*[.='提交成功']")
    found = SERIAL.search(browser.find_element("tag name", "body").text)
    return found[1] if found else ""


def main() -> None:
    """File the cases of a file, printing the serials."""
    url, path, words = sys.argv[1:4]
    passwords = json.loads(Path(words).read_text(encoding="utf-8"))
    for serial in by_selenium(url, cases_of(Path(path)), passwords):
        sys.stdout.write(serial + "\n")


if __name__ == "__main__":
    main()
