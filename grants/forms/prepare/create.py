"""What a new call is asked for, whether it begins empty or as a copy of an earlier one."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.forms.prepare.basics import TAKEN_SLUGS, SlugField, refuse_disorder
from sky_portal.accounts.enums import OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.moment_field import HelsinkiMomentField
from sky_portal.ui.texts_field import TextsFormField

LONGEST_SLUG = 60
# What the verbs call the fields of this form.
FIELDS = {"programme_key": "slug", "programme_name": "name", "programme_short_name": "short_name"}


class NewCallForm(PortalFormMixin, forms.Form):
    """Name, address and times of a call that does not exist yet."""

    name = TextsFormField(label=gettext_lazy("Name of the call"), max_length=120, required_languages=("fi",))
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("What the call is called where there is little room, such as SKY 2021."),
        max_length=20,
    )
    slug = SlugField(required=False)
    opens_at = HelsinkiMomentField(label=gettext_lazy("Opens"))
    closes_at = HelsinkiMomentField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("To the minute, Helsinki time. The minute itself still counts."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("Small letters a–z, digits and hyphens. If you leave it empty, it is made of the name.")
        self.fields["slug"].help_text = words

    def clean(self) -> dict[str, Any]:
        """Makes the address of the name when none is given; refuses a call that closes before it opens."""
        refuse_disorder(self)
        found = self.cleaned_data
        if "slug" in found and not found["slug"] and found.get("name"):
            found["slug"] = proposed_slug(found["name"])
            if not found["slug"]:
                self.add_error("slug", _("No address can be made of the name. Give one."))
        return found

    def values(self) -> dict[str, Any]:
        """What the verbs that make a call ask for."""
        found = dict(self.cleaned_data)
        short = found.pop("short_name")
        return found | {
            "programme_key": found["slug"],
            "programme_name": found["name"],
            "programme_short_name": short,
        }

    def tell(self, errors: dict[str, list[str]]) -> None:
        """Puts the verb's errors beside the fields that they are about."""
        for name, texts in errors.items():
            field = FIELDS.get(name, name)
            if field in self.fields and field in self.errors:
                continue
            self.add_error(field if field in self.fields else None, texts)


class CreateForm(NewCallForm):
    """An empty call: whose it is, too."""

    authority = forms.ModelChoiceField(
        label=gettext_lazy("Granting authority"), queryset=Organisation.objects.none(), empty_label=None
    )
    field_order = ("name", "short_name", "slug", "authority", "opens_at", "closes_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granting = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).exclude(code="")
        self.fields["authority"].queryset = granting.by_name()  # type: ignore[attr-defined]


def proposed_slug(name: dict[str, str]) -> str:
    """An address made of the name: its words in plain letters, as many as fit."""
    text = next((name[language] for language in ("fi", "sv", "en") if name.get(language)), "")
    slug = slugify(text).replace("_", "-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return "" if slug in TAKEN_SLUGS else slug
