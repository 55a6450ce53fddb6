"""Filing once: the plan, the sittings that work it off, the order around the one click, and what is settled by looking.

In: cases, accounts, a guarded page, the ledger. Out: attempts and states in the ledger, evidence of each step.
Never: a click before its INTENT is in the ledger; a second one while the first is not settled.
"""
