"""Options that several commands share, declared once."""

from pathlib import Path
from typing import Annotated

import typer

CasesFile = Annotated[Path, typer.Argument(metavar="CASES", help="The case file (.xlsx, .csv or .toml).")]
PortalUrl = Annotated[
    str | None, typer.Option("--portal-url", help="Where the portal is; the practice portal only on this machine.")
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", help="One profile for every case: its name or its file."),
]
PortalsDir = Annotated[
    Path | None, typer.Option("--portals", help="The folder of your own portal profiles (or PORTALBOT_PORTALS).")
]
EnvFile = Annotated[Path | None, typer.Option("--env-file", help="A file with PORTALBOT_… lines, e.g. passwords.")]
SecretsDir = Annotated[Path | None, typer.Option("--secrets-dir", help="A folder with one file per secret.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where ledger, evidence and logs are kept.")]
Workers = Annotated[int, typer.Option("--workers", min=1, max=32, help="How many accounts at the same time.")]
Headed = Annotated[bool, typer.Option("--headed", help="Show the browser's window.")]
SlowMo = Annotated[float, typer.Option("--slow-mo", min=0, help="Milliseconds to wait after each act, for watching.")]
Trace = Annotated[
    bool, typer.Option("--trace", help="Keep what the browser did after sign-in as evidence, where something fails.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Treat the advisor's warnings as errors.")]
Fit = Annotated[
    bool, typer.Option("--fit-materials", help="Convert or shrink, in a copy, what the portal would not take.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line instead of a table.")]
