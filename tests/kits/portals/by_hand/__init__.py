"""The ways through the sites as a person goes them: plain steps of Playwright's, a module for each site."""

from tests.kits.portals.by_hand.antd import AntdByHand
from tests.kits.portals.by_hand.cards import CardsByHand
from tests.kits.portals.by_hand.element import ElementByHand
from tests.kits.portals.by_hand.layui import LayuiByHand
from tests.kits.portals.by_hand.person import ByHand
from tests.kits.portals.server import SiteName

BY_HAND: dict[SiteName, type[ByHand]] = {
    "element": ElementByHand,
    "antd": AntdByHand,
    "cards": CardsByHand,
    "layui": LayuiByHand,
}
