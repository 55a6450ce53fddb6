"""An application that was taken in 河南 and waits for the codes of the SMS check; what is said of wrong ones."""

from __future__ import annotations

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import Subject
from tests.mock_portal.citizen import Citizen
from tests.mock_portal.clerk import Clerk

WRONG = "您的短信核验失败,请输入正确的信息"
LATE = "短信核验超时，申请已退回"
TOO_OFTEN = "短信核验错误次数超过上限，申请已退回"


class Filed:
    """Hold an application that was taken in 河南: the clerk's, the two persons', its serial."""

    def __init__(self, kind: str = "注销主体", office: PracticeOffice | None = None) -> None:
        self.clerk = Clerk(office, "henan")
        self.office = self.clerk.office
        [account] = self.office.accounts("河南")
        self.subject: Subject = account.subjects[0]
        site = self.subject.sites[0]
        assert site.person
        self.head = Citizen(self.clerk.desk, self.subject.person)
        self.keeper = Citizen(self.clerk.desk, site.person)
        self.number = self.subject.number if kind == "注销主体" else f"{self.subject.number}-1"
        self.serial = self.clerk.accepted(self.number, kind=kind)

    @property
    def status(self) -> str:
        return self.office.application(self.serial).status.value

    @property
    def opinion(self) -> str:
        return self.office.application(self.serial).opinion

    def sent(self) -> Filed:
        self.office.advance(minutes=8)
        return self
