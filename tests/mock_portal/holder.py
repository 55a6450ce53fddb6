"""A licence's holder at the platform, for tests: fills in the one form, saves it, hands it in."""

from __future__ import annotations

from typing import Any

from mock_portal.desk.calls import Reply
from mock_portal.desk.desk import Desk
from mock_portal.desk.practice_office import PracticeOffice
from tests.mock_portal.clerk import Clerk

DRAFT = "licence"
MALL, NEWS, LIVE = "粤B2-20090191", "粤B2-20150382", "粤B2-20190777"
SITES = {MALL: "知行商城", NEWS: "知行资讯", LIVE: "知行直播", "京ICP证030173号": "京华资讯", "B1-20231485": "京华云"}
PAPERS = ("营业执照", "法定代表人身份证", "网站关闭证明")
PLEDGE = "本单位承诺所提交的材料真实有效，并已妥善处理用户善后事宜。"
PLAN = "已公告并短信通知全部用户，余额已退还，数据已删除"


class Holder(Clerk):
    """Act for one account of the platform; signs in at once."""

    def __init__(
        self, office: PracticeOffice | None = None, account: str = "zhixing_zx", desk: Desk | None = None
    ) -> None:
        super().__init__(office, account, desk)

    def form(self, number: str = MALL, **changes: Any) -> dict[str, Any]:
        """Fill in a form that is right in everything that `changes` leaves alone."""
        right = {
            "site": SITES.get(number, ""),
            "number": number,
            "state": "网站已迁移" if number == NEWS else "网站已关闭",
            "since": "2026-02-01",
            "business": "信息服务业务（仅限互联网信息服务）",
            "text": PLAN,
            "pledge": PLEDGE,
        }
        return {**right, **changes}

    def prepare(self, number: str = MALL, *more: str) -> None:
        """Upload what an application about a licence needs, and more."""
        proof = "网站迁移证明" if number == NEWS else "网站关闭证明"
        for material in (*PAPERS[:2], proof, *more):
            assert self.upload(DRAFT, material).code == 0

    def stash(self, number: str = MALL, **changes: Any) -> Reply:
        """Put a form aside."""
        return self.post("stash", self.form(number, **changes))

    def save(self, number: str = MALL, **changes: Any) -> Reply:
        """Save a form."""
        return self.post("save", self.form(number, **changes))

    def hand_in(self, number: str = MALL, **changes: Any) -> Reply:
        """Submit a form."""
        return self.post("submit", self.form(number, **changes))

    def file(self, number: str = MALL, **changes: Any) -> Reply:
        """Prepare, save and submit."""
        self.prepare(number)
        assert self.save(number, **changes).code == 0
        return self.hand_in(number, **changes)

    def status(self) -> tuple[str, str]:
        """Return status and opinion of the newest application as the list shows them."""
        row = self.get("applications").params["rows"][0]
        return str(row["status"]), str(row["opinion"])
