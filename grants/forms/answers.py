"""A question about a call and its answer."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.stale import StaleGuard
from sky_portal.ui.texts_field import TextsFormField


class AnswerForm(StaleGuard, PortalFormMixin, forms.Form):
    """What was asked and what is answered, in each language; public when Finnish and Swedish are there."""

    question = TextsFormField(label=gettext_lazy("Question"), rows=2, max_length=500)
    answer = TextsFormField(label=gettext_lazy("Answer"), rows=5, markdown=True, max_length=5000)

    def clean_question(self) -> dict[str, str]:
        """Half of it may be written first, but there must be a question."""
        question: dict[str, str] = self.cleaned_data["question"]
        if not question:
            raise ValidationError(_("Write the question in at least one language."))
        return question


class DeleteAnswerForm(StaleGuard, PortalFormMixin, forms.Form):
    """Nothing to fill in: what is deleted must be what was shown."""
