"""Following what was filed to its end: when to look, sweeps, the service, SMS checks, closing out.

In: what the ledger says is under way, the present. Out: looks at the portals, reminders, closed cases.
Never: a filing.
"""
