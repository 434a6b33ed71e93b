"""The few icons of the portal, drawn on a grid of 16; always beside a word."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "calendar": "M3 4.5h10v9H3zM3 7.5h10M5.5 2.5v3M10.5 2.5v3",
    "download": "M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10",
    "document": "M4 2.5h5.5L12 5v8.5H4zM9.5 2.5V5H12",
    "lock": "M4 7.5h8v6H4zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3",
    "mail": "M2.5 4h11v8h-11zM2.5 4.5L8 9l5.5-4.5",
    "person": "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3 13.5c.6-2.6 2.5-4 5-4s4.4 1.4 5 4",
    "check": "M3 8.5l3.4 3.5L13 4.5",
    "cross": "M4 4l8 8M12 4l-8 8",
    "plus": "M8 3v10M3 8h10",
    "search": "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3",
    "down": "M4 6l4 4 4-4",
    "up": "M4 10l4-4 4 4",
}


def icon(name: str) -> SafeString:
    """An icon, hidden from screen readers: the word beside it says what it means. KeyError if unknown."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"'
        ' stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>',
        mark_safe(PATHS[name]),  # noqa: S308 - our own drawing
    )
