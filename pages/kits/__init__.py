"""The UI kits that portals are made of, a file each: adding one touches that file alone.

In: a kit's name, or `auto`. Out: what its parts are called in the page. Never here: where a portal puts a thing.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from pages.kits.kit import Kit

AUTO = "auto"
_BASE = "native"


@cache
def known() -> dict[str, Kit]:
    """Return every kit by its name; plain HTML, what is left where no kit draws a thing, is the last."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__) if found.name != "kit"]
    kits: list[Kit] = sorted((module.KIT for module in modules), key=lambda kit: (kit.name == _BASE, kit.name))
    return {kit.name: kit for kit in kits}


@cache
def of(name: str) -> tuple[Kit, ...]:
    """Return the kits that a page may be made of: all of them, part by part, or the named one over plain HTML."""
    kits = known()
    return tuple(kit for kit in kits.values() if name == AUTO or kit.name in (name, _BASE))
