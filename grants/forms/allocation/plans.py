"""Making a plan, and sending one back."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.models import AllocationPlan
from sky_portal.ui.forms import PortalFormMixin


class PlanForm(PortalFormMixin, forms.Form):
    """The name of a new plan, what it aims at, and from which it begins."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("For example “Plan A”. Officials see it, applicants do not."),
    )
    note = forms.CharField(
        label=gettext_lazy("What the plan aims at"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    copy_of = forms.TypedChoiceField(
        label=gettext_lazy("Begin from"), required=False, coerce=int, empty_value=None
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plans: list[AllocationPlan], **kwargs: Any) -> None:
        kwargs["initial"] = {"token": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.plans = {plan.pk: plan for plan in plans}
        choices: Any = [("", _("an empty plan")), *((str(plan.pk), plan.name) for plan in plans)]
        self.fields["copy_of"].choices = choices  # type: ignore[attr-defined]
        if not plans:
            del self.fields["copy_of"]

    @property
    def wanted(self) -> dict[str, Any]:
        """In the words of the verb."""
        said = self.cleaned_data
        copied = self.plans.get(said.get("copy_of") or 0)
        return {"name": said["name"], "note": said["note"], "copy_of": copied, "token": said["token"]}


class SendBackForm(PortalFormMixin, forms.Form):
    """Why the plan is sent back."""

    reason = forms.CharField(
        label=gettext_lazy("What has to be changed, and why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The presenting officers read it in the plan."),
    )
