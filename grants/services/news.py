"""News: written by call administrators, public from its time of publication on."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from grants.enums import NewsState
from grants.models import Call, NewsItem
from grants.workflows import NEWS
from sky_portal import clock, locks
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.rules import is_call_administrator
from sky_portal.audit import services as audit
from sky_portal.cases.services import open_case
from sky_portal.texts import NEEDED_TO_PUBLISH, pick

NEEDED = ("title", "body")
SLUG_LENGTH = 80
Texts = dict[str, str]


def create_news(
    *, title: Texts, lead: Texts, body: Texts, call: Call | None = None, slug: str = "", actor: Any
) -> NewsItem:
    """A draft with a case of its own; without a `slug` one is made from the title.

    The same as the author's last item is that one: a form that was sent twice makes one.
    Raises PermissionDenied for who writes no news, ValidationError on a slug that is taken.
    """
    if not is_call_administrator.test(actor, None):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        # What is not there yet has no lock: two sendings of one form wait for each other here.
        locks.lock(Organisation, pk=min(actor.organisations_as(Role.CALL_ADMINISTRATOR)))
        last = NewsItem.objects.filter(written_by=actor).order_by("-pk").first()
        if last and (last.title, last.lead, last.body, last.call) == (title, lead, body, call):
            return last
        item = NewsItem(title=title, lead=lead, body=body, call=call, written_by=actor)
        item.slug = slug or _free_slug(title)
        item.case = open_case("news")
        item.full_clean()
        item.save()
        audit.record(item.case, verb="create_news", thing=item, actor=actor, at=at)
    return item


def save_news(
    item: NewsItem, *, title: Texts, lead: Texts, body: Texts, call: Call | None, slug: str = "", actor: Any
) -> NewsItem:
    """Writes over the item; one that has been published once keeps its address.

    Raises StepForbidden, and ValidationError on a slug that is taken or when what is published
    would lose a national language.
    """
    with NEWS.step("edit_news", item, actor=actor) as row:
        row.title, row.lead, row.body, row.call = title, lead, body, call
        if slug and row.published_at is None:
            row.slug = slug
        if is_published(row):
            _refuse_incomplete(row)
    return row


def publish_news(item: NewsItem, *, at: datetime | None = None, actor: Any) -> NewsItem:
    """Publishes the item now, or to be seen from `at` on.

    Raises StepForbidden, StepRefused, and ValidationError when Finnish or Swedish is missing or
    the time has passed.
    """
    with NEWS.step("publish_news", item, actor=actor) as row:
        _refuse_incomplete(row)
        if at is not None and at < clock.now():
            raise ValidationError({"at": _("This time has passed. Publish now, or give a later time.")})
        row.published_at = at or clock.now()
        row.act.facts = {"published_at": row.published_at.isoformat()}
    return row


def withdraw_news(item: NewsItem, *, actor: Any) -> NewsItem:
    """Takes the item from the public pages; it can be published again. Raises as a step does."""
    with NEWS.step("withdraw_news", item, actor=actor) as row:
        pass
    return row


def is_published(item: NewsItem) -> bool:
    """Whether the item has been published and not withdrawn, be its time come or not."""
    return NEWS.state(item) in (NewsState.PUBLISHED,)


def missing(item: NewsItem) -> dict[str, list[str]]:
    """What publication still needs: the languages by the field in which they are missing.

    A lead may be left out, but not in one national language alone.
    """
    fields = [*NEEDED, *(["lead"] if any(text.strip() for text in item.lead.values()) else [])]
    lacking = {
        name: [code for code in NEEDED_TO_PUBLISH if not getattr(item, name).get(code, "").strip()]
        for name in fields
    }
    return {name: codes for name, codes in lacking.items() if codes}


def _refuse_incomplete(item: NewsItem) -> None:
    if lacking := missing(item):
        words = _("News is published in Finnish and in Swedish: something is missing here.")
        raise ValidationError(dict.fromkeys(lacking, words))


def _free_slug(title: Texts) -> str:
    """A slug of the title that nothing else has; of several equal titles the later are numbered."""
    base = slugify(pick(title, "fi").text)[: SLUG_LENGTH - 5].strip("-") or "news"
    taken = set(NewsItem.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in [base, *numbered] if slug not in taken)
