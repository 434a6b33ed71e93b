"""An application on paper: what was sent; or the working copy, on every page marked as a draft."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from grants.documents.receipt import grouped, letterhead, to_the_second
from grants.enums import CostType
from grants.files import APPLICATION, DRAFT
from grants.models import Application, Submission
from pilots.eligibility import Reason
from pilots.enums import MemberState
from sky_portal import clock
from sky_portal.documents.models import Document, Secrecy
from sky_portal.documents.pdf import render_pdf
from sky_portal.documents.services import store
from sky_portal.questions.rendering import printable_of
from sky_portal.texts import pick
from sky_portal.ui import formats

TEMPLATE = "grants/documents/application.html"
Json = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """What a draft says of itself: when it was asked for, by whom, what it still lacks."""

    at: datetime
    by: str
    missing: list[str]
    # Lines of the budget whose members have no certain part.
    outside: list[Json]


def render_application(submission: Submission) -> bytes:
    """What was sent, in the language of the case; the same bytes every time."""
    language = submission.application.language
    with override(language):
        context, title = sent_context(submission), str(_("Application"))
    return render_pdf(TEMPLATE, context, language=language, title=title, dated=submission.arrived_at)


def render_draft(application: Application, content: Json, draft: Draft, *, language: str) -> bytes:
    """The working copy as `content` describes it, marked as a draft on every page."""
    with override(language):
        context, title = draft_context(application, content, draft), str(_("Draft of an application"))
    return render_pdf(TEMPLATE, context, language=language, title=title, dated=draft.at)


def sent_context(submission: Submission) -> Json:
    """What the paper tells in the active language: from what was sent, never from later edits."""
    content, sent = submission.content["application"], submission.content["sent"]
    call = submission.application.call
    return {
        **told(content),
        "letterhead": letterhead(
            call, sent["case_number"], submission.arrived_at, kind=str(_("Application"))
        ),
        "draft": None,
        "mark": "",
        "sent": sent,
        "arrived": to_the_second(submission.arrived_at),
        "checksum": grouped(submission.sha256),
    }


def draft_context(application: Application, content: Json, draft: Draft) -> Json:
    """What the draft tells in the active language."""
    number = application.case.number or ""
    mark = str(_("DRAFT – not an application"))
    kind = str(_("Draft of an application"))
    return {
        **told(content),
        "letterhead": letterhead(application.call, number, draft.at, kind=kind),
        "draft": draft,
        "mark": mark,
        "outside": _lines(content, draft.outside),
        "sent": None,
        "made": formats.moment(draft.at),
    }


def told(content: Json) -> Json:
    """The content in the active language, as the template takes it."""
    language = formats.language()
    sections = printable_of(content["answers"], language)
    return {
        "content": content,
        "call_name": pick(content["call"]["name"]).text,
        "applicant": _named(content["applicant"]),
        "members": [_member(member) for member in content["members"]],
        "team": content.get("team", []),
        "reasons": [Reason.from_json(reason).text for reason in content["verdict"]["reasons"]],
        "sections": sections,
        "shares_money": content["call"].get("shares_money", True),
        "sums": content["budget"]["sums"],
        "lines": _lines(content, content["budget"]["lines"]),
        "by_member": _by_member(content),
        "attachments": [_attachment(one) for one in content["attachments"]],
        "secret_answers": [q["label"] for part in sections for q in part["questions"] if _is_secret(q)],
        "grounds": content.get("secrecy_grounds", ""),
        "service_email": content.get("service", {}).get("email", ""),
    }


def store_application(submission: Submission, content: bytes) -> Document:
    """Keeps the paper in the case, once a submission."""
    application = submission.application
    number = submission.content["sent"]["case_number"].replace("/", "-")
    with override(application.language):
        name = "-".join((_("application"), number, str(submission.number))) + ".pdf"
    secrecy = _secrecy(submission.content["application"])
    fields = {"kind": APPLICATION, "key": str(submission.pk), "name": name, "secrecy": secrecy}
    return _store(application, content, language=application.language, **fields)


def store_draft(
    application: Application, content: bytes, *, said: Json, key: str, language: str, at: datetime, by: Any
) -> Document:
    """Keeps the draft in the case, once a content and language."""
    with override(language):
        # makemessages finds no string inside of an f-string.
        word = _("draft")
        name = f"{word}-{at.astimezone(clock.HELSINKI):%Y-%m-%d-%H%M}.pdf"
    fields = {"kind": DRAFT, "key": key, "name": name, "secrecy": _secrecy(said), "made_by": by}
    return _store(application, content, language=language, **fields)


def _store(application: Application, content: bytes, **fields: Any) -> Document:
    return store(application.case, content=content, content_type="application/pdf", **fields)


def _is_secret(question: Json) -> bool:
    return question["secret"] and question["answered"]


def _secrecy(content: Json) -> str:
    parts = [q for section in content["answers"]["sections"] for q in section["questions"]]
    marked = any(one.get("secret") for one in (*parts, *content["attachments"]))
    return Secrecy.PART_SECRET if marked else Secrecy.PUBLIC


def _named(organisation: Json) -> str:
    return organisation["name"]["sv" if formats.language() == "sv" else "fi"]


def _member(member: Json) -> Json:
    register, state = member["register"] or {}, str(MemberState(member["state"]).label)
    return {
        "name": _named(member["organisation"]),
        "business_id": member["organisation"]["business_id"],
        "state": str(_("coordinates")) if member["coordinates"] else state,
        "school_age": register.get("school_age"),
    }


def _lines(content: Json, lines: list[Json]) -> list[Json]:
    names = {member["id"]: _named(member["organisation"]) for member in content["members"]}
    categories = content["budget"]["categories"]
    return [
        {
            "member": names.get(line["member"], "–"),
            "category": _category(categories[str(line["category"])]),
            "cost_type": CostType(line["cost_type"]).label,
            "year": line["year"],
            "basis": line["basis"],
            "decision": line.get("decision", ""),
            "months": _months(line["person_months"]),
            "amount_cents": line["amount_cents"],
        }
        for line in lines
    ]


def _months(months: str | None) -> str:
    """Person-months as the active language writes a decimal number; "" for none."""
    if not months:
        return ""
    # Ten months are kept as 1E+1.
    plain = f"{Decimal(months):f}"
    return plain if formats.language() == "en" else plain.replace(".", ",")


def _category(category: Json) -> str:
    return f"{category['number']} {pick(category['name']).text}"


def _by_member(content: Json) -> list[tuple[str, int]]:
    names = {str(member["id"]): _named(member["organisation"]) for member in content["members"]}
    return [(names.get(pk, "–"), cents) for pk, cents in content["budget"]["sums"]["by_member"].items()]


def _attachment(one: Json) -> Json:
    return {
        "name": one.get("name", ""),
        "size": one.get("size", 0),
        "secret": bool(one.get("secret")),
        "checksum": grouped(one.get("sha256", "")),
    }
