"""The receipt: that something arrived, when, and nothing of its merits (SAL 12 §)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from grants.models import Call, Submission, SupplementRequest
from pilots.enums import MemberState
from sky_portal import clock
from sky_portal.documents.models import Document
from sky_portal.documents.pdf import render_pdf
from sky_portal.documents.pdf.letterhead import Letterhead
from sky_portal.documents.services import store
from sky_portal.texts import pick
from sky_portal.ui import formats
from sky_portal.ui.horizon import when

RECEIPT = "receipt"
# The checksum is read aloud and compared by eye: eight characters at a time.
CHECKSUM_GROUP = 8


def render_receipt(submission: Submission) -> bytes:
    """The receipt in PDF, in the language of the case (SAL 12 §); the same bytes every time."""
    language = submission.application.language
    with override(language):
        context = receipt_context(submission)
        title = str(_("Receipt of a supplement") if context["asked"] else _("Receipt of an application"))
    return render_pdf(
        "grants/documents/receipt.html",
        context,
        language=language,
        title=title,
        dated=submission.arrived_at,
    )


def store_receipt(submission: Submission, content: bytes) -> Document:
    """Keeps the receipt in the case, once a submission."""
    application = submission.application
    number = submission.content["sent"]["case_number"].replace("/", "-")
    with override(application.language):
        name = "-".join((_("receipt"), number, str(submission.number))) + ".pdf"
    return store(
        application.case,
        kind=RECEIPT,
        key=str(submission.pk),
        name=name,
        content=content,
        content_type="application/pdf",
        language=application.language,
    )


def receipt_context(submission: Submission) -> dict[str, Any]:
    """What the receipt tells in the active language: from what was sent, never from later edits."""
    call, language = submission.application.call, submission.application.language
    content, sent = submission.content["application"], submission.content["sent"]
    contact = call.contacts.first()
    asked = SupplementRequest.objects.filter(answer=submission).first()
    kind = str(_("Receipt of a supplement")) if asked else ""
    return {
        "letterhead": letterhead(call, sent["case_number"], submission.arrived_at, kind=kind),
        # The supplement request that it answers, if it does.
        "asked": asked,
        "sent": sent,
        "arrived": to_the_second(submission.arrived_at),
        "checksum": grouped(submission.sha256),
        "content": content,
        "call_name": pick(call.name, language).text,
        "authority": call.authority,
        "registry_hours": call.authority.details.get("registry_hours", ""),
        "applicant": content["applicant"]["name"][language],
        "business_id": content["applicant"]["business_id"],
        "members": [_member(member, language) for member in content["members"]],
        "attachments": content["attachments"],
        "shares_money": content["call"].get("shares_money", True),
        "sums": content["budget"]["sums"],
        "own_share_percent": content["budget"]["own_share_percent"],
        "service_email": content.get("service", {}).get("email", ""),
        "decisions": _decisions(call),
        "contact": contact,
        "contact_title": pick(contact.title, language).text if contact else "",
    }


def to_the_second(at: datetime) -> str:
    """A moment in Helsinki time with its seconds, as the active language writes it."""
    mark = ":" if formats.language() == "en" else "."
    return f"{formats.moment(at)}{mark}{at.astimezone(clock.HELSINKI):%S}"


def letterhead(call: Call, number: str, dated: datetime, *, kind: str = "") -> Letterhead:
    """The head of what the portal writes for the call's authority about a case."""
    address = call.authority.details.get("postal_address", {})
    references = [(str(_("Date")), formats.day(dated))]
    if number:
        references.append((str(_("Case number")), number))
    if call.reference:
        references.append((str(_("Call")), call.reference))
    return Letterhead(
        name=call.authority.name,
        kind=kind or str(_("Receipt of an application")),
        lines=(pick(address).text,) if address else (),
        number=number,
        references=tuple(references),
    )


def _member(member: dict[str, Any], language: str) -> dict[str, str]:
    note = ""
    if member["coordinates"]:
        note = _("coordinates")
    elif member["state"] in (MemberState.INVITED,):
        note = _("has not answered the invitation")
    return {"name": member["organisation"]["name"][language], "note": note}


def _decisions(call: Call) -> str:
    milestone = call.milestones.filter(key="decisions").first()
    return when(milestone) if milestone else ""


def grouped(checksum: str) -> str:
    """A checksum in groups that one can compare by eye."""
    return " ".join(checksum[i : i + CHECKSUM_GROUP] for i in range(0, len(checksum), CHECKSUM_GROUP))
