"""The house rules of DESIGN and STYLE, read off the source: who may import whom, who prints, where words stand."""

import ast
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.support import ROOT

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
    """Return the modules that an import may mean: `from portalbot.ledger import tables` means that module."""
    return {each.module, *(f"{each.module}.{name}" for name in each.names)}


def ids(rooms: list[Room]) -> list[str]:
    return [room.name for room in rooms]


def test_the_rooms_are_found() -> None:
    assert {"portalbot.rules.settle", "portalbot.cli.submit", "portalbot.cases.casefile.model"} <= set(
        ids(ROOMS["portalbot"])
    )
    assert {"pages.base", "pages.terms"} <= set(ids(ROOMS["pages"]))
    assert "mock_portal.office.office" in ids(ROOMS["mock_portal"])


# who may import whom


def test_the_contracts_between_rooms_hold() -> None:
    """The floors of the house and what is independent of what: `[tool.importlinter]` in pyproject.toml."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        capture_output=True, text=True, encoding="utf-8", cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", done.stdout)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_know_each_other_in_a_circle(package: str) -> None:
    """Neither when they run nor for their types."""
    modules = {room.name for room in ROOMS[package]}
    knows = {
        room.name: {target for each in room.imports() for target in narrowest(each, modules)} - {room.name}
        for room in ROOMS[package]
    }
    assert sum(map(len, knows.values())) > len(modules)
    tuple(graphlib.TopologicalSorter(knows).static_order())


def narrowest(each: Import, modules: set[str]) -> set[str]:
    """Return the modules that an import is of: `from a import b` is of `a.b` where that is one, else of `a`."""
    return {
        full if (full := f"{each.module}.{name}") in modules else each.module for name in each.names or ("",)
    } & modules


def test_the_bot_has_few_rooms_and_each_says_what_it_is() -> None:
    beside = {path.name for path in (ROOT / "portalbot").iterdir() if path.is_file()}
    rooms = [path for path in (ROOT / "portalbot").iterdir() if path.is_dir() and list(path.glob("*.py"))]
    assert beside == {"__init__.py", "__main__.py"} and len(rooms) <= 12
    for room in rooms:
        said = ast.get_docstring(parsed(room / "__init__.py")) or ""
        assert all(word in said for word in ("In:", "Out:", "Never:")), room


@pytest.mark.parametrize("room", ROOMS["pages"], ids=lambda room: room.name)
def test_pages_know_nothing_of_the_bot_or_the_practice_portal(room: Room) -> None:
    assert [each for each in room.imports() if top(each.module) in ("portalbot", "mock_portal", "tests")] == []


@pytest.mark.parametrize("room", ROOMS["mock_portal"], ids=lambda room: room.name)
def test_the_practice_portal_imports_the_standard_library_and_itself(room: Room) -> None:
    allowed = sys.stdlib_module_names | {"mock_portal"}
    assert [each for each in room.imports() if top(each.module) not in allowed] == []


def test_the_practice_portal_is_imported_by_the_demo_alone() -> None:
    importers = {room.name for room in OURS for each in room.imports() if top(each.module) == "mock_portal"}
    assert importers == {"portalbot.diagnostics.demo"}


def test_playwright_is_imported_by_pages_and_the_browser_alone() -> None:
    importers = {room.name for room in OURS for each in room.imports(running=True) if top(each.module) == "playwright"}
    assert {name for name in importers if top(name) != "pages"} == {"portalbot.browser.launch"}
    assert not importers & {
        f"pages.{name}" for name in ("terms", "profile", "wording", "matching", "errors", "readings")
    }


@pytest.mark.parametrize("name", ["terms", "profile", "wording", "matching", "errors", "readings"])
def test_the_pure_rooms_of_pages_load_without_playwright(name: str) -> None:
    assert not loaded_by(f"import pages.{name}") & {"playwright", "portalbot"}


def test_the_package_of_pages_is_empty() -> None:
    assert (ROOT / "pages" / "__init__.py").read_text(encoding="utf-8").strip() == ""


def test_the_verdict_needs_neither_a_browser_nor_a_database() -> None:
    assert not loaded_by("import portalbot.rules.settle") & {"playwright", "sqlalchemy"}


def test_the_practice_portal_loads_nothing_of_the_bot() -> None:
    code = "import mock_portal.web.server, mock_portal.office.office"
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
    a_library_raises_it_itself = {"portalbot.browser.launch"}
    assert catching <= {
        "portalbot.ledger.isolation", "portalbot.filing.runner", "portalbot.filing.account_worker",
        "portalbot.following.service", *a_library_raises_it_itself,
    }  # fmt: skip


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


KITS_CLASSES = re.compile(r"(?<![\w-])(?:\.?el-(?!f)|\.?ant-|\.?layui)[\w-]*")
"""Classes of the kits, as they stand in CSS."""


def test_the_classes_of_a_kit_stand_in_its_own_file_alone() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): sorted(set(KITS_CLASSES.findall(path.read_text(encoding="utf-8"))))
        for path in (ROOT / "pages").rglob("*.py")
    }
    assert {path for path, classes in found.items() if classes} == {
        f"pages/kits/{kit}.py" for kit in ("antd", "element", "layui")
    }


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
