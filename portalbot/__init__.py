"""portalbot: files cancellations of website filings on provincial portals, once each, and follows them to the end."""

__version__ = "0.1.0"
