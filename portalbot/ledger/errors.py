"""What is wrong with a ledger: the errors of this room that every other one tells apart.

LedgerError: the ledger as it is; DiskError: this machine's disk; OneCase: a single case, and the others go on. What is
more special is told where it arises (AlreadyOpen, CaseIdReused, Unreadable, Doubted).
"""

import errno


class LedgerError(Exception):
    """The ledger cannot be used as it is: says which file, why, and what to do."""


class DiskError(LedgerError):
    """This machine's disk stands in the way: full, read-only, gone, failing, or held. It concerns every case."""


class OneCase(LedgerError):
    """What is wrong concerns one case alone: the others go on."""


FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
DISK = FULL | {errno.EROFS, errno.EIO, errno.ENODEV, errno.ESTALE}
"""What a disk answers that no case is to blame for."""


def disk_error(error: BaseException) -> DiskError | None:
    """Return what an error says of this machine's disk; None where it says nothing of it."""
    if not isinstance(error, OSError) or error.errno not in DISK:
        return None
    cure = "see what ails this disk"
    if error.errno in FULL:
        cure = "make room on this disk"
    elif error.errno == errno.EROFS:
        cure = "let this disk be written, or name another place"
    return DiskError(f"{error.filename or 'a file'} cannot be written: {error.strerror}; {cure}, and run it again")
