"""Names of files as people gave them, whatever the locale.

Where a locale has another encoding than UTF-8 (`zh_CN.GBK`, `C`), Python decodes names of files by it: 广东.toml, which
lies on the disk in UTF-8, comes out as something else, and is not found by its name. So such names are compared as
they are on the disk; and the program's own files have names that are the same in every encoding.
"""

import os
from pathlib import Path


def told(name: str | Path) -> str:
    """Return a name, taken from the disk or from the command line, as it reads in UTF-8; else as the locale has it."""
    text = str(name)
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeEncodeError:  # no name of a file in this locale: it was read as text
        return text
    except UnicodeDecodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
