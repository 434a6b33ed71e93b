"""Messages from templates: `<name>.subject.txt`, `<name>.txt`, `<name>.html`, in one language."""

from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from sky_portal.messaging.services import one_line


class Mail(NamedTuple):
    """A message as composed; a confidential one has a secret in it (a link that opens a door)."""

    subject: str
    text: str
    html: str
    confidential: bool = False


def compose(name: str, context: dict[str, Any], language: str) -> Mail:
    """Renders a message in `language`. The text extends messaging/email.txt, the HTML email.html.

    Templates know `base_url`, `reply_to`, `language` and `subject` besides the context.
    """
    with translation.override(language):
        portal = {"base_url": settings.BASE_URL, "reply_to": settings.MAIL_REPLY_TO}
        known = {**portal, "language": language, **context}
        subject = one_line(_plain(f"{name}.subject.txt", known))
        known["subject"] = subject
        return Mail(subject, _tidy(_plain(f"{name}.txt", known)), get_template(f"{name}.html").render(known))


def _plain(template: str, context: dict[str, Any]) -> str:
    """Rendered without HTML escaping: `Äänekosken & Saarijärven pilotti` stays as it is."""
    compiled: Any = get_template(template)
    return compiled.template.render(Context(context, autoescape=False))


def _tidy(text: str) -> str:
    """No trailing spaces, at most one empty line in a row, one newline at the end."""
    kept: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept) + "\n"
