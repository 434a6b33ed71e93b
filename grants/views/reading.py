"""A submission's JSON as a page shows it: nothing here looks at what is edited since."""

from decimal import Decimal
from typing import Any

from grants.enums import CostType
from grants.models import Submission
from pilots.eligibility import Reason
from pilots.enums import MemberState
from pilots.views.tones import MEMBER_TONES
from sky_portal.questions.rendering import printable_of
from sky_portal.texts import pick
from sky_portal.ui.formats import language


def read(submission: Submission) -> dict[str, Any]:
    """The content, with names in the page's language and budget rows that tell their member."""
    content = submission.content["application"]
    names = {member["id"]: named(member["organisation"]) for member in content["members"]}
    budget = content["budget"]
    return {
        **content,
        "sections": printable_of(content["answers"], language()),
        "shares_money": content["call"].get("shares_money", True),
        "team": content.get("team", []),
        "service_email": content.get("service", {}).get("email", ""),
        "secrecy_grounds": content.get("secrecy_grounds", ""),
        "applicant_name": named(content["applicant"]),
        "members": [_member(member) for member in content["members"]],
        "lines": [_line(line, names, budget["categories"]) for line in budget["lines"]],
        "by_member": [(names.get(int(pk), pk), cents) for pk, cents in budget["sums"]["by_member"].items()],
        "sent": submission.content["sent"],
        "reasons": [Reason.from_json(reason) for reason in content["verdict"]["reasons"]],
    }


def named(organisation: dict[str, Any]) -> str:
    """An organisation's name in the page's language, as it was at sending."""
    return organisation["name"]["sv" if language() == "sv" else "fi"]


def _member(member: dict[str, Any]) -> dict[str, Any]:
    register = member["register"]
    return {
        "name": named(member["organisation"]),
        "business_id": member["organisation"]["business_id"],
        "coordinates": member["coordinates"],
        "state": MemberState(member["state"]).label,
        "tone": MEMBER_TONES[MemberState(member["state"])],
        "region": register and register["region"]["sv" if language() == "sv" else "fi"],
        "school_age": register and register["school_age"],
        "year": register and register["year"],
    }


def _line(line: dict[str, Any], names: dict[int, str], categories: dict[str, Any]) -> dict[str, Any]:
    category = categories[str(line["category"])]
    return {
        **line,
        "member": names.get(line["member"], "–"),
        "category": f"{category['number']} {pick(category['name']).text}",
        "cost_type": CostType(line["cost_type"]).label,
        "person_months": _months(line["person_months"]),
    }


def _months(text: str | None) -> str:
    """Person-months as the language writes them; what was sent may say ten as 1E+1."""
    shown = "" if text is None else f"{Decimal(text):f}"
    return shown if language() == "en" else shown.replace(".", ",")
