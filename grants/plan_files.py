"""Who reads the papers of a plan: whoever sees the plan and to whom the same applications are closed.

A summary names the applications of the plan as one person saw it, so it opens only to those who
would see the same: a conflict of interest declared later closes the paper too (HL 27–28 §).
"""

from typing import Any

from grants.models import AllocationPlan, Application, Call
from grants.rules import has_conflict
from sky_portal.audit.chain import digest
from sky_portal.cases import access as cases
from sky_portal.documents.models import Document

SUMMARY = "plan_summary"
# A short digest tells the sets of closed applications apart.
DIGITS = 16


def may_read(user: Any, document: Document) -> bool:
    """Whether the user may read a document of a call's case."""
    if document.kind != SUMMARY:
        return cases.may_read(user, document.case)
    plan, closed, *_rest = (document.key or "").split("-")
    if not plan.isdigit() or not closed:
        return False
    seen = AllocationPlan.objects.visible_to(user).filter(pk=int(plan), call__case_id=document.case_id)
    found = seen.select_related("call").first()
    return found is not None and closed == closed_to(found.call, user)


def closed_to(call: Call, user: Any) -> str:
    """A digest of the call's applications that a conflict of interest closes to the person."""
    closed = Application.objects.filter(has_conflict.q(user), call=call).order_by("pk")
    return digest(list(closed.values_list("pk", flat=True)))[:DIGITS]
