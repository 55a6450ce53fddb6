"""What people get to read: reports, dossiers for clients, letters, messages to channels.

In: the ledger and the evidence as they stand. Out: workbooks, pages, PDF, messages.
Never: a change of a case; a page that runs anything; a secret.
"""
