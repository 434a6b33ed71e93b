"""What the portal itself sees in an application that was sent: each check with its reasons.

Nothing here decides or bars anything: the official does. All is read from what was sent; what is
edited since, the register of today and the call's later words change no check.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from grants.models import Application, EligibilityRuling, Submission
from grants.services import checks_budget
from grants.services.overlap import SentOverlap
from pilots.eligibility import Reason as VerdictReason
from sky_portal.documents.models import Screening
from sky_portal.texts import pick
from sky_portal.ui import formats

OK, LOOK, FAULT, PLAIN = "ok", "wait", "no", "plain"
# What each tone says in a word beside its shape.
WORDS = {
    OK: gettext_lazy("In order"),
    LOOK: gettext_lazy("Look at this"),
    FAULT: gettext_lazy("Not in order"),
    PLAIN: gettext_lazy("For your information"),
}


class Reason(NamedTuple):
    """One sentence; `case` is that of another application which it is about, `number` its number."""

    text: str
    case: UUID | None = None
    number: str = ""


@dataclass(frozen=True)
class Check:
    """What was looked at, what came of it (a tone), and why."""

    key: str
    title: str | Promise
    tone: str
    reasons: list[Reason]

    @property
    def word(self) -> Any:
        """The tone in a word."""
        return WORDS[self.tone]

    @property
    def needs_eyes(self) -> bool:
        """Whether somebody should look at it."""
        return self.tone in (LOOK, FAULT)


@dataclass(frozen=True)
class Sent:
    """What the checks look at.

    `overlaps` are those that the reader may know of, `files` the sent files with what the virus
    check says now, `rulings` the officials' words on the condition, the latest first, and
    `in_time` the last version that had arrived at the closing.
    """

    application: Application
    submission: Submission
    in_time: Submission | None
    overlaps: list[SentOverlap] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)
    rulings: list[EligibilityRuling] = field(default_factory=list)

    @property
    def said(self) -> dict[str, Any]:
        """What the applicant said."""
        return self.submission.content["application"]


def at_closing(application: Application, current: Submission) -> Submission | None:
    """The last version that had arrived when the call closed: the closing time itself is in time."""
    if current.arrived_at <= application.call.closes_at:
        return current
    earlier = application.submissions.filter(arrived_at__lte=application.call.closes_at)
    return earlier.defer("search").order_by("-number").first()


def examine(sent: Sent) -> list[Check]:
    """Every check of an application, always in the same order."""
    found = [_verdict(sent), _arrival(sent), _answers(sent), _attachments(sent)]
    if sent.application.call.shares_money:
        found += [
            _check("own-share", gettext_lazy("Own share"), checks_budget.own_share(sent.said)),
            _check("sums", gettext_lazy("Sums"), checks_budget.sums(sent.submission, sent.application.call)),
        ]
    return [*found, _overlaps(sent), _secrecy(sent), _withdrawal(sent)]


def _check(key: str, title: Any, judged: tuple[str, Iterable[str]]) -> Check:
    tone, texts = judged
    return Check(key, title, tone, [Reason(str(text)) for text in texts])


def _verdict(sent: Sent) -> Check:
    title = gettext_lazy("Condition of the call at the closing")
    if sent.in_time is None:
        return Check("verdict", title, FAULT, [Reason(_("Nothing had been sent by the closing."))])
    verdict = sent.in_time.content["application"]["verdict"]
    tone = OK if verdict["eligible"] else FAULT
    reasons = [Reason(VerdictReason.from_json(one).text()) for one in verdict["reasons"]]
    if sent.in_time.pk != sent.submission.pk and sent.submission.eligible != verdict["eligible"]:
        now = _("fulfilled") if sent.submission.eligible else _("not fulfilled")
        words = {"number": sent.submission.number, "verdict": now}
        reasons.append(Reason(_("By version %(number)d, sent since, it is %(verdict)s.") % words))
    if sent.rulings:
        tone = OK if sent.rulings[0].eligible else FAULT
        reasons.append(Reason(_ruled(sent.rulings[0])))
    return Check("verdict", title, tone, reasons)


def _ruled(ruling: EligibilityRuling) -> str:
    said = _("meets the condition") if ruling.eligible else _("does not meet the condition")
    words = {"day": formats.day(ruling.made_at), "ruling": said}
    return _("The official's ruling of %(day)s: %(ruling)s.") % words


def _arrival(sent: Sent) -> Check:
    title, closes = gettext_lazy("Arrival"), sent.application.call.closes_at
    words = {
        "moment": formats.moment(sent.submission.arrived_at),
        "closing": formats.moment(closes),
        "number": sent.submission.number,
    }
    if sent.in_time is None:
        text = _("Arrived %(moment)s, after the closing of %(closing)s.") % words
        return Check("arrival", title, FAULT, [Reason(text)])
    reasons = [
        Reason(
            _("Arrived %(moment)s; the call closed %(closing)s.")
            % (words | {"moment": formats.moment(sent.in_time.arrived_at)})
        )
    ]
    if sent.in_time.pk != sent.submission.pk:
        reasons.append(Reason(_("Version %(number)d arrived after the closing, %(moment)s.") % words))
    return Check("arrival", title, OK, reasons)


def _answers(sent: Sent) -> Check:
    lacking = [pick(question["label"]).text for question in _asked(sent) if _lacks(question)]
    title = gettext_lazy("Answers")
    if not lacking:
        return Check("answers", title, OK, [Reason(_("Every required question has been answered."))])
    count = len(lacking)
    words = ngettext(
        "A required question has not been answered:",
        "%(count)d required questions have not been answered:",
        count,
    ) % {"count": count}
    return Check("answers", title, LOOK, [Reason(words), *(Reason(label) for label in lacking)])


def _asked(sent: Sent) -> Iterator[dict[str, Any]]:
    for section in sent.said["answers"]["sections"]:
        yield from section["questions"]


def _lacks(question: dict[str, Any]) -> bool:
    return bool(question.get("required")) and question["value"] in (None, "", [], {})


def _attachments(sent: Sent) -> Check:
    title, files = gettext_lazy("Attachments"), sent.files
    refused = [file.told["name"] for file in files if file.document.screening == Screening.REFUSED]
    waiting = [file.told["name"] for file in files if file.document.screening == Screening.WAITING]
    given = {file.told["asked"] for file in files if file.document.screening != Screening.REFUSED}
    asked = sent.application.call.attachments_asked.all()
    lacking = [pick(one.name).text for one in asked if one.required and one.key not in given]
    reasons = [
        Reason(_("Missing, though the call requires it: %(name)s.") % {"name": name}) for name in lacking
    ]
    reasons += [Reason(_("Refused by the virus check: %(name)s.") % {"name": name}) for name in refused]
    reasons += [Reason(_("Still being checked for viruses: %(name)s.") % {"name": name}) for name in waiting]
    if not reasons:
        count = ngettext("%(count)d file came along.", "%(count)d files came along.", len(files))
        reasons = [Reason(count % {"count": len(files)} if files else _("No attachments came along."))]
        return Check("attachments", title, OK, reasons)
    return Check("attachments", title, FAULT if lacking or refused else LOOK, reasons)


def _overlaps(sent: Sent) -> Check:
    title = gettext_lazy("Overlaps")
    if not sent.overlaps:
        text = _("None of the members is in another application to this call.")
        return Check("overlaps", title, OK, [Reason(text)])
    return Check("overlaps", title, LOOK, [_overlap(one) for one in sent.overlaps])


def _overlap(found: SentOverlap) -> Reason:
    language = "sv" if formats.language() == "sv" else "fi"
    other = found.other
    pilot = other.current_submission.name if other.current_submission else other.pilot.name
    words = {"member": found.member[language], "pilot": pilot, "coordinator": found.coordinator[language]}
    text = _("%(member)s is also in the pilot %(pilot)s, coordinated by %(coordinator)s.") % words
    return Reason(text, other.case_id, other.case.number or "")


def _secrecy(sent: Sent) -> Check:
    title = gettext_lazy("Secrecy")
    marked = [
        pick(question["label"]).text
        for question in _asked(sent)
        if question.get("secret") and question["value"] is not None
    ]
    marked += [one["name"] for one in sent.said["attachments"] if one.get("secret")]
    if not marked:
        return Check("secrecy", title, OK, [Reason(_("Nothing has been marked secret."))])
    reasons = [Reason(_("Marked secret: %(name)s.") % {"name": name}) for name in marked]
    if grounds := sent.said.get("secrecy_grounds"):
        return Check("secrecy", title, PLAIN, [*reasons, Reason(_("Grounds: %(text)s") % {"text": grounds})])
    return Check("secrecy", title, LOOK, [*reasons, Reason(_("No grounds are given."))])


def _withdrawal(sent: Sent) -> Check:
    title, application = gettext_lazy("Withdrawal"), sent.application
    at = application.withdrawn_at or application.withdrawal_asked_at
    if at is None:
        return Check("withdrawal", title, OK, [Reason(_("Nobody has asked for a withdrawal."))])
    words = {"moment": formats.moment(at)}
    if application.withdrawn_at:
        text = _("Withdrawn %(moment)s, while the call was open: it is not examined.") % words
    else:
        text = _("Asked for %(moment)s, after the closing: the matter is ended by a decision.") % words
    reasons = [Reason(text)]
    if application.withdrawal_reason:
        reasons.append(Reason(_("Reason: %(text)s") % {"text": application.withdrawal_reason}))
    return Check("withdrawal", title, LOOK, reasons)
