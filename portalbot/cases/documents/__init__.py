"""Files that clients hand in: what they are, what a person sees on them, and copies that show the same.

They come from anywhere, and a PDF of two kilobytes can ask for gigabytes or for hours. So nothing of them is opened
in the process that holds passwords and the ledger: `examined` and `copied` ask another one (`isolated.py`), which has a
bound of time and, where the system knows one, of memory, and is ended when it passes them. What can be bounded
beforehand (pixels, pages, bytes: `bounds.py`) is refused with words before anything is drawn.

`content.py` tells what a file is by its first bytes. `pdf.py` and `pictures.py` open it as a viewer would: forms,
seals and notes drawn, upright, on white, in 8 bits and sRGB. `examining.py` finds what would come back from an office,
`copies.py` makes a copy of another type or size, and `comparing.py` holds the finished copy against the original.
"""

from portalbot.cases.documents.content import HEAD, Content, content_of, ending_of
from portalbot.cases.documents.errors import Unfit
from portalbot.cases.documents.isolated import Finding, copied, end, examined

__all__ = ["HEAD", "Content", "Finding", "Unfit", "content_of", "copied", "end", "ending_of", "examined"]
