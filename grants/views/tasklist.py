"""The parts of an application as a task list: where each is done and how far it is."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import Application
from grants.parts import BUDGET
from grants.services import submission as service
from grants.services.application import signatories
from grants.services.completeness import Parcel
from grants.views.attachment_words import attachments_task
from pilots.enums import COUNTING, MemberState
from pilots.teams import asks_for_team
from sky_portal.questions.services import Overview
from sky_portal.texts import pick
from sky_portal.ui import formats

# So much of what is missing is named on the list; the page of checking names everything.
MOST_NAMED = 3


@dataclass(frozen=True)
class Lack:
    """What is missing from a part that has been begun, and where it is put right."""

    text: str
    url: str


@dataclass(frozen=True)
class Task:
    """One part: its page, its title, a line about it, how far it is.

    `part` is its key where it can be given to somebody and commented on; `beside` tells of that
    (grants.views.beside).
    """

    title: str
    url: str
    about: str
    state: str
    tone: str
    done: bool = False
    part: str = ""
    lacks: tuple[Lack, ...] = ()
    beside: Any = None

    def is_for(self, user: Any) -> bool:
        """Whether the part has been given to the person."""
        return bool(self.beside and user.pk in self.beside.holders)

    @property
    def named(self) -> tuple[Lack, ...]:
        """The first of what is missing."""
        return self.lacks[:MOST_NAMED]

    @property
    def unnamed(self) -> int:
        """How much is missing besides."""
        return max(0, len(self.lacks) - MOST_NAMED)


def tasks(parcel: Parcel, *, sent_as_is: bool = False) -> list[Task]:
    """The parts in the order in which they are done; `sent_as_is` when nothing has changed since."""
    lacks = parcel.missing()
    call = parcel.application.call
    money = [_budget(parcel, lacks)] if call.shares_money else []
    parts = [*_sections(parcel), *money, _contact(parcel.application, lacks)]
    # A verdict against the pilot warns and never bars, so who takes part does not decide this.
    ready = all(part.done for part in parts)
    # An attachment that lacks does not bar sending either: the ministry may ask for it (HL 22 §).
    parts.insert(-1, Task(**attachments_task(parcel)))
    team = [_team(parcel)] if asks_for_team(call.programme) else []
    return [_members(parcel), *team, *parts, _send(parcel.application, ready, sent_as_is)]


def _members(parcel: Parcel) -> Task:
    states = [member.state for member in parcel.members]
    confirmed, invited = sum(state in COUNTING for state in states), states.count(MemberState.INVITED)
    about = ngettext("%(count)d confirmed", "%(count)d confirmed", confirmed) % {"count": confirmed}
    if invited:
        about += " · " + ngettext("%(count)d has not answered", "%(count)d have not answered", invited) % {
            "count": invited
        }
    eligible = parcel.verdict.eligible
    state, tone = (_("Done"), "ok") if eligible else (_("In progress"), "do")
    url = reverse("pilots:members", args=[parcel.application.pilot.case_id])
    return Task(_("Pilot and municipalities"), url, about, state, tone, eligible)


def _team(parcel: Parcel) -> Task:
    """The persons that the call asks for; whether they are enough is the verdict's word."""
    named = parcel.application.pilot.team.count()
    about = ngettext("%(count)d person named", "%(count)d persons named", named) % {"count": named}
    state, tone = (_("In progress"), "do") if named else (_("Not started"), "plain")
    if parcel.verdict.eligible:
        state, tone = _("Done"), "ok"
    url = reverse("pilots:team", args=[parcel.application.pilot.case_id])
    return Task(_("Team"), url, about, state, tone, parcel.verdict.eligible)


def _sections(parcel: Parcel) -> list[Task]:
    application = parcel.application
    return [_section(application, section, parcel.answers) for section in application.sheet.sections]


def _section(application: Application, section: Any, seen: Overview) -> Task:
    url = reverse("grants:section", args=[application.case_id, section.key])
    counted, done = seen.progress[section.key], seen.is_done(section.key)
    lacks: tuple[Lack, ...] = ()
    if done:
        state, tone = _("Done"), "ok"
    elif counted.answered:
        state = _("In progress, %(done)d/%(all)d") % {"done": counted.answered, "all": counted.total}
        tone = "do"
        missing = (question for question in seen.missing if question.section == section.key)
        lacks = tuple(Lack(pick(one.label).text, f"{url}#id_{one.key}") for one in missing)
    else:
        state, tone = _("Not started"), "plain"
    about = pick(section.intro).text
    return Task(pick(section.title).text, url, about, state, tone, done, section.key, lacks)


def _budget(parcel: Parcel, lacks: list[service.Missing]) -> Task:
    sums, url = parcel.sums, reverse("grants:budget", args=[parcel.application.case_id])
    named = tuple(Lack(str(lack.text), url) for lack in lacks if lack.section == service.BUDGET)
    wrong = len(named)
    about = _("%(total)s · grant applied for %(grant)s") % {
        "total": formats.money(sums.total),
        "grant": formats.money(sums.grant),
    }
    if not sums.total:
        about, state, tone = "", _("Not started"), "plain"
    elif wrong:
        state, tone = (
            ngettext("%(count)d to put right", "%(count)d to put right", wrong) % {"count": wrong},
            "wait",
        )
    else:
        state, tone = _("Done"), "ok"
    return Task(_("Budget"), url, about, state, tone, not wrong, BUDGET, named if sums.total else ())


def _contact(application: Application, lacks: list[service.Missing]) -> Task:
    done = not any(lack.section == service.CONTACT for lack in lacks)
    state, tone = (_("Done"), "ok") if done else (_("In progress"), "do")
    url = reverse("grants:contact", args=[application.case_id])
    return Task(_("Contact person"), url, application.contact_name, state, tone, done)


def _send(application: Application, ready: bool, sent_as_is: bool) -> Task:
    names = ", ".join(str(user) for user in signatories(application))
    about = _("Sent by: %(names)s") % {"names": names} if names else _("The applicant has no signatory yet.")
    state, tone = (_("Ready to be sent"), "do") if ready else (_("Not yet"), "plain")
    if sent_as_is:
        state, tone = _("Sent"), "ok"
    elif not application.call.is_open():
        state, tone = _("The call has closed"), "wait"
    url = reverse("grants:check", args=[application.case_id])
    return Task(_("Check and send"), url, about, state, tone, sent_as_is)
