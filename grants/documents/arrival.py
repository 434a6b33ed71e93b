"""The receipt of what arrived beside the portal's way: that it arrived, when, and nothing of its merits."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from grants.documents.receipt import RECEIPT, letterhead, to_the_second
from grants.models import Arrival
from sky_portal.documents.models import Document
from sky_portal.documents.pdf import render_pdf
from sky_portal.documents.services import store
from sky_portal.texts import pick
from sky_portal.ui import formats


def render_arrival_receipt(arrival: Arrival, *, version: int, at: datetime) -> bytes:
    """The receipt in PDF, in the language of the case, dated `at`; a corrected one says that it is."""
    language = arrival.language
    with override(language):
        context = arrival_receipt_context(arrival, version=version, at=at)
        title = str(_("Receipt of an application"))
    return render_pdf(
        "grants/documents/arrival_receipt.html", context, language=language, title=title, dated=at
    )


def store_arrival_receipt(arrival: Arrival, content: bytes, *, version: int) -> Document:
    """Keeps a version of the receipt in the case, once."""
    number = (arrival.case.number or "").replace("/", "-")
    with override(arrival.language):
        name = "-".join((_("receipt"), number, str(version))) + ".pdf"
    return store(
        arrival.case,
        kind=RECEIPT,
        key=str(version),
        name=name,
        content=content,
        content_type="application/pdf",
        language=arrival.language,
    )


def arrival_receipt_context(arrival: Arrival, *, version: int, at: datetime) -> dict[str, Any]:
    """What the receipt tells in the active language."""
    call, language = arrival.call, arrival.language
    contact = call.contacts.first()
    return {
        "letterhead": letterhead(call, arrival.case.number or "", at),
        "arrival": arrival,
        "arrived": beside_closing(arrival.arrived_at, call.closes_at),
        "closed": to_the_second(call.closes_at),
        "corrected": version > 1,
        "call_name": pick(call.name, language).text,
        "provider": arrival.provider and getattr(arrival.provider, f"name_{language}"),
        "authority": call.authority,
        "registry_hours": call.authority.details.get("registry_hours", ""),
        "contact": contact,
        "contact_title": pick(contact.title, language).text if contact else "",
    }


def beside_closing(at: datetime, closing: datetime) -> str:
    """A moment with its seconds, to the microsecond where it shares its second with the closing.

    Nobody is told of two equal times that one of them is later.
    """
    told = to_the_second(at)
    if at <= closing or told != to_the_second(closing):
        return told
    return f"{told}{'.' if formats.language() == 'en' else ','}{at:%f}"
