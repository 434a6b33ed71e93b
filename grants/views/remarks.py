"""What is said of an application before it is sent: what bars it, what to note, what is marked secret.

Each is (words, the place to put it right).
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from grants.parts import ATTACHMENTS, BUDGET, CONTACT
from grants.services import attachments
from grants.services.completeness import Missing, Parcel
from grants.services.pay_cap import pay_warnings
from sky_portal.texts import pick
from sky_portal.ui import formats

PAGES = {BUDGET: "grants:budget", CONTACT: "grants:contact", ATTACHMENTS: "grants:attachments"}
Remark = tuple[str, str]


def lacking(parcel: Parcel) -> list[Remark]:
    """What bars sending."""
    return [(str(m.text), where(parcel, m)) for m in parcel.missing()]


def warnings(parcel: Parcel) -> list[Remark]:
    """What bars nothing and should be known before sending, beside the verdict."""
    return [*_unanswered(parcel), *_left_out(parcel), *_pay(parcel), *_files(parcel)]


def marked_secret(parcel: Parcel) -> list[Remark]:
    """Everything that has been marked secret, answers first."""
    answers = [
        (pick(q.label).text, where(parcel, Missing(q.section, "", q.key))) for q in parcel.answers.marked
    ]
    files = [(one.document.name, _address(parcel, ATTACHMENTS)) for one in parcel.secret_files]
    return [*answers, *files]


def where(parcel: Parcel, lack: Missing) -> str:
    """The page, and the field on it, on which a thing is given."""
    address = _address(parcel, lack.section)
    return f"{address}#id_{lack.anchor}" if lack.anchor else address


def _address(parcel: Parcel, part: str) -> str:
    case = parcel.application.case_id
    if part in PAGES:
        return reverse(PAGES[part], args=[case])
    return reverse("grants:section", args=[case, part])


def _unanswered(parcel: Parcel) -> list[Remark]:
    page = reverse("pilots:members", args=[parcel.application.pilot.case_id])
    words = _("%(member)s has not answered: it stays outside of what is sent.")
    return [(words % {"member": member.organisation}, page) for member in parcel.unanswered]


def _left_out(parcel: Parcel) -> list[Remark]:
    words = _("The costs of %(member)s, %(sum)s, stay outside of what is sent.")
    return [
        (words % {"member": name, "sum": formats.money(cents)}, _address(parcel, BUDGET))
        for name, cents in parcel.costs_left_out
    ]


def _pay(parcel: Parcel) -> list[Remark]:
    if not parcel.application.call.shares_money:
        return []
    found = pay_warnings(parcel.budget.lines.all(), parcel.application.call)
    return [
        (f"{one.line.member.organisation}: {one.text}", where(parcel, Missing(BUDGET, "", one.anchor)))
        for one in found
    ]


def _files(parcel: Parcel) -> list[Remark]:
    """The attachments that the call asks for: one can still be given as a supplement (HL 22 §)."""
    lacks = attachments.lacking(parcel.application.call, parcel.attachments)
    words = _("The attachment is missing: %(name)s")
    return [(words % {"name": pick(asked.name).text}, _address(parcel, ATTACHMENTS)) for asked in lacks]
