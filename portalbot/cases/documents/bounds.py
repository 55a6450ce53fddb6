"""How much of a file is looked at: asked before anything is drawn, since a small file can ask for gigabytes."""

MOST_BYTES = 200_000_000
"""Larger files are not read."""
MOST_PIXELS = 120_000_000
"""Of one picture as it comes (telephones make 108 million): 480 MB when it is open."""
PAGE_PIXELS = 24_000_000
"""Of one page that is drawn or written: A4 at 490 dpi."""
TOTAL_PIXELS = 48_000_000
"""Of all pages of a file together."""
MOST_PAGES = 20
"""Of a file that is copied."""
MOST_STACKED = 6
"""Pages below one another in one picture: more cannot be read."""
MOST_SIDE = 65_000
"""Pixels of one side: a JPEG has 65,535 at most."""
LEAST_SIDE = 800
"""Pixels of the shorter side: below that a scan is hard to read."""
DPI, LEAST_DPI, MOST_DPI = 150, 72, 300
"""At which a page is drawn; less makes writing unreadable, more shows nothing new."""
MEMORY = 2_000_000_000
"""Bytes that the process which opens files may have."""
SECONDS_TO_EXAMINE = 20.0
SECONDS_TO_COPY = 90.0
