"""What answers a request: sessions, CAPTCHAs, the counters, and the faults that may come between.

In: a call for one province's entrance, whatever carried it. Out: one reply in the portal's form, faults and all.
Never: a decision of the authority's (it asks the office); HTTP, HTML, a file of `site/`.
"""
