"""What is kept of the work: pictures, pages, receipts, each through the gate that takes secrets out.

In: bytes of a page or a file, and of which case they are. Out: a file of this user's alone, inert, with its hash.
Never: a file that did not pass the gate; a page that does anything when it is opened.
"""
