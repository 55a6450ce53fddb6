"""The exit codes that mean the same in every command; a mistake of whoever asked is 2, as typer has it."""

MACHINE = 74
"""Exit code where this machine stands in the way: a full or failing disk, a ledger that is held, no browser, no screen.

The number that sysexits.h gives to an error of input or output. Whatever was being done may be run again.
"""

PIPE = 141
"""Exit code where whoever read what is printed has gone (`| head`): what a shell gives to SIGPIPE."""
