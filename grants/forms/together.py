"""To whom a part is given, and what is said about it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.services.together import Person
from sky_portal.accounts.models import User
from sky_portal.ui.forms import PortalFormMixin


class PartForm(forms.Form):
    """One of the application's parts, and a person."""

    part = forms.CharField()
    person = forms.IntegerField()

    def __init__(self, data: Any, *, parts: dict[str, str], people: list[Person]) -> None:
        super().__init__(data)
        self.parts = parts
        self.people = {one.user.pk: one.user for one in people}

    def clean_part(self) -> str:
        """A part that the call asks for."""
        part: str = self.cleaned_data["part"]
        if part not in self.parts:
            raise ValidationError(_("The application has no such part."))
        return part

    def clean_person(self) -> User:
        """Somebody among those who can be chosen."""
        person = self.people.get(self.cleaned_data["person"])
        if person is None:
            raise ValidationError(_("This person does not take part in the application any more."))
        return person


class CommentForm(PortalFormMixin, forms.Form):
    """What one says to the others who write the application."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "The municipalities of the pilot read it. It is not sent with the application, "
            "and officials never see it."
        ),
        error_messages={"required": gettext_lazy("Write the comment.")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"token": uuid4()})
        kwargs.setdefault("auto_id", "comment_%s")
        super().__init__(*args, **kwargs)
