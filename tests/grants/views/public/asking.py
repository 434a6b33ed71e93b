"""Asking for public pages as a visitor, at a moment, in a language."""

from django.urls import reverse
from django.utils.translation import override

from grants.services import call as calls
from grants.services import news as news_service
from sky_portal import clock
from tests.grants import factories

BEFORE = clock.helsinki(2021, 2, 12, 9)
CLOSED = clock.helsinki(2021, 4, 1, 9)
LANGUAGES = ("fi", "sv", "en")


def another(number, **changes):
    """One more published call, a copy of the first under another programme."""
    data = factories.call_data(slug=f"another-{number}", **changes)
    data["programme"]["key"] = f"another-{number}"
    with clock.standing_at(BEFORE):
        return calls.publish(calls.load(data).call)


def page(client, name, *args, language="fi", at=factories.OPEN, query="", **extra):
    with override(language), clock.standing_at(at):
        return client.get(reverse(name, args=args) + query, **extra)


def html_of(*args, **kwargs):
    response = page(*args, **kwargs)
    assert response.status_code == 200
    return response.content.decode()


def write_news(actor, title="Uutinen", *, at=factories.OPEN, published=True, **fields):
    """A piece of news, published at the moment."""
    texts = {
        "title": {"fi": title, "sv": f"{title} på svenska"},
        "lead": {"fi": f"{title} lyhyesti", "sv": f"{title} i korthet"},
        "body": {"fi": f"{title} kokonaan", "sv": f"{title} i sin helhet"},
    }
    with clock.standing_at(at):
        item = news_service.create_news(**(texts | fields), actor=actor)
        return news_service.publish_news(item, actor=actor) if published else item
