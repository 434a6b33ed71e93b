"""What is still missing: a way on for each rule that does not hold yet."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilots.eligibility.verdict import Verdict
from sky_portal.ui.formats import number


def hints(verdict: Verdict) -> list[str]:
    """What would make the verdict a yes, a sentence a rule; nothing when it is one."""
    if verdict.eligible:
        return []
    failed = [reason for reason in verdict.reasons if reason.ok is False]
    codes = {reason.code for reason in failed}
    # Where more municipalities would do, a large one is not the way on that anybody has.
    ways = [r for r in failed if not (r.code == "pupils_over" and "min_municipalities" in codes)]
    return [HINTS[reason.code](reason.params) for reason in ways if reason.code in HINTS]


def _more(params: dict[str, Any]) -> str:
    missing = params["count"] - params["have"]
    text = ngettext("One more municipality is needed.", "%(count)s more municipalities are needed.", missing)
    return text % {"count": number(missing)}


def _larger(params: dict[str, Any]) -> str:
    text = _("A municipality with more than %(count)s pupils of basic-education age is needed.")
    return text % {"count": number(params["count"])}


def _coordinator(params: dict[str, Any]) -> str:
    return _("The one who coordinates must have been given a grant of the earlier call.")


HINTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "min_municipalities": _more,
    "pupils_over": _larger,
    "recipients_of": _coordinator,
}
