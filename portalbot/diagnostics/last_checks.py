"""The last check of each portal, kept in the data directory: when, what was found, and what stood on its pages.

One JSON file a portal, written whole or not at all. A file that cannot be read counts as no check, and is said.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from loguru import logger

from pages.skeleton import Skeleton
from portalbot.diagnostics.findings import Report
from portalbot.machine.private_files import make_folder, read, write

FOLDER = "doctor"
MAX_BYTES = 16_000_000
"""Of what is read; a check has some 50 kB."""


@dataclass(frozen=True)
class Check:
    """One check as it was kept. `at` is UTC in ISO 8601; `drift` a `pages.skeleton.Drift`."""

    portal: str
    origin: str
    at: str
    drift: str
    seen: tuple[str, ...]
    findings: tuple[str, ...]
    skeletons: dict[str, Skeleton]


def last(data_dir: Path, portal: str) -> Check | None:
    """Return the last check of a portal, by the profile's name."""
    path = next((path for path in (_path(data_dir, portal), _older(data_dir, portal)) if path.is_file()), None)
    if path is None:
        return None
    try:
        data: dict[str, Any] = json.loads(read(path, MAX_BYTES))
        skeletons = {part: Skeleton.from_data(each) for part, each in data["skeletons"].items()}
        texts = {name: str(data[name]) for name in ("portal", "origin", "at", "drift")}
        return Check(**texts, seen=tuple(data["seen"]), findings=tuple(data["findings"]), skeletons=skeletons)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("{}: the last check cannot be read ({}); it counts as none", path, error)
        return None


def keep(data_dir: Path, report: Report, at: str) -> Path:
    """Keep a report as the last check of its portal; parts that were not seen this time keep their skeletons."""
    before = last(data_dir, report.portal)
    skeletons = {**(before.skeletons if before and before.origin == report.origin else {}), **report.skeletons}
    data = {
        "portal": report.portal,
        "origin": report.origin,
        "at": at,
        "drift": report.drift.value,
        "seen": report.seen,
        "findings": [str(finding) for finding in report.findings],
        "ended": report.ended,
        "skeletons": {part: skeleton.as_data() for part, skeleton in skeletons.items()},
    }
    path = _path(data_dir, report.portal)
    make_folder(path.parent)
    write(path, json.dumps(data, ensure_ascii=False, indent=1).encode())
    return path


def _path(data_dir: Path, portal: str) -> Path:
    """Return the file of a portal: its name is the same in every locale."""
    return data_dir / FOLDER / f"{quote(portal, safe='')}.json"


def _older(data_dir: Path, portal: str) -> Path:
    """Return the file where earlier versions kept it."""
    return data_dir / FOLDER / (re.sub(r"[^\w.-]+", "_", portal) + ".json")
