"""Plain HTML: the base of all kits, and what is left where none draws a thing."""

from pages.kits.kit import Choosing, Kit, Marks, Pager, Tables

KIT = Kit(
    name="native",
    controls={
        "files": "input[type=file]",
        "date": "input[type=date]",
        "select": "select",
        "radio": "input[type=radio]",
        "checks": "input[type=checkbox]",
        "number": "input[type=number]",
        "textarea": "textarea",
        "text": "input:not([type=hidden]):not([type=button]):not([type=submit])",
    },
    select=Choosing(opener="select", option="option", shown="select"),
    radio=Marks(item="label:has(input[type=radio])", on=":has(input:checked)", box="input"),
    checks=Marks(item="label:has(input[type=checkbox])", on=":has(input:checked)", box="input"),
    tables=Tables(
        root="table",
        heads="thead th, thead td, tr:first-child > th",
        rows="tbody tr:has(td)",
        copies=("tbody tr:has(td)",),
    ),
    pager=Pager(
        root="[role=navigation], nav",
        current="[aria-current=page]",
        following="[rel=next]",
        ended="[disabled], [aria-disabled=true], .disabled",
    ),
    opened="[open] > summary",
    tip="[role=tooltip]",
)
