"""Results back to the agency: the ledger as workbook, CSV, JSON or page, or within the agency's own workbook.

From the ledger alone: no portal is looked at. `rows` gathers, `words` names the states in Chinese and English,
`sheets` writes the plain forms, `workbook` refreshes the agency's own file, `page` makes the page.
"""
