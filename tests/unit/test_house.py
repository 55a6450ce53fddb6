"""The house rules of DESIGN and STYLE, read off the source: who may import whom, who prints, where words stand."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.support import ROOT, SAMPLES

PACKAGES = ("portalbot", "pages", "mock_portal")


@dataclass(frozen=True)
class Import:
    """One import: of what, the names taken from it, and whether a program that runs really does it."""

    module: str
    names: tuple[str, ...]
    line: int
    typing_only: bool
    at_top: bool


@dataclass(frozen=True)
class Room:
    """One module of ours."""

    name: str
    path: Path

    @property
    def short(self) -> str:
        """Return the room within its package: `casefile.model` is of the room `casefile`."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def tree(self) -> ast.Module:
        return parsed(self.path)

    def imports(self, *, running: bool = False) -> list[Import]:
        """Return every import; `running` leaves out those under TYPE_CHECKING."""
        found = list(_imports(self.tree, self, typing_only=False, at_top=True))
        return [each for each in found if not (running and each.typing_only)]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _imports(node: ast.AST, room: Room, *, typing_only: bool, at_top: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, (), child.lineno, typing_only, at_top)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                package = room.name if room.path.name == "__init__.py" else room.name.rpartition(".")[0]
                above = package.split(".")[: len(package.split(".")) - child.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            yield Import(base, tuple(alias.name for alias in child.names), child.lineno, typing_only, at_top)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for part in child.body:
                yield from _imports(ast.Module([part], []), room, typing_only=True, at_top=at_top)
            for part in child.orelse:
                yield from _imports(ast.Module([part], []), room, typing_only=typing_only, at_top=at_top)
        else:
            inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, room, typing_only=typing_only, at_top=at_top and not inner)


def rooms_of(package: str) -> list[Room]:
    rooms = []
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        rooms.append(Room(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return rooms


ROOMS = {package: rooms_of(package) for package in PACKAGES}
OURS = ROOMS["portalbot"] + ROOMS["pages"]


def top(module: str) -> str:
    return module.split(".")[0]


def targets(each: Import) -> set[str]:
    """Return the modules that an import may mean: `from portalbot import tables` means portalbot.tables."""
    return {each.module, *(f"{each.module}.{name}" for name in each.names)}


def ids(rooms: list[Room]) -> list[str]:
    return [room.name for room in rooms]


def test_the_rooms_are_found() -> None:
    assert {"portalbot.settle", "portalbot.cli.submit", "portalbot.casefile.model"} <= set(ids(ROOMS["portalbot"]))
    assert {"pages.base", "pages.terms"} <= set(ids(ROOMS["pages"]))
    assert "mock_portal.office" in ids(ROOMS["mock_portal"])


# who may import whom

LAYERS = (
    "cli", "rehearsal", "demo", "service", "sweep", "visits", "runner", "tracing", "waiting", "plan", "clerk", "driver",
    "verifying", "checks", "doctor", "sitting", "looking",
)  # fmt: skip
"""From the top down; a room imports only what stands below it. Every other room stands below all of these."""
MAY: dict[str, set[str]] = {
    "driver": {"sitting", "settle", "states", "ledger", "evidence", "people", "casefile"},
    "sitting": {"apart", "looking", "settle", "states", "ledger", "following", "deadlines", "clock"},
    "looking": {"settle", "states", "ledger", "evidence", "people", "once"},
    "following": {"states"},
    "deadlines": {"apart", "states", "ledger", "clock", "workdays"},
    "workdays": set(),
    "ledger": {"identity", "casebook", "states", "tables", "database"},
    "casebook": {"outbox", "states", "tables", "database"},
    "artefacts": {"looks", "tables"},
    "outbox": {"artefacts", "looks", "book", "tables"},
    "looks": {"book", "tables"},
    "book": {"identity", "plain_data", "tables", "database"},
    "datadir": {"database", "private", "leftovers", "children"},
    "database": {"tables", "private"},
    "settle": set(),
    "purging": {"book", "tables", "states", "evidence", "scrub"},
    "states": set(),
    "tables": set(),
    "scrub": {"plain_data"},
    "identity": {"tables", "database", "private"},
    "plain_data": set(),
    "inert": set(),
    "apart": {"database"},
    "evidence": {"inert", "scrub", "private"},
    "people": set(),
    "locks": {"private"},
    "clock": set(),
    "casefile": {"papers"},
    "papers": {"children"},
    "report": {"apart", "ledger", "states", "clock", "evidence", "casefile", "closeout"},
    "closeout": {"ledger", "clock", "sites"},
    "sites": set(),
    "notify": {"apart", "ledger", "outbox", "states", "clock", "report", "settings", "private", "scrub"},
    "letter": {"casefile"},
    "polling": {"states", "clock", "workdays"},
    "settings": {"states", "sources", "variables", "keyrings"},
    "sources": {"envfile", "variables"},
    "envfile": set(),
    "variables": set(),
    "keyrings": set(),
    "private": {"leftovers"},
    "leftovers": set(),
    "children": set(),
    "processes": set(),
    "watchdog": {"processes"},
    "printing": {"watchdog"},
    "logs": {"private"},
    "browser": {"tunnel", "once", "outgoing", "finder", "children", "leftovers", "watchdog"},
    "once": {"outgoing"},
    "outgoing": {"tunnel"},
    "finder": {"children"},
    "tunnel": {"processes"},
}
"""The rooms of the bot that a room may know, besides itself."""


def rank(room: str) -> int:
    return LAYERS.index(room) if room in LAYERS else len(LAYERS)


def known_rooms(room: Room) -> Iterator[tuple[str, int]]:
    """Yield the other rooms of portalbot that a module imports."""
    names = {each.short for each in ROOMS["portalbot"]} - {""}
    for each in room.imports():
        for target in targets(each):
            parts = target.split(".")
            if parts[0] == "portalbot" and len(parts) > 1 and parts[1] in names and parts[1] != room.short:
                yield parts[1], each.line


@pytest.mark.parametrize("room", ROOMS["portalbot"], ids=lambda room: room.name)
def test_a_room_of_the_bot_knows_only_the_rooms_below_it(room: Room) -> None:
    for other, line in known_rooms(room):
        place = f"{room.path}:{line}"
        if room.short in MAY:
            assert other in MAY[room.short], f"{place}: {room.short} may not import {other}"
        elif rank(room.short) < len(LAYERS):
            assert rank(other) > rank(room.short), f"{place}: {room.short} may not import {other}, which is above it"
        elif room.short not in ("", "__main__"):
            assert rank(other) == len(LAYERS), f"{place}: {room.short} may not import {other}, which is above it"


def test_no_two_rooms_of_the_bot_know_each_other() -> None:
    knows: dict[str, set[str]] = {}
    for room in ROOMS["portalbot"]:
        knows.setdefault(room.short, set()).update(other for other, _ in known_rooms(room))
    assert [(a, b) for a in knows for b in knows[a] if a < b and a in knows.get(b, set())] == []


@pytest.mark.parametrize("room", ROOMS["pages"], ids=lambda room: room.name)
def test_pages_know_nothing_of_the_bot_or_the_practice_portal(room: Room) -> None:
    assert [each for each in room.imports() if top(each.module) in ("portalbot", "mock_portal", "tests")] == []


@pytest.mark.parametrize("room", ROOMS["mock_portal"], ids=lambda room: room.name)
def test_the_practice_portal_imports_the_standard_library_and_itself(room: Room) -> None:
    allowed = sys.stdlib_module_names | {"mock_portal"}
    assert [each for each in room.imports() if top(each.module) not in allowed] == []


def test_the_practice_portal_is_imported_by_the_demo_alone() -> None:
    importers = {room.name for room in OURS for each in room.imports() if top(each.module) == "mock_portal"}
    assert importers == {"portalbot.demo"}


def test_playwright_is_imported_by_pages_and_the_browser_alone() -> None:
    importers = {room.name for room in OURS for each in room.imports(running=True) if top(each.module) == "playwright"}
    assert {name for name in importers if top(name) != "pages"} == {"portalbot.browser"}
    assert not importers & {f"pages.{name}" for name in ("terms", "profile", "wording", "errors", "readings")}


@pytest.mark.parametrize("name", ["terms", "profile", "wording", "errors", "readings"])
def test_the_pure_rooms_of_pages_load_without_playwright(name: str) -> None:
    assert not loaded_by(f"import pages.{name}") & {"playwright", "portalbot"}


def test_the_package_of_pages_is_empty() -> None:
    assert (ROOT / "pages" / "__init__.py").read_text(encoding="utf-8").strip() == ""


def test_the_verdict_needs_neither_a_browser_nor_a_database() -> None:
    assert not loaded_by("import portalbot.settle") & {"playwright", "sqlalchemy"}


def test_the_practice_portal_loads_nothing_of_the_bot() -> None:
    code = "import mock_portal.server, mock_portal.office"
    assert not loaded_by(code) & {"portalbot", "pages", "playwright", "pydantic", "sqlalchemy"}


def test_playwrights_errors_are_named_in_the_base_page_alone() -> None:
    errors = {"Error", "TimeoutError", "*"}
    named = set()
    for room in OURS:
        for each in room.imports():
            if top(each.module) == "playwright" and (errors & set(each.names) or "_impl" in each.module):
                named.add(room.name)
        for node in ast.walk(room.tree):
            if isinstance(node, ast.Attribute) and node.attr in errors and "playwright" in ast.unparse(node.value):
                named.add(room.name)
    assert named == {"pages.base", "pages.failures"}


# who speaks


def test_only_the_command_line_knows_typer_and_rich() -> None:
    importers = {
        room.name for room in OURS for each in room.imports() if top(each.module) in ("typer", "rich", "click")
    }
    assert {name for name in importers if not name.startswith("portalbot.cli")} == set()


def test_only_the_command_line_prints() -> None:
    speaking = []
    for room in OURS:
        if room.name.startswith("portalbot.cli"):
            continue
        for node in ast.walk(room.tree):
            name = node.func if isinstance(node, ast.Call) else None
            said = ast.unparse(name) if name else ""
            if said in ("print", "pprint") or re.match(r"sys\.(stdout|stderr|__stdout__|__stderr__)\.|typer\.", said):
                speaking.append(f"{room.path}:{getattr(node, 'lineno', 0)} {said}")
    assert speaking == []


def test_only_the_command_line_ends_the_process() -> None:
    ways = ("sys.exit", "exit", "quit", "os._exit", "os.abort")
    ending = []
    for room in OURS:
        if room.name.startswith("portalbot.cli"):
            continue
        for node in ast.walk(room.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ways:
                ending.append(f"{room.path}:{node.lineno}")
            if isinstance(node, ast.Raise) and node.exc and "SystemExit" in ast.unparse(node.exc):
                ending.append(f"{room.path}:{node.lineno}")
    assert ending == []


def test_pages_do_not_log() -> None:
    loggers = ("loguru", "logging")
    assert [room.name for room in ROOMS["pages"] for each in room.imports() if top(each.module) in loggers] == []


def test_everything_is_caught_where_one_must_not_stop_the_others_alone() -> None:
    catching = set()
    for room in OURS:
        for node in ast.walk(room.tree):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "BaseException"
                if re.search(r"\b(Base)?Exception\b", caught):
                    catching.add(room.name)
    assert catching <= {"portalbot.apart", "portalbot.runner", "portalbot.clerk", "portalbot.service"}


# where words stand


def docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of the constants that are docstrings, of attributes too."""
    found = set()
    for node in ast.walk(tree):
        for statement in getattr(node, "body", None) or [] if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(id(statement.value))
    return found


@pytest.mark.parametrize(
    "room", [room for room in ROOMS["pages"] if room.name != "pages.terms"], ids=lambda room: room.name
)
def test_no_wording_stands_in_the_python_of_pages(room: Room) -> None:
    known = docstrings(room.tree)
    words = [
        f"{room.path}:{node.lineno} {node.value!r}"
        for node in ast.walk(room.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known
        if re.search(r"[\u3400-\u9fff]", node.value)
    ]
    assert words == []


def test_the_control_of_the_practice_portal_is_unknown_to_the_bot() -> None:
    files = [path for name in ("portalbot", "pages") for path in (ROOT / name).rglob("*") if path.is_file()]
    texts = [path for path in files if path.suffix in (".py", ".toml", ".env", ".txt", ".md", ".html", ".js", ".json")]
    assert len(texts) > 30
    assert [path for path in texts if "_office" in path.read_text(encoding="utf-8")] == []


def test_every_file_is_opened_with_its_encoding() -> None:
    forgotten = []
    for room in [*OURS, *ROOMS["mock_portal"]]:
        for node in ast.walk(room.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                text = node.func.attr in ("read_text", "write_text")
                if text and "encoding" not in {word.arg for word in node.keywords}:
                    forgotten.append(f"{room.path}:{node.lineno}")
    assert forgotten == []


# the samples


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_examples_are_the_samples_file_for_file_and_byte_for_byte() -> None:
    samples, examples = contents(SAMPLES), contents(ROOT / "examples")
    assert sorted(samples) == sorted(examples)
    assert [name for name in samples if samples[name] != examples[name]] == []
    assert "cases.toml" in samples and "accounts.env" in samples


# what help costs

HEAVY = {
    "playwright",
    "sqlalchemy",
    "pydantic",
    "pydantic_settings",
    "rich",
    "loguru",
    "openpyxl",
    "python_calamine",
    "jinja2",
    "PIL",
}


def loaded_by(code: str) -> set[str]:
    """Return the packages that a fresh interpreter has loaded after running some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*{{name.split('.')[0] for name in sys.modules}})"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(done.stdout.split())


def test_help_imports_nothing_heavy() -> None:
    assert loaded_for("--help") & HEAVY == set()
    assert loaded_for("--version") & HEAVY == set()


@pytest.mark.parametrize("command", ["submit", "poll", "status", "check", "demo", "template", "report", "letter"])
def test_the_help_of_a_command_imports_nothing_heavy(command: str) -> None:
    assert loaded_for(command, "--help") & (HEAVY - {"pydantic"}) == set(), "typer itself asks for pydantic"


def loaded_for(*arguments: str) -> set[str]:
    """Return the packages that the program imports when it is called so."""
    command = [sys.executable, "-X", "importtime", "-m", "portalbot", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, cwd=ROOT)
    assert done.stdout
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "portalbot" in loaded and "typer" in loaded
    return loaded
