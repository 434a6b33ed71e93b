"""Writing news and publishing it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.models import Call, NewsItem
from sky_portal import clock
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.moment_field import HelsinkiMomentField
from sky_portal.ui.stale import StaleGuard
from sky_portal.ui.texts_field import TextsFormField

NOW, LATER = "now", "later"


class NewsForm(StaleGuard, PortalFormMixin, forms.Form):
    """Title, lead and text in each language; the call it is about, if any; its address."""

    title = TextsFormField(label=gettext_lazy("Title"), max_length=120)
    lead = TextsFormField(
        label=gettext_lazy("Lead"),
        help_text=gettext_lazy("A sentence or two that stand in lists and on the front page."),
        rows=2,
        max_length=400,
    )
    body = TextsFormField(label=gettext_lazy("Text"), rows=10, markdown=True, max_length=20_000)
    call = forms.ModelChoiceField(
        label=gettext_lazy("The call that the news is about"),
        queryset=Call.objects.none(),
        empty_label=gettext_lazy("No call"),
        required=False,
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Small letters, digits and hyphens. Left empty, it is made from the title."),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, calls: Any, item: NewsItem | None = None, **kwargs: Any) -> None:
        super().__init__(*args, stored=stored(item), **kwargs)
        self.item = item
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        if item and item.published_at:
            # Links to it exist: the address of what has once been public stays.
            del self.fields["slug"]

    def clean_title(self) -> dict[str, str]:
        """A draft may lack a language, but it needs some title."""
        title: dict[str, str] = self.cleaned_data["title"]
        if not title:
            raise ValidationError(_("Give a title in at least one language."))
        return title

    def clean_slug(self) -> str:
        """Refuses an address that another piece of news has."""
        slug: str = self.cleaned_data["slug"].lower()
        having = NewsItem.objects.filter(slug=slug)
        if slug and (having.exclude(pk=self.item.pk) if self.item else having).exists():
            raise ValidationError(_("Another piece of news has this address."))
        return slug


class PublicationForm(PortalFormMixin, forms.Form):
    """Now, or from a moment on."""

    when = forms.ChoiceField(
        label=gettext_lazy("When is it published?"),
        choices=[(NOW, gettext_lazy("Now")), (LATER, gettext_lazy("At a set time"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    at = HelsinkiMomentField(
        label=gettext_lazy("Time of publication"),
        help_text=gettext_lazy("Needed only for a set time. Helsinki time."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """A set time is needed when one is chosen, and lies ahead; else it does not count."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") != LATER:
            cleaned["at"] = None
            self.errors.pop("at", None)
        elif "at" not in self.errors:
            if cleaned.get("at") is None:
                self.add_error("at", _("Give the date and the time of day."))
            elif cleaned["at"] < clock.now():
                self.add_error("at", _("This time has passed. Publish now, or give a later time."))
        return cleaned


def stored(item: NewsItem | None) -> dict[str, Any]:
    """The item's values by field; empty for something new."""
    if item is None:
        return {}
    values = {name: getattr(item, name) for name in ("title", "lead", "body", "slug")}
    return {**values, "call": item.call_id}
