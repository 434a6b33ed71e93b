"""Sendings that came after the closing: refused, and kept so that their instant can be proven."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from grants.models import Application
from grants.rules import SENT_STATES, records_arrivals
from sky_portal import clock, locks
from sky_portal.audit import services as audit
from sky_portal.audit.models import AuditEvent

REFUSED = "submit_refused"
ONE_SENDING = timedelta(minutes=1)


def record_refusal(application: Application, *, actor: Any, arrived: datetime) -> datetime:
    """Notes in the case's trail when a sending arrived that came after the closing; that instant.

    The trail holds the instant to the microsecond and the closing it was judged by, and nothing
    of what was sent: that is kept in the draft. What one person sends within a minute is one
    sending, and counts from the first: a page sent by script is fetched once more in plain.
    """
    with locks.act():
        events = AuditEvent.objects.filter(case=application.case, verb=REFUSED, actor=actor)
        # Before an extension it was another closing that was missed.
        since = max(arrived - ONE_SENDING, application.call.closes_at)
        if first := events.filter(at__gt=since, at__lte=arrived).order_by("seq").first():
            return first.at
        facts = {"closes_at": application.call.closes_at.isoformat()}
        audit.record(application.case, verb=REFUSED, thing=application, actor=actor, at=arrived, facts=facts)
    return arrived


def refused_sendings(actor: Any) -> QuerySet[Any]:
    """Applications that were sent only after the closing and wait for a registrar to record them.

    Each has `refused_at`, the instant of its first late sending, and `refused_by`, whose it was.
    None for others than registrars: a draft is not a document of the authority, an attempt to
    send it is an act towards it (SAL 10 §). What was sent in time is an application already.
    """
    if not records_arrivals.test(actor, None):
        return Application.objects.none()
    late = AuditEvent.objects.filter(
        case=OuterRef("case"), verb=REFUSED, at__gt=OuterRef("call__closes_at")
    ).order_by("seq")
    return (
        Application.objects.filter(Exists(late), call__closes_at__lt=clock.now(), arrivals=None)
        .exclude(state__in=SENT_STATES)
        .annotate(
            refused_at=Subquery(late.values("at")[:1]), refused_by=Subquery(late.values("actor__name")[:1])
        )
        .select_related("call", "applicant", "pilot")
        .order_by("refused_at", "pk")
    )
