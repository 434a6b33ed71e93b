"""Education providers as the registrar keeps them: those no register brings, and registry addresses."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from sky_portal import clock, locks
from sky_portal.accounts.enums import OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.rules import is_registrar, keeps_provider
from sky_portal.audit.services import record
from sky_portal.cases.services import open_case
from sky_portal.names import plain_line


@dataclass(frozen=True)
class ProviderDetails:
    """What is kept of a provider; names and business ID of municipalities come from the register."""

    kind: str
    name_fi: str
    name_sv: str
    business_id: str
    registry_email: str
    language: str


def add_provider(details: ProviderDetails, *, actor: Any) -> Organisation:
    """A provider that no register brings: a joint authority, a private or state one, a training school.

    Raises PermissionDenied, and ValidationError by field (a business ID that is there already).
    """
    if not is_registrar.test(actor, None):
        raise PermissionDenied
    with locks.act():
        organisation = Organisation(case=open_case("organisation", language=details.language))
        _fill(organisation, details)
        organisation.full_clean()
        organisation.save()
        _tell(organisation, "add_provider", sorted(_values(details)), actor)
    return organisation


def save_provider(organisation: Organisation, details: ProviderDetails, *, actor: Any) -> bool:
    """Changes what is kept of a provider, and tells whether anything was; raises as `add_provider`."""
    with locks.act():
        row = locks.lock(Organisation, pk=organisation.pk)
        if not keeps_provider.test(actor, row):
            raise PermissionDenied
        before = {name: getattr(row, name) for name in _values(details)}
        _fill(row, details)
        changed = sorted(name for name, value in before.items() if getattr(row, name) != value)
        if changed:
            row.full_clean()
            row.save()
            _tell(row, "save_provider", changed, actor)
    return bool(changed)


def is_of_register(organisation: Organisation) -> bool:
    """Whether names and business ID come from the register of municipalities."""
    return organisation.kind in (OrganisationKind.MUNICIPALITY,)


def _fill(organisation: Organisation, details: ProviderDetails) -> None:
    kept = {"registry_email", "language"} if is_of_register(organisation) else None
    for name, value in _values(details).items():
        if kept is None or name in kept:
            setattr(organisation, name, value)


def _values(details: ProviderDetails) -> dict[str, Any]:
    return {
        "kind": details.kind,
        "name_fi": plain_line(details.name_fi),
        "name_sv": plain_line(details.name_sv),
        "business_id": plain_line(details.business_id) or None,
        "registry_email": details.registry_email.strip().lower(),
        "language": details.language,
    }


def _tell(organisation: Organisation, verb: str, fields: list[str], actor: Any) -> None:
    record(
        organisation.case,
        verb=verb,
        thing=organisation,
        actor=actor,
        at=clock.act(),
        facts={"fields": fields},
    )
