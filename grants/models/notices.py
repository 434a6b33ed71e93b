"""What a call says after its publication: extensions, answers to questions, news."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.enums import NewsState
from grants.rules import sees_news
from sky_portal.audit.append_only import append_only
from sky_portal.texts import TextsField, pick


@append_only
class Extension(models.Model):
    """More time for a published call, with the reason that everybody reads; nothing else changes."""

    call = models.ForeignKey("grants.Call", on_delete=models.PROTECT, related_name="extensions")
    closed_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reason = TextsField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(closes_at__gt=F("closed_at")), name="extension_gives_time"),
        )

    def __str__(self) -> str:
        return f"{self.call} {self.closes_at:%d.%m.%Y}"


class CallAnswer(models.Model):
    """A question about the call and its answer, for everybody alike (HL 6, 8 §)."""

    call = models.ForeignKey("grants.Call", on_delete=models.PROTECT, related_name="answers")
    place = models.PositiveSmallIntegerField()
    question = TextsField()
    answer = TextsField()
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer about a call")
        verbose_name_plural = _("answers about a call")
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return pick(self.question).text


class NewsQuerySet(models.QuerySet["NewsItem"]):
    """News as a user may see it."""

    def visible_to(self, user: Any) -> "NewsQuerySet":
        """What has been published and whose time has come; all of it for call administrators."""
        return self.filter(sees_news.q(user))


class NewsItem(models.Model):
    """A piece of news, public from its time of publication on."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="news_item")
    call = models.ForeignKey(
        "grants.Call", on_delete=models.PROTECT, null=True, blank=True, related_name="news"
    )
    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=NewsState, default=NewsState.DRAFT)
    title = TextsField()
    lead = TextsField()
    body = TextsField()
    published_at = models.DateTimeField(_("time of publication"), null=True, blank=True)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = (F("published_at").desc(nulls_first=True), "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="published_news_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return pick(self.title).text
