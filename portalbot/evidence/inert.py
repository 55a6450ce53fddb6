"""Kept pages that do nothing when somebody opens them: no script, no frame, no address, and a policy in front of all.

What a page may keep goes by a list of what is allowed (nh3, which parses as browsers do); the policy is put on last,
so that nothing of the page stands before it and nothing takes it away any more. Either alone would do in a browser of
today; kept pages are opened years later, and by other programs.
"""

import re

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"
HEAD = (
    '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
    f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><title>portalbot</title></head>\n<body>\n'
).encode()
"""What each kept page begins with."""

_PLAIN = {
    "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "dialog", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure",
    "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "ins", "kbd", "label", "legend",
    "li", "main", "mark", "nav", "ol", "optgroup", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike",
    "strong", "style", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u",
    "ul", "var", "wbr",
}  # fmt: skip
_OWN = {
    "button": {"disabled"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "value", "checked", "disabled", "readonly", "placeholder", "size"},
    "option": {"selected", "disabled", "value"},
    "select": {"disabled", "multiple", "size"},
    "textarea": {"rows", "cols", "disabled", "readonly", "placeholder"},
}
_EVERYWHERE = {
    "align", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "colspan", "dir", "for", "height",
    "hidden", "id", "lang", "name", "open", "role", "rowspan", "scope", "size", "span", "start", "style", "title",
    "valign", "width",
}  # fmt: skip
_WHOLE = {"script", "noscript", "template", "title", "object", "embed", "iframe", "frame", "frameset", "svg", "math"}
"""What goes with all that is in it."""
_LOADS = re.compile(
    r"@import\b[^;{}]*;?|(?:url|image|image-set|src)\s*\((?!\s*[\"']?data:)[^)]*\)|expression\s*\([^)]*\)|-moz-binding\b",
    re.IGNORECASE,
)
"""What a style would load, or run in old browsers."""
_STYLE = re.compile(r"(<style[^<>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)


def inert(page: bytes) -> bytes:
    """Return a page of HTML (UTF-8) that runs no script, leads nowhere and loads nothing, whatever was in it."""
    import nh3

    body = nh3.clean(
        page.decode("utf-8", "replace"),
        tags=_PLAIN | set(_OWN),
        clean_content_tags=_WHOLE,
        attributes={"*": _EVERYWHERE, **_OWN},
        attribute_filter=_kept,
        url_schemes={"data"},
        url_relative="deny",
        link_rel=None,
    )
    return HEAD + _STYLE.sub(_without_loads, body).encode() + b"\n</body></html>\n"


def is_inert(page: bytes) -> bool:
    """Say whether a page was kept by this very rule; older ones had the policy alone."""
    return page.startswith(HEAD)


def _kept(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if tag == "img" and value.lstrip().startswith("data:image/") and "svg" not in value[:32] else None
    if name == "style":
        return _LOADS.sub("none", value)
    return value


def _without_loads(style: re.Match[str]) -> str:
    return f"{style[1]}{_LOADS.sub('', style[2])}{style[3]}"
