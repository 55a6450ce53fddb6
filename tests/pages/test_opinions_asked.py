"""An opinion that stands behind a link is asked for once: what the ledger knows already is not asked again."""

import pytest
from playwright.sync_api import Page

from pages.applications import Applications
from pages.catalogue import shipped
from pages.profile import Portal
from pages.targets import ColumnRead

HTML = """
<h2>我的申请</h2>
<table><thead><tr><th>流水号</th><th>备案号</th><th>注销类型</th><th>状态</th><th>提交时间</th><th>操作</th></tr></thead>
<tbody>
ROWS
</tbody></table><p>共 3 条</p>
<div role="dialog" aria-label="详情" hidden><p>审核意见：<span id="said"></span></p></div>
<script>
    let asked = 0;
    for (const link of document.querySelectorAll('a')) link.onclick = () => {
        asked += 1;
        document.querySelector('#said').textContent = `材料${link.closest('tr').cells[0].innerText}不清晰`;
        document.querySelector('[role=dialog]').hidden = false;
    };
</script>
"""

ROWS = "".join(
    f"<tr><td>{at}</td><td>粤ICP备{at}号-1</td><td>注销网站</td><td>{status}</td><td>2026</td>"
    '<td><a href="#">查看</a></td></tr>'
    for at, status in enumerate(("退回", "审核不通过", "审核中"), 1)
)


@pytest.fixture
def portal() -> Portal:
    base = shipped()
    behind = ColumnRead.model_validate({"opens": "查看", "read": {"beside": "审核意见"}})
    columns = {**base.applications.columns, "opinion": behind}
    return base.model_copy(update={"applications": base.applications.model_copy(update={"columns": columns})})


@pytest.mark.parametrize(
    ("known", "asked"),
    [({}, 2), ({"1": "退回 材料1不清晰"}, 1), ({"1": "审核不通过 材料1不清晰", "2": "审核不通过 材料2不清晰"}, 1)],
    ids=["nothing known", "one known", "one known of another status"],
)
def test_only_an_opinion_that_is_not_known_is_asked_for(
    page: Page, portal: Portal, known: dict[str, str], asked: int
) -> None:
    page.set_content(HTML.replace("ROWS", ROWS))
    read = Applications.within(page, portal).arrive().read_all(known)
    assert [row.opinion for row in read.rows] == ["材料1不清晰", "材料2不清晰", ""]
    assert page.evaluate("asked") == asked
