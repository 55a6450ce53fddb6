"""The galleries themselves: each is drawn by the real kit, works without a fault, and tells a test what it holds."""

from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.kits.conftest import Opens
from tests.kits.server import ROWS, Galleries

KITS = ("element_ui", "element_plus", "antd_vue", "antd_react", "layui")
UNTOUCHED = {
    "主办单位名称": "", "统一社会信用代码": "91440101MA5XXXXX1X", "注销原因": "", "接入服务商": "", "注销类型": "",
    "行业类别": "", "上级单位": "", "涉及服务": [], "所在地区": [], "证件类型": [], "单位性质": "",
    "办理方式": "本人办理", "服务内容": [], "短信提醒": False, "注销日期": "", "证件有效期": "", "网站数量": 1,
    "联系人手机": "", "情况说明": "", "承诺书": [], "证件照片": [], "其他材料": [], "同意承诺书": False,
    "经办人": "", "注销原因（弹窗）": "",
}  # fmt: skip
"""What every gallery holds once the portal has filled in its own field."""


@pytest.fixture
def faults(page: Page) -> list[str]:
    """Return what the page's console says of faults, as it comes."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def presses(page: Page, name: str) -> None:
    """Press a button by its words, which a kit may have spaced."""
    page.get_by_role("button", name=" ".join(name)).or_(page.get_by_role("button", name=name, exact=True)).first.click()


@pytest.mark.parametrize("kit", KITS)
def test_a_gallery_is_drawn_without_a_fault_and_says_what_it_holds(kit: str, gallery: Opens, faults: list[str]) -> None:
    page = gallery(kit)
    page.wait_for_function("held()['统一社会信用代码'] !== ''")
    assert page.evaluate("held()") == UNTOUCHED
    presses(page, "提交")
    page.get_by_text("请输入主办单位名称").filter(visible=True).first.wait_for()
    assert page.evaluate("heard") == {"提交": 1}
    assert faults == []


@pytest.mark.parametrize("kit", KITS)
def test_an_upload_is_held_when_it_is_done_and_not_when_it_failed(kit: str, gallery: Opens, tmp_path: Path) -> None:
    page = gallery(kit)
    for name in ("承诺书.pdf", "broken.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4")
    chooser = page.locator("input[type=file]").first
    chooser.set_input_files(tmp_path / "承诺书.pdf")
    page.wait_for_function("held()['承诺书'].length === 1")
    chooser.set_input_files(tmp_path / "broken.pdf")
    page.get_by_text("上传失败，请稍后重试").first.wait_for()
    assert page.evaluate("held()['承诺书']") == ["承诺书.pdf"]


@pytest.mark.parametrize("kit", KITS)
def test_a_list_is_turned_by_the_kits_own_pager(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    page.get_by_text(f"共 {ROWS} 条").wait_for()
    page.get_by_text("粤ICP备2021034567号-10", exact=True).filter(visible=True).first.wait_for()
    following = ".btn-next, .ant-pagination-next, .layui-laypage-next"
    page.locator(following).first.click()
    page.get_by_text("粤ICP备2021034567号-11", exact=True).filter(visible=True).first.wait_for()


# the server


def asked(url: str, path: str, method: str = "GET", body: bytes = b"", kind: str = "") -> tuple[int, str]:
    """Send a path as it is written: a client that means well would tidy it up."""
    connection = HTTPConnection(url.removeprefix("http://"), timeout=5)
    connection.request(method, path, body, {"Content-Type": kind} if kind else {})
    answer = connection.getresponse()
    try:
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/", "/vendor", "/vendor/", "/../server.py", "/..%2fserver.py", "/vendor/../secret", "/vendor/%2e%2e/secret",
        "/vendor//secret", "/vendor/linked", "//etc/passwd", "/vendor//etc/passwd", "/%00", "/no_such.html",
    ],
)  # fmt: skip
def test_the_server_gives_nothing_from_outside_its_two_folders(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "kits").mkdir()
    (tmp_path / "kits" / "inside.js").write_text("inside", encoding="utf-8")
    (tmp_path / "kits" / "linked").symlink_to(tmp_path / "secret")
    with Galleries(tmp_path / "kits") as galleries:
        assert asked(galleries.url, "/vendor/inside.js") == (200, "inside")
        assert asked(galleries.url, path) == (404, '{"code": 404}')


def test_the_server_answers_as_a_small_portal_does(tmp_path: Path) -> None:
    kind = "multipart/form-data; boundary=b"
    part = '--b\r\nContent-Disposition: form-data; name="file"; filename="{}"\r\n\r\n12345\r\n--b--\r\n'
    with Galleries(tmp_path) as galleries:
        assert '"name": "承诺书.pdf", "size": 5' in asked(
            galleries.url, "/upload", "POST", part.format("承诺书.pdf").encode(), kind
        )[1]  # fmt: skip
        assert asked(galleries.url, "/upload", "POST", part.format("broken.pdf").encode(), kind)[0] == 500
        assert asked(galleries.url, "/rows?page=6&size=10")[1].count('"number"') == ROWS - 50
        assert asked(galleries.url, "/options?q=%E6%B7%B1%E5%9C%B3")[1].count('"label"') == 5
