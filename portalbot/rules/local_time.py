"""People, portals and rules live in Asia/Shanghai, whatever the machine's time zone; the ledger keeps UTC."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Return the present date where the portals are."""
    return datetime.now(SHANGHAI).date()


def local(instant: str) -> str:
    """Return an instant of the ledger (ISO 8601, UTC) as people read it: 2026-03-02 17:05; what is none, as it is."""
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        return instant
    return moment.replace(tzinfo=UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
