"""The outbox: what people are told, as rows of the ledger, so that it is told once whatever dies in between."""

from portalbot.looks import Looks


class Outbox(Looks):
    """A book that also keeps the messages to people, and whether each has gone out."""
