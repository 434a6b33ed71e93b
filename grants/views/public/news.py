"""News for everybody: the list, one piece of news, the feed."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.models import NewsItem
from grants.rules import call_is_public
from grants.views.public.phase import public_news
from sky_portal.audience import PUBLIC, audience
from sky_portal.texts import pick
from sky_portal.ui.caching import for_crowds
from sky_portal.ui.tables import PAGE

ROWS = 10
IN_FEED = 20
# Other spellings of a number would be kept as pages of their own.
NUMBER = "[1-9][0-9]{0,3}"


@audience(PUBLIC)
@require_safe
@for_crowds(parameters={PAGE: NUMBER})
def news(request: HttpRequest) -> HttpResponse:
    """What is new, the newest first; raises Http404 for a page that there is not."""
    try:
        page = Paginator(public_news(request.user), ROWS).page(request.GET.get(PAGE, 1))
    except InvalidPage:
        raise Http404 from None
    return render(request, "grants/news/news.html", {"page": page})


@audience(PUBLIC)
@require_safe
@for_crowds
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news."""
    found = get_object_or_404(public_news(request.user).select_related("call"), slug=slug)
    return render(request, "grants/news/item.html", item_context(found))


def item_context(item: NewsItem) -> dict[str, Any]:
    """What `grants/news/_item.html` needs; the call is named once the public knows it."""
    known = item.call if item.call and call_is_public.test(None, item.call) else None
    return {"item": item, "about": known}


class NewsFeed(Feed):
    """The latest news in the language of the address (Atom)."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """The feed's name."""
        return _("News of the SKY portal")

    def link(self) -> str:
        """The page of the same news."""
        return reverse("grants:news")

    def feed_url(self) -> str:
        """The feed itself."""
        return reverse("grants:news_feed")

    def items(self) -> list[NewsItem]:
        """What everybody may read, whoever asks."""
        return list(public_news(AnonymousUser())[:IN_FEED])

    def item_guid(self, item: NewsItem) -> str:
        """What readers know the item by: it stays, whatever happens to the address."""
        return f"urn:uuid:{item.case_id}:{get_language()}"

    def item_title(self, item: NewsItem) -> str:
        """The title in the feed's language."""
        return pick(item.title).text

    def item_description(self, item: NewsItem) -> str:
        """The lead in the feed's language."""
        return pick(item.lead).text

    def item_link(self, item: NewsItem) -> str:
        """The page of the item."""
        return reverse("grants:news_item", args=[item.slug])

    def item_pubdate(self, item: NewsItem) -> datetime | None:
        """When it was published."""
        return item.published_at

    item_updateddate = item_pubdate


@audience(PUBLIC)
@require_safe
@for_crowds
def news_feed(request: HttpRequest) -> HttpResponse:
    """The feed of the page's language."""
    return NewsFeed()(request)
