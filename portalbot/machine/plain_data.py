"""Plain data, as JSON has it: tables, lists, texts, numbers. Changed text by text, never as one text of JSON.

A replacement in the text of JSON may take a quote or a comma away that holds it together; in a value it cannot.
"""

from collections.abc import Callable, Mapping
from typing import Any


def each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return plain data with each of its texts changed; names in tables, numbers and the rest stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: each_text(each, change) for name, each in value.items()}
    return [each_text(each, change) for each in value] if isinstance(value, list | tuple) else value
