"""Who may take part: whether the conditions can be judged at all."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.models import Call, PastRecipient
from grants.services.call.checks.problem import Problem, warns
from pilots.eligibility import check_rules
from pilots.eligibility.rules import leaves
from pilots.models import Municipality, Programme


def programme(call: Call) -> Iterator[Problem]:
    """Its days, and the register by which municipalities are counted."""
    found = call.programme
    if found.ends_on < found.starts_on:
        yield Problem("programme", _("The programme ends before it begins."))
    if not Municipality.objects.filter(register_year=found.register_year).exists():
        text = _("The municipality register of the year %(year)s has not been loaded.")
        yield Problem("programme", text % {"year": found.register_year})


def rules(call: Call) -> Iterator[Problem]:
    """The rules can be read, and what they ask about is known."""
    conditions = call.programme.conditions
    try:
        check_rules(call.programme.eligibility)
    except ValidationError as error:
        yield from (Problem("rules", text) for text in error.messages)
        return
    if not conditions:
        yield warns("rules", _("No condition has been set: every provider meets it, alone too."))
    asked = {rule["programme"] for rule in leaves(conditions) if rule["rule"] == "recipients_of"}
    for key in sorted(asked):
        yield from _recipients(key)


def _recipients(key: str) -> Iterator[Problem]:
    earlier = Programme.objects.filter(key=key).first()
    if earlier is None:
        yield Problem(
            "rules", _("There is no programme %(key)s whose recipients could apply.") % {"key": key}
        )
    elif not PastRecipient.objects.filter(call__programme=earlier).exists():
        text = _("No recipients of the programme %(name)s have been recorded: nobody meets the condition.")
        yield warns("rules", text % {"name": earlier})
