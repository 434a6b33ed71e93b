"""What a signatory says along with the sending: grounds of secrecy, consent to electronic service.

It becomes the application's own in the act of sending, under its locks; where the sending is
refused it is kept all the same, so that nobody has to say it twice.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_lazy as _

from grants.models import Application
from grants.rules import edits_application, is_signatory
from sky_portal import clock, locks
from sky_portal.audit import services as audit


@dataclass(frozen=True)
class Statement:
    """What is said; None where nothing is, and what was said before stands.

    `e_service` is the consent to ordinary electronic service at `service_email` (SAL 19 §),
    `secrecy_grounds` why something marked so should be secret (JulkL 24 §), `eligibility_note`
    why the application should be examined although the verdict is against it.
    """

    eligibility_note: str | None = None
    secrecy_grounds: str | None = None
    e_service: bool | None = None
    service_email: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """Names and values of what is said; without consent there is no address to keep."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        said = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
        if said.get("e_service") is False:
            said["service_email"] = ""
        return said


def put(application: Application, statement: Statement) -> list[str]:
    """Sets the fields on the row without saving it; which of them that changed.

    Raises ValidationError on a value, and for a consent without an address.
    """
    said = statement.fields
    changed = [name for name, value in said.items() if getattr(application, name) != value]
    for name in changed:
        setattr(application, name, said[name])
    application.clean_fields(exclude={f.name for f in Application._meta.fields} - set(changed))
    if application.e_service and not application.service_email:
        raise ValidationError({"service_email": _("Enter the address for electronic service.")})
    return sorted(changed)


def keep_statement(application: Application, statement: Statement, *, actor: Any) -> Application:
    """Keeps what was said with a sending that was refused.

    Raises PermissionDenied for others than signatories and where nothing is written any more,
    ValidationError.
    """
    at = clock.act()
    with locks.act(), clock.standing_at(at):
        row = locks.lock(Application, pk=application.pk)
        if not (edits_application & is_signatory).test(actor, row):
            raise PermissionDenied
        if changed := put(row, statement):
            row.save(update_fields=changed)
            audit.record(
                row.case,
                verb="keep_statement",
                thing=row,
                actor=actor,
                at=at,
                facts={"fields": changed},
                payload={name: statement.fields[name] for name in changed},
            )
        return row
