"""An authority's own details: its names, its registry, and what its decisions and deadlines need of it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.accounts.models import Organisation
from sky_portal.accounts.rules import administers_authority
from sky_portal.audit.services import record
from sky_portal.periods import closing_time

COLUMNS = ("name_fi", "name_sv", "registry_email")
DETAILS = ("postal_address", "registry_hours", "case_class")


def authority_values(organisation: Organisation) -> dict[str, Any]:
    """The details as they are stored; empty where there are none yet."""
    details = organisation.details
    return {name: getattr(organisation, name) for name in COLUMNS} | {
        "postal_address": details.get("postal_address", {}),
        "registry_hours": details.get("registry_hours", ""),
        "case_class": details.get("case_class", ""),
    }


def save_authority(organisation: Organisation, *, values: dict[str, Any], actor: Any) -> bool:
    """Saves the details of an authority, told in its own case; tells whether anything changed.

    Raises PermissionDenied for who is not call administrator there, ValidationError by field when
    the registry's hours cannot be read: deadlines are counted by them.
    """
    try:
        closing_time(values)
    except ValueError:
        raise ValidationError({"registry_hours": _("Write the hours such as 8.00–16.15.")}) from None
    with locks.act():
        row = locks.lock(Organisation, pk=organisation.pk)
        if not administers_authority.test(actor, row):
            raise PermissionDenied
        before = authority_values(row)
        changed = sorted(name for name in values if values[name] != before[name])
        if changed:
            _put(row, {name: values[name] for name in changed})
            row.full_clean()
            row.save()
            at, facts = clock.act(), {"fields": changed}
            record(row.case, verb="save_authority", thing=row, actor=actor, at=at, facts=facts)
    return bool(changed)


def _put(row: Organisation, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values:
            setattr(row, name, values[name])
    row.details = row.details | {name: values[name] for name in DETAILS if name in values}
