"""The vocabulary of the portal's templates."""

from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sky_portal.texts import pick
from sky_portal.ui import formats
from sky_portal.ui import markdown as markup
from sky_portal.ui.forms import mark_of, summary
from sky_portal.ui.horizon import draw
from sky_portal.ui.icons import icon as draw_icon
from sky_portal.ui.tables import PAGE, Table, address, page_links
from sky_portal.ui.tilemap import TileMap

register = template.Library()

TONES = {"ok", "wait", "no", "do", "plain", ""}

register.simple_tag(formats.money, name="money")
register.simple_tag(formats.millions, name="millions")
register.simple_tag(formats.number, name="number")
register.simple_tag(formats.moment, name="moment")
register.simple_tag(formats.day, name="day")
register.simple_tag(formats.hour, name="hour")
register.simple_tag(formats.month, name="month")
register.simple_tag(formats.weekday, name="weekday")
register.simple_tag(formats.left, name="left")
register.simple_tag(draw_icon, name="icon")
register.simple_tag(mark_of, name="mark_of")


@register.simple_tag
def near(value: date | datetime) -> SafeString:
    """How far a moment is, in words, with its exact time for machines."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.near(value))


@register.simple_tag
def tag(text: Any, tone: str = "") -> SafeString:
    """A state in a word and a shape: tone ok, wait, no, do or plain."""
    return format_html('<span class="{}">{}</span>', _toned("tag", tone), text)


@register.simple_block_tag
def note(content: SafeString, tone: str = "") -> SafeString:
    """A remark that stands out: tone ok, wait, no, or none for plain information."""
    return format_html('<div class="{}">{}</div>', _toned("note", tone), content)


@register.simple_tag
def local(texts: dict[str, str]) -> str | SafeString:
    """A text in the page's language; another language's text says so in `lang`."""
    found = pick(texts)
    if found.language == formats.language():
        return found.text
    return format_html('<span lang="{}">{}</span>', found.language, found.text)


@register.simple_tag
def local_markdown(texts: dict[str, str], below: int = 2) -> SafeString:
    """A Markdown text in the page's language; another language's text says so in `lang`."""
    found = pick(texts)
    html = markup.render(found.text, below=below)
    if found.language == formats.language():
        return html
    return format_html('<div lang="{}">{}</div>', found.language, html)


@register.filter
def size(value: int) -> str:
    """How large a file is, in words."""
    return formats.size(value)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as clean HTML, its headings below the page's."""
    return markup.render(text)


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Everything that must be put right, each with a link to its field.

    Crispy puts it on top of a form by itself; a template that wants it higher up calls it
    first, and the form's own stays away.
    """
    if getattr(form, "summary_is_shown", False):
        return {"errors": []}
    form.summary_is_shown = True
    return {"errors": summary(form)}


@register.inclusion_tag("components/horizon.html")
def horizon(call: Any, landmark: bool = True) -> dict[str, Any]:
    """The life of the call with today's place on it; a second one on a page is no landmark."""
    return {"horizon": draw(call), "landmark": landmark}


@register.inclusion_tag("components/tilemap.html")
def tilemap(drawn: TileMap) -> dict[str, Any]:
    """A map of Finland's regions with its legend and its table; the page links css/tilemap.css."""
    return {"map": drawn}


@register.inclusion_tag("components/table_heads.html")
def heads(table: Table) -> dict[str, Any]:
    """The head row of a table that is sorted by links."""
    return {"table": table}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, page: Page) -> dict[str, Any]:
    """Links to the other pages of a list; nothing when it has one page."""
    query = context["request"].GET
    return {
        "page": page,
        "links": page_links(page, query),
        "previous": address(query, **{PAGE: page.number - 1}),
        "next": address(query, **{PAGE: page.number + 1}),
    }


@register.inclusion_tag("components/crumbs.html")
def crumbs(here: Any, *steps: Any) -> dict[str, Any]:
    """Where the page stands: its own name, then address and name of each page above it, outermost first."""
    return {"here": here, "steps": list(zip(steps[::2], steps[1::2], strict=True))}


def _toned(name: str, tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"{name}: no tone {tone!r}, say one of {sorted(TONES)}")
    return f"{name} {tone}".strip()
