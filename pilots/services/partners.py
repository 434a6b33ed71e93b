"""Looking for partners: an organisation says so in public, and says when it no longer does."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from pilots.models import PartnerNotice, Programme
from pilots.rules import writes_for_provider, writes_notice
from sky_portal import clock, locks
from sky_portal.accounts.models import Organisation
from sky_portal.audit import services as audit
from sky_portal.names import plain_line
from sky_portal.ui.caching import pages_changed


def look_for_partners(
    programme: Programme,
    *,
    organisation: Organisation,
    text: str,
    contact_name: str,
    contact_email: str,
    actor: Any,
) -> PartnerNotice:
    """Publishes the organisation's notice, contact person included; one at a time in a programme.

    Raises PermissionDenied for those who write for no such provider, ValidationError on the
    words, and when a notice of the organisation is open already.
    """
    if not writes_for_provider.test(actor, organisation):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        # Two people of one organisation wait for each other here, so that one hears of the other.
        organisation = locks.lock(Organisation, pk=organisation.pk)
        if PartnerNotice.objects.open().filter(programme=programme, organisation=organisation).exists():
            raise ValidationError(_("Your organisation has an open notice already. Remove it first."))
        notice = PartnerNotice(
            programme=programme,
            organisation=organisation,
            text=_plain_lines(text),
            contact_name=plain_line(contact_name),
            contact_email=contact_email,
            opened_at=at,
            opened_by=actor,
        )
        notice.full_clean()
        notice.save()
        pages_changed()
        facts = {"programme": programme.key}
        audit.record(
            organisation.case, verb="look_for_partners", thing=notice, actor=actor, at=at, facts=facts
        )
    return notice


def stop_looking(notice: PartnerNotice, *, actor: Any) -> PartnerNotice:
    """Takes the notice out of the public's sight; once more does nothing. Raises PermissionDenied."""
    if not writes_notice.test(actor, notice):
        raise PermissionDenied
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        notice = locks.lock(PartnerNotice, pk=notice.pk)
        if notice.closed_at is None:
            notice.closed_at = at
            notice.save(update_fields=["closed_at"])
            pages_changed()
            audit.record(notice.case, verb="stop_looking", thing=notice, actor=actor, at=at)
    return notice


def _plain_lines(text: str) -> str:
    """Each line without what nobody sees; its length is judged here, where no form stands before."""
    plain = "\n".join(map(plain_line, text.strip().splitlines()))
    longest = PartnerNotice._meta.get_field("text").max_length
    if longest and len(plain) > longest:
        raise ValidationError({"text": _("Write at most %(count)s characters.") % {"count": longest}})
    return plain
