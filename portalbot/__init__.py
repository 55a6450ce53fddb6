"""portalbot: files cancellations of website filings on provincial portals, once each, and follows them to the end.

Its rooms are those of the design but for three: `rules` holds what is pure, below everything; `diagnostics` has the
doctor and the rehearsal, which drive sittings and so stand above them, while `cases.portals` says which profile serves
what; `reporting` is whatever people get to read, dossiers and letters too, since they stand on following's results.
"""

__version__ = "0.2.0"
