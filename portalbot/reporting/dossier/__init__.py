"""The dossier of a case: one PDF for the client, the evidence as it was kept, and a manifest that proves both.

`contents` reads the ledger and the evidence, `package` writes and proves the zip file.
"""
