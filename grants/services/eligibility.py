"""The official's word on the condition of the call, beside the computed verdict."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from grants.models import Application, EligibilityRuling, Submission
from grants.workflows import APPLICATION


class SentAnew(Exception):
    """What the official read is not the application any more; `current` is what was sent since."""

    message = _("A newer version of the application has been sent since you opened the page. Read it first.")

    def __init__(self, current: Submission) -> None:
        super().__init__(f"submission {current.number} is the application now")
        self.current = current


def rule_on_eligibility(
    application: Application, *, eligible: bool, reason: str, seen: int | None = None, actor: Any
) -> EligibilityRuling:
    """Decides that what was sent does or does not meet the condition, with the reason (HL 45 §).

    An earlier ruling stays as it was; the latest counts. `seen` is the number of the submission
    that the official read. Raises StepForbidden for others than presenting officers, StepRefused
    for what has not been sent, SentAnew, ValidationError without a reason.
    """
    with APPLICATION.step("rule_on_eligibility", application, actor=actor) as row:
        sent = row.current_submission
        if seen is not None and sent.number != seen:
            raise SentAnew(sent)
        ruling = EligibilityRuling(
            application=row,
            submission=sent,
            eligible=eligible,
            reason=reason.strip(),
            made_at=row.act.at,
            made_by=actor,
        )
        ruling.full_clean()
        ruling.save()
        row.act.facts = {"ruling": ruling.pk, "submission": sent.number, "eligible": eligible}
    return ruling


def rulings_of(application: Application) -> QuerySet[EligibilityRuling]:
    """All rulings, the latest first, each with its submission's number and who made it."""
    found = EligibilityRuling.objects.filter(application=application)
    return (
        found.select_related("made_by", "submission")
        .defer("submission__content", "submission__search")
        .order_by("-made_at", "-pk")
    )
