"""What a person says about a conflict of interest, and what a superior decides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.enums import ConflictState
from grants.models import Application
from grants.services.conflicts import LONGEST, Word
from sky_portal.accounts.models import User
from sky_portal.ui.forms import PortalFormMixin

FREE = (ConflictState.FREE.value, _("I have no conflict of interest"))
CLOSING = (
    (ConflictState.CONFLICTED.value, _("I have a conflict of interest")),
    (ConflictState.DISPUTED.value, _("I am in doubt: a superior decides")),
)
WORDS = (FREE, *CLOSING)
NO_DOUBT = _("Tell the superior what the doubt is about.")


def is_doubt(word: str) -> bool:
    """Whether the word leaves it to a superior: that needs its reason."""
    return word in {ConflictState.DISPUTED.value}


def reason_field(**fields: Any) -> forms.CharField:
    """The reason of a word or a decision."""
    known = {"label": _("Reason"), "max_length": LONGEST, "widget": forms.Textarea(attrs={"rows": 3})}
    return forms.CharField(**{**known, **fields})


class DeclareForm(PortalFormMixin, forms.Form):
    """The person's word on one application; who has found none before may only find one."""

    word = forms.ChoiceField(
        label=_("Your declaration"),
        choices=WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you declare.")},
    )
    reason = reason_field(
        required=False,
        help_text=_("Needed when you are in doubt. Only your superiors read it."),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, anew: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if anew:
            word: Any = self.fields["word"]
            word.choices = CLOSING

    def clean(self) -> dict[str, Any]:
        """A doubt comes with its reason."""
        known: dict[str, Any] = super().clean() or self.cleaned_data
        if is_doubt(known.get("word", "")) and not known.get("reason"):
            self.add_error("reason", NO_DOUBT)
        return known


class RoundForm(PortalFormMixin, forms.Form):
    """The words on several applications at once; what is not marked is left for later.

    `rest` says of all that is not marked that there is no conflict, but never of those to which the
    person has a known tie (`tied`): these are looked at one by one.
    """

    rest = forms.BooleanField(
        label=_("I have no conflict of interest in the applications on this page that I have not marked"),
        required=False,
    )

    def __init__(self, *args: Any, applications: Iterable[Application], tied: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applications, self.tied = list(applications), set(tied)
        for one in self.applications:
            name = one.current_submission.name if one.current_submission else ""
            self.fields[f"word_{one.pk}"] = forms.ChoiceField(
                label=name,
                choices=WORDS,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                required=False,
            )
            self.fields[f"reason_{one.pk}"] = reason_field(
                label=_("Reason: %(name)s") % {"name": name},
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )

    def clean(self) -> dict[str, Any]:
        """Each doubt with its reason, and at least one word."""
        known: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.applications:
            if is_doubt(known.get(f"word_{one.pk}", "")) and not known.get(f"reason_{one.pk}"):
                self.add_error(f"reason_{one.pk}", NO_DOUBT)
        if not self.errors and not self.words:
            self.add_error(None, _("Mark at least one application."))
        return known

    @property
    def words(self) -> list[Word]:
        """What was declared, in the order of the page."""
        known, words = self.cleaned_data, []
        for one in self.applications:
            said = known.get(f"word_{one.pk}")
            if not said and known.get("rest") and one.pk not in self.tied:
                said = ConflictState.FREE
            if said:
                words.append(Word(one, ConflictState(said), known.get(f"reason_{one.pk}", "")))
        return words

    @property
    def rows(self) -> list[tuple[Application, Any, Any]]:
        """Each application with its two fields."""
        return [(one, self[f"word_{one.pk}"], self[f"reason_{one.pk}"]) for one in self.applications]


class DecideForm(PortalFormMixin, forms.Form):
    """A superior's decision: among what can still be found."""

    conflict = forms.TypedChoiceField(
        label=_("Decision"),
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    reason = reason_field(
        label=_("Reason of the decision"),
        help_text=_("The person reads it. It is kept in the audit trail."),
        error_messages={"required": _("Write the reason.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, found: Iterable[bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {True: ("yes", _("There is a conflict of interest")), False: ("no", _("There is none"))}
        conflict: Any = self.fields["conflict"]
        conflict.choices = [words[one] for one in found]


class PersonChoice(forms.ModelChoiceField):
    """People by name."""

    def label_from_instance(self, obj: User) -> str:
        """The name and the title."""
        return f"{obj}, {obj.title}" if obj.title else str(obj)


class ClaimForm(PortalFormMixin, forms.Form):
    """Whom a superior holds to be in conflict, and in which case."""

    number = forms.CharField(
        label=_("Case number"),
        max_length=60,
        error_messages={"required": _("Write the case number of the application.")},
    )
    person = PersonChoice(
        label=_("Official"),
        queryset=User.objects.none(),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the official.")},
    )
    reason = reason_field(
        help_text=_("The official and the superiors read it."),
        error_messages={"required": _("Write the reason.")},
    )

    def __init__(self, *args: Any, people: Any, applications: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset, self.applications = people, applications

    def clean_number(self) -> Application:
        """The application that has the number and is open to the superior."""
        number = self.cleaned_data["number"].strip()
        found = self.applications.filter(case__number=number).first()
        if found is None:
            raise forms.ValidationError(_("No application that you read has this number."))
        return found
