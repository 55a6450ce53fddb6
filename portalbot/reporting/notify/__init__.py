"""Notifications: people are told by apprise what needs them, once, while a failing channel stops nothing.

`texts` writes the messages and `digest` the day's summary, both from the ledger alone; `sending` hands one message to
apprise and judges what came of it; `notifier` brings them together at the end of each sweep. What is to be sent and
what became of it is in the ledger (`outbox.py`).
"""

from portalbot.reporting.notify.notifier import Notifier

__all__ = ["Notifier"]
