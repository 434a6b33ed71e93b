"""The terms of a call: sections, contacts, money, criteria."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from grants.models import Call
from grants.services.call.checks.problem import Problem, warns

WHOLE = 100


def sections(call: Call) -> Iterator[Problem]:
    """Something must stand on the page of the call."""
    if not call.texts.all():
        yield Problem("texts", _("The call has no texts yet."))


def contacts(call: Call) -> Iterator[Problem]:
    """Somebody by name who answers, and how they are reached: a shared mailbox is not enough."""
    found = list(call.contacts.all())
    if not any(contact.name.strip() for contact in found):
        yield Problem("contacts", _("The call has no contact person by name."))
    for contact in found:
        if not (contact.email or contact.phone):
            text = _("%(name)s has neither e-mail nor telephone.") % {"name": contact.name or "–"}
            yield Problem("contacts", text)


def money(call: Call) -> Iterator[Problem]:
    """What is shared out, and until when it may be used; a call without money shares out places."""
    if not call.shares_money:
        if not call.places:
            yield warns("money", _("The number of places has not been given."))
        return
    if not call.amount_cents:
        yield Problem("money", _("The sum to be shared out has not been given."))
    if not (call.use_from and call.use_until):
        yield Problem("money", _("The use period has not been given."))


def categories(call: Call) -> Iterator[Problem]:
    """What costs are accepted, and of which kind."""
    found = list(call.cost_categories.all()) if call.shares_money else []
    if call.shares_money and not found:
        yield Problem("categories", _("The call has no cost categories."))
    for category in found:
        if not (category.allows_pay or category.allows_operating):
            text = _("Cost category %(number)s allows neither pay nor operating costs.")
            yield Problem("categories", text % {"number": category.number})


def appropriations(call: Call) -> Iterator[Problem]:
    """Whether there is as much money as is announced."""
    if not call.shares_money:
        return
    at_hand = sum(entry.amount_cents for entry in call.appropriations.all())
    if at_hand < (call.amount_cents or 0):
        yield warns("appropriations", _("The appropriations are less than the sum to be shared out."))


def instalments(call: Call) -> Iterator[Problem]:
    """The parts of the grant make the whole."""
    if not call.shares_money:
        return
    found = list(call.instalments.all())
    total = sum(instalment.percent for instalment in found)
    if not found:
        yield warns("instalments", _("The call has no instalments."))
    elif total != WHOLE:
        text = _("The instalments make %(total)s %% of the grant, not 100 %%.")
        yield Problem("instalments", text % {"total": total})


def criteria(call: Call) -> Iterator[Problem]:
    """The weights make the whole, and a scale explains scores that can be given, each once."""
    found = list(call.criteria.all())
    total = sum(criterion.weight for criterion in found)
    if not found:
        yield warns("criteria", _("The call has no criteria."))
    elif total != WHOLE:
        text = _("The weights of the criteria make %(total)s %%, not 100 %%.")
        yield Problem("criteria", text % {"total": total})
    for criterion in found:
        scores = [step["score"] for step in criterion.scale]
        outside = any(not criterion.lowest <= score <= criterion.highest for score in scores)
        if outside or len(set(scores)) < len(scores):
            text = _("The scale of the criterion %(name)s has a score that cannot be given, or one twice.")
            yield Problem("criteria", text % {"name": criterion})
