"""Markdown that people write for the public, as HTML that can be trusted.

Raw HTML is shown as text, never taken as markup; what comes out is cleaned once more. Headings
start below the page's own, links outside open without a referrer.
"""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

LOWEST = 6
TAGS = {
    *("p", "br", "hr", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"https", "http", "mailto", "tel"}

_parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


def render(text: str, *, below: int = 2) -> SafeString:
    """The text as HTML whose highest heading stands one level under `below`, whatever level it was."""
    tokens = _parser.parse(text)
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)
    for token in tokens:
        _shift_heading(token, below + 1 - highest)
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above


def _shift_heading(token: Token, by: int) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(int(token.tag[1]) + by, LOWEST)}"
