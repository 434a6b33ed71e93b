"""Messages about conflicts of interest; one function a message.

They stay among officials, and none tells the reason: that is read in the portal.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from grants.enums import ConflictState
from grants.models import ConflictDeclaration
from grants.rules import decides_conflict
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, User
from sky_portal.messaging.models import Message
from sky_portal.messaging.rendering import compose
from sky_portal.messaging.services import queue_mail


def to_be_decided(declaration: ConflictDeclaration, *, by: Any) -> list[Message]:
    """Asks the superiors of the granting authority to decide, all but who asks."""
    asked = [person for person in superiors(declaration) if person.pk != by.pk]
    sent = [_send("conflict_to_decide", declaration, person, page="grants:conflicts") for person in asked]
    return [message for message in sent if message]


def claimed(declaration: ConflictDeclaration) -> Message | None:
    """Tells a person that a superior holds them to be in conflict, and that it is being decided."""
    return _send("conflict_claimed", declaration, declaration.person, page="grants:own_conflicts")


def decided(declaration: ConflictDeclaration) -> Message | None:
    """Tells the person what a superior has decided."""
    return _send("conflict_decided", declaration, declaration.person, page="grants:own_conflicts")


def superiors(declaration: ConflictDeclaration) -> list[User]:
    """Who decides on the declaration today, in the authority that grants."""
    authority = declaration.application.call.authority_id
    holding = (
        Membership.objects.current()
        .filter(organisation_id=authority, role__in=(Role.DECISION_MAKER, Role.CALL_ADMINISTRATOR))
        .order_by()
        .values("user_id")
    )
    people = User.objects.filter(pk__in=holding, is_active=True).order_by("pk")
    return [person for person in people if decides_conflict.test(person, declaration)]


def _send(name: str, declaration: ConflictDeclaration, to: User, *, page: str) -> Message | None:
    application, language = declaration.application, to.language
    with override(language):
        known = {
            "number": application.case.number,
            "person": declaration.person,
            "conflict": declaration.state in {ConflictState.CONFLICTED},
            "call": application.call,
            "link": f"{settings.BASE_URL}{reverse(page)}",
        }
        mail = compose(f"grants/emails/{name}", known, language)
    at = declaration.decided_at or declaration.declared_at
    return queue_mail(
        mail,
        to=to,
        language=language,
        case=application.case,
        internal=True,
        rule=f"grants.{name}",
        thing=str(declaration.pk),
        due=f"{at:%Y%m%d%H%M%S%f}",
    )
