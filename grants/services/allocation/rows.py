"""What a plan proposes for one application, set by hand: by line, as a percentage, as a lump sum."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from grants.enums import PlanMethod
from grants.models import AllocationPlan, Application, BudgetLine, PlanRow, Submission
from grants.rules import is_under_examination, opens_sent
from grants.services.allocation.changes import Unchanged, editing, forbidden, known, proposal, write
from grants.services.allocation.errors import PlanConflict
from grants.services.allocation.proportions import HUNDRED, NOTHING, Basis, Sums, part_of, spread
from sky_portal import locks
from sky_portal.money import is_whole


class Accepted(NamedTuple):
    """What is accepted: the sums and the cents by applied line."""

    sums: Sums
    lines: Mapping[int, int]


@dataclass(frozen=True)
class LineProposal:
    """An applied line of the version sent last, and what is accepted of it (cents)."""

    line: BudgetLine
    accepted_cents: int


def set_lines(
    plan: AllocationPlan,
    application: Application,
    *,
    accepted: dict[int, int],
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Accepts of each applied line (id: cents, whole euros) so much; lines left out get nothing.

    The own share is the call's percentage of what is accepted, rounded up to the euro, and the other
    public funding is scaled likewise, so that the grant keeps its part of the costs.

    `base_revision` is the row's revision in the page it comes from, 0 where there was no row, None
    when whatever stands may be overwritten. The same `token` once more changes nothing.
    Raises StepForbidden for who does not share out or may not open the application (a conflict of
    interest, nothing declared yet), StepRefused for a plan that is no draft, PlanConflict,
    AppropriationExceeded, ValidationError (`accepted`: an unknown line, no whole euros, more than was
    applied for; `reason`: none although the grant differs from what was applied for; an application
    that has been withdrawn or whose end has been asked for gets nothing).
    """

    def decide(sent: Submission, basis: Basis) -> Accepted:
        lines = _applied_lines(sent)
        _check_lines(accepted, lines)
        return Accepted(basis.accept(sum(accepted.values())), accepted)

    said = _Said(PlanMethod.LINES, reason, base_revision, {"lines": len(accepted)}, token)
    return _set(plan, application, said, decide, actor=actor)


def set_percent(
    plan: AllocationPlan,
    application: Application,
    *,
    percent: Decimal,
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Proposes so many per cent (0–100) of the grant applied for, rounded down to the euro.

    The lines follow by the largest remainder. Raises like `set_lines` (`percent` for `accepted`).
    """

    def decide(sent: Submission, basis: Basis) -> Accepted:
        if not 0 <= percent <= HUNDRED:
            raise ValidationError({"percent": _("Enter a percentage between 0 and 100.")})
        return shared_out(sent, basis, part_of(basis.grant, percent))

    said = _Said(PlanMethod.PERCENT, reason, base_revision, {"percent": str(percent)}, token)
    return _set(plan, application, said, decide, actor=actor)


def set_lump(
    plan: AllocationPlan,
    application: Application,
    *,
    grant_cents: int,
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Proposes a grant of so much (cents, whole euros, at most what was applied for); 0 is a proposal too.

    The lines follow by the largest remainder. Raises like `set_lines` (`grant` for `accepted`).
    """

    def decide(sent: Submission, basis: Basis) -> Accepted:
        _check_sum("grant", grant_cents, basis.grant)
        return shared_out(sent, basis, grant_cents)

    said = _Said(PlanMethod.LUMP, reason, base_revision, {}, token)
    return _set(plan, application, said, decide, actor=actor)


def clear(
    plan: AllocationPlan,
    application: Application,
    *,
    reason: str = "",
    base_revision: int | None = None,
    actor: Any,
    token: UUID | None = None,
) -> PlanRow:
    """Takes the proposal back: nothing is proposed, and no reason is needed until the plan is presented.

    Where nothing stands nothing is changed. Raises StepForbidden, StepRefused, PlanConflict.
    """
    said = _Said(PlanMethod.NONE, reason, base_revision, {}, token)
    return _set(plan, application, said, lambda sent, basis: Accepted(NOTHING, {}), actor=actor)


def by_line(plan: AllocationPlan, application: Application) -> list[LineProposal]:
    """Every line of the version sent last with what is accepted of it, in the budget's order.

    The caller has seen to it that the person may open the application.
    """
    sent = application.current_submission
    if sent is None:
        return []
    accepted = BudgetLine.objects.filter(
        budget__plan_row__plan=plan, budget__plan_row__application=application
    ).order_by()
    cents = dict(accepted.values_list("answers_id", "amount_cents"))
    lines = BudgetLine.objects.filter(budget_id=sent.budget_id).select_related(
        "member__organisation", "category"
    )
    return [LineProposal(line, cents.get(line.pk, 0)) for line in lines]


def basis_of(application: Application, sent: Submission) -> Basis:
    """What the application asks for; its call's own share is not changed once it has been published."""
    return Basis(sent.total_cents, sent.grant_cents, application.call.own_share_percent)


def shared_out(sent: Submission, basis: Basis, grant: int) -> Accepted:
    """The accepted sums and lines that lead to a grant (cents)."""
    total = basis.total_for(grant)
    return Accepted(basis.accept(total), spread(total, _applied_lines(sent)))


def differs_without_reason(application: Application, sums: Sums, reason: str) -> bool:
    """Whether it is something else than what was applied for, and nobody says why (HL 45 §)."""
    sent = application.current_submission
    return sent is not None and sums.grant != sent.grant_cents and not reason


class _Said(NamedTuple):
    """What the person says along with the sum."""

    method: PlanMethod
    reason: str
    base_revision: int | None
    facts: dict[str, Any]
    token: UUID | None


def _set(
    plan: AllocationPlan,
    application: Application,
    said: _Said,
    decide: Callable[[Submission, Basis], Accepted],
    *,
    actor: Any,
) -> PlanRow:
    try:
        with editing(plan, actor=actor) as held:
            sent = _opened(held, application, actor)
            if known(said.token, actor):
                raise Unchanged
            stands = _check_base(held, sent.application, said.base_revision)
            if stands is None and said.method in {PlanMethod.NONE}:
                raise Unchanged
            accepted, reason = decide(sent, basis_of(sent.application, sent)), in_words(said.reason)
            _check(sent.application, said.method, accepted.sums, reason)
            at = held.act.at  # type: ignore[attr-defined]
            row = proposal(
                sent,
                method=said.method,
                sums=accepted.sums,
                lines=accepted.lines,
                reason=reason,
                actor=actor,
                at=at,
            )
            after = {sent.application_id: row}
            verb = f"set_{said.method}" if said.method not in {PlanMethod.NONE} else "clear"
            write(held, after, verb=verb, actor=actor, at=at, facts=said.facts, token=said.token)
    except Unchanged:
        pass
    return _row(plan, application, actor)


def _row(plan: AllocationPlan, application: Application, actor: Any) -> PlanRow:
    """What stands now; an unsaved row of nothing (revision 0) where nothing does, undone meanwhile."""
    rows = PlanRow.objects.select_related("plan", "budget")
    nothing = PlanRow(
        plan=plan, application=application, submission=application.current_submission, changed_by=actor
    )
    return rows.filter(plan=plan, application=application).first() or nothing


def _opened(plan: AllocationPlan, application: Application, actor: Any) -> Submission:
    """What was sent last, the application locked: nothing is sent and no conflict declared meanwhile."""
    row = locks.lock(Application, pk=application.pk)
    if row.call_id != plan.call_id:
        raise ValueError(f"application {row.pk} is of another call than plan {plan.pk}")
    if not opens_sent.test(actor, row):
        raise forbidden()
    sent = Submission.objects.defer("content", "search").get(current_of=row)
    row.current_submission, sent.application = sent, row
    return sent


def _check_base(plan: AllocationPlan, application: Application, base: int | None) -> PlanRow | None:
    row = PlanRow.objects.filter(plan=plan, application=application).first()
    if base is not None and base != (row.revision if row else 0):
        raise PlanConflict(plan, row)
    return row


def _check(application: Application, method: PlanMethod, sums: Sums, reason: str) -> None:
    if sums.grant and not is_under_examination.test(None, application):
        raise ValidationError(_("The application is not under examination: nothing is proposed."))
    if sums.grant and application.withdrawal_asked_at:
        raise ValidationError(_("The applicant has asked for the matter to be ended: nothing is proposed."))
    if method not in {PlanMethod.NONE} and differs_without_reason(application, sums, reason):
        raise ValidationError({"reason": _("Say why it differs from what was applied for.")})


def _applied_lines(sent: Submission) -> dict[int, int]:
    lines = BudgetLine.objects.filter(budget_id=sent.budget_id).order_by("place", "pk")
    return dict(lines.values_list("pk", "amount_cents"))


def _check_lines(accepted: Mapping[int, int], lines: Mapping[int, int]) -> None:
    if not set(accepted) <= set(lines):
        message = _("The application has been sent anew: its costs are others now.")
        raise ValidationError({"accepted": message})
    for line, cents in accepted.items():
        _check_sum("accepted", cents, lines[line])


def _check_sum(name: str, cents: int, most: int) -> None:
    if cents < 0 or not is_whole(cents):
        raise ValidationError({name: _("Enter whole euros.")})
    if cents > most:
        raise ValidationError({name: _("This is more than was applied for.")})


def in_words(reason: str) -> str:
    """The reason without blanks around it; raises ValidationError on its length."""
    longest = PlanRow._meta.get_field("reason").max_length or 0
    if len(reason.strip()) > longest:
        raise ValidationError({"reason": _("Write at most %(count)s characters.") % {"count": longest}})
    return reason.strip()
