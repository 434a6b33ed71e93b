"""Loading a year's register of municipalities."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction

from pilots.models import Municipality
from pilots.register import BadRegister, RegisterRow, parse
from sky_portal.accounts.enums import OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.cases.models import Case

FIELDS = (
    "name_fi",
    "name_sv",
    "region_code",
    "region_name_fi",
    "region_name_sv",
    "avi_code",
    "avi_name_fi",
    "language_status",
    "population",
    "school_age",
    "organisation_id",
)


@dataclass(frozen=True)
class Loaded:
    """How many register rows and organisations a loading made, changed and left as they were."""

    added: int
    changed: int
    unchanged: int
    organisations: int

    @property
    def nothing_new(self) -> bool:
        """Whether the register already said just this."""
        return not (self.added or self.changed or self.organisations)


@transaction.atomic
def load_register(content: bytes, *, year: int) -> Loaded:
    """Makes the register of `year` say what the file says, or changes nothing.

    A municipality is recognised over the years by its business ID, so a newer year stands
    beside the old one with the same organisations. Organisations are only added: what an
    official has since written into one (name, registry address, language) is never
    overwritten. A file of the same year that lacks a municipality is refused: it is more
    likely cut short than right. Raises BadRegister.
    """
    rows = parse(content)
    known = {m.code: m for m in Municipality.objects.filter(register_year=year)}
    _refuse_shrinking(known, rows)
    organisations, made = _organisations(rows)
    wanted = [_municipality(row, year, organisations[row.business_id], known.get(row.code)) for row in rows]
    new = [m for m in wanted if m.pk is None]
    changed = [m for m in wanted if m.pk is not None and _facts(m) != _facts(known[m.code])]
    Municipality.objects.bulk_create(new)
    Municipality.objects.bulk_update(changed, FIELDS)
    return Loaded(len(new), len(changed), len(rows) - len(new) - len(changed), made)


def _refuse_shrinking(known: dict[str, Municipality], rows: list[RegisterRow]) -> None:
    absent = sorted(set(known) - {row.code for row in rows})
    if absent:
        names = ", ".join(f"{code} {known[code].name_fi}" for code in absent)
        raise BadRegister([(1, f"municipalities of this year's register are missing from the file: {names}")])


def _organisations(rows: list[RegisterRow]) -> tuple[dict[str, int], int]:
    """Ids by business ID, and how many were made."""
    ids = _ids(rows)
    new = [row for row in rows if row.business_id not in ids]
    cases = Case.objects.bulk_create(Case(kind="organisation", language=row.language) for row in new)
    Organisation.objects.bulk_create(
        Organisation(
            case=case,
            kind=OrganisationKind.MUNICIPALITY,
            name_fi=row.name_fi,
            name_sv=row.name_sv,
            business_id=row.business_id,
            language=row.language,
        )
        for case, row in zip(cases, new, strict=True)
    )
    return (_ids(rows) if new else ids), len(new)


def _ids(rows: Iterable[RegisterRow]) -> dict[str, int]:
    wanted = [row.business_id for row in rows]
    found = Organisation.objects.filter(business_id__in=wanted).values_list("business_id", "pk")
    return {business_id: pk for business_id, pk in found if business_id}


def _municipality(
    row: RegisterRow, year: int, organisation_id: int, known: Municipality | None
) -> Municipality:
    facts = asdict(row)
    facts.pop("business_id")
    return Municipality(
        pk=known.pk if known else None, register_year=year, organisation_id=organisation_id, **facts
    )


def _facts(municipality: Municipality) -> tuple[object, ...]:
    return tuple(getattr(municipality, field) for field in FIELDS)
