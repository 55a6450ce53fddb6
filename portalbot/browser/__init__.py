"""A browser, and the pages that sittings work on: found, launched, shut off from everything but their portal.

In: settings, a profile's origins. Out: a page whose one irreversible click can be guarded and counted.
Never: what a page says or means (that is `pages/`); a case or the ledger; a request that the profile does not name.
"""
