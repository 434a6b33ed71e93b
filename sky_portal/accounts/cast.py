"""The cast of DESIGN section 6: one invented person a role, the same in the demo and in tests."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sky_portal.accounts.enums import OrganisationKind, Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.cases.services import open_case
from sky_portal.enums import Language

# Before anything happens in the demo's first call.
MEMBER_SINCE = date(2020, 8, 1)
# Of every sign-in of the demo; `make run` prints it.
DEMO_PASSWORD = "sky-harjoitus-2021"  # noqa: S105


@dataclass(frozen=True)
class Character:
    """A person of the cast: who, where, in which role, speaking which language."""

    key: str
    name: str
    title: str
    email: str
    organisation: str
    role: Role
    language: str = Language.FI


@dataclass(frozen=True)
class Provider:
    """A municipality of the cast, as the register has it."""

    key: str
    name_fi: str
    name_sv: str
    business_id: str
    language: str = Language.FI


PROVIDERS = (
    Provider("iisalmi", "Iisalmi", "Idensalmi", "9086071-6"),
    Provider("lapinlahti", "Lapinlahti", "Lapinlahti", "0172127-2"),
    Provider("siilinjarvi", "Siilinjärvi", "Siilinjärvi", "0172718-0"),
    Provider("sonkajarvi", "Sonkajärvi", "Sonkajärvi", "9090160-2"),
    Provider("vaasa", "Vaasa", "Vasa", "0209602-6", Language.SV),
)

AUTHORITIES: tuple[dict[str, Any], ...] = (
    {
        "code": "OKM",
        "kind": OrganisationKind.AUTHORITY,
        "name_fi": "Opetus- ja kulttuuriministeriö",
        "name_sv": "Undervisnings- och kulturministeriet",
        "registry_email": "kirjaamo@okm.example",
        "details": {
            "postal_address": {"fi": "PL 29, 00023 Valtioneuvosto", "sv": "PB 29, 00023 Statsrådet"},
            "registry_hours": "8.00–16.15",
        },
    },
    {
        "code": "KARVI",
        "kind": OrganisationKind.EVALUATION_CENTRE,
        "name_fi": "Kansallinen koulutuksen arviointikeskus",
        "name_sv": "Nationella centret för utbildningsutvärdering",
        "registry_email": "kirjaamo@karvi.example",
    },
    {
        "code": "OPH",
        "kind": OrganisationKind.AGENCY,
        "name_fi": "Opetushallitus",
        "name_sv": "Utbildningsstyrelsen",
        "registry_email": "kirjaamo@oph.example",
    },
)

CHARACTERS = (
    Character(
        "preparer",
        "Aino Karppinen",
        "kehittämispäällikkö",
        "preparer@iisalmi.example",
        "iisalmi",
        Role.PREPARER,
    ),
    Character(
        "signatory",
        "Juhani Ruotsalainen",
        "sivistysjohtaja",
        "signatory@iisalmi.example",
        "iisalmi",
        Role.SIGNATORY,
    ),
    Character(
        "participant",
        "Päivi Kumpulainen",
        "sivistysjohtaja",
        "signatory@lapinlahti.example",
        "lapinlahti",
        Role.SIGNATORY,
    ),
    Character(
        "outsider",
        "Johanna Nygård",
        "utvecklingschef",
        "preparer@vasa.example",
        "vaasa",
        Role.PREPARER,
        Language.SV,
    ),
    Character(
        "outsider_signatory",
        "Kaj Söderback",
        "bildningsdirektör",
        "signatory@vasa.example",
        "vaasa",
        Role.SIGNATORY,
        Language.SV,
    ),
    Character(
        "presenting_officer",
        "Marja Lehtovirta",
        "opetusneuvos",
        "presenting.officer@okm.example",
        "OKM",
        Role.PRESENTING_OFFICER,
    ),
    Character(
        "assessor", "Timo Hakkarainen", "erityisasiantuntija", "assessor@okm.example", "OKM", Role.ASSESSOR
    ),
    Character(
        "conflicted_assessor",
        "Riikka Ruotsalainen",
        "erityisasiantuntija",
        "conflicted.assessor@okm.example",
        "OKM",
        Role.ASSESSOR,
    ),
    Character(
        "decision_maker",
        "Eero Vuorenmaa",
        "ylijohtaja",
        "decision.maker@okm.example",
        "OKM",
        Role.DECISION_MAKER,
    ),
    Character("finance", "Sari Honkasalo", "taloussuunnittelija", "finance@okm.example", "OKM", Role.FINANCE),
    Character("registrar", "Leena Mustajoki", "kirjaaja", "registrar@okm.example", "OKM", Role.REGISTRAR),
    Character(
        "call_administrator",
        "Antti Pellinen",
        "suunnittelija",
        "call.administrator@okm.example",
        "OKM",
        Role.CALL_ADMINISTRATOR,
    ),
    Character(
        "evaluator", "Outi Kivimäki", "arviointineuvos", "evaluator@karvi.example", "KARVI", Role.EVALUATOR
    ),
    Character("reader", "Mikael Forsell", "opetusneuvos", "reader@oph.example", "OPH", Role.READER),
)


def ensure_authorities() -> dict[str, Organisation]:
    """The ministry, the evaluation centre and the agency by their codes, made where missing."""
    return {data["code"]: _ensure_authority(data) for data in AUTHORITIES}


def _ensure_authority(data: dict[str, Any]) -> Organisation:
    found = Organisation.objects.filter(code=data["code"]).first()
    return found or Organisation.objects.create(case=open_case("organisation"), **data)


def ensure_providers() -> dict[str, Organisation]:
    """The cast's municipalities by key: the register's own rows where it has been loaded."""
    return {provider.key: _ensure_provider(provider) for provider in PROVIDERS}


def _ensure_provider(provider: Provider) -> Organisation:
    found = Organisation.objects.filter(business_id=provider.business_id).first()
    organisation = found or Organisation(
        case=open_case("organisation", language=provider.language),
        kind=OrganisationKind.MUNICIPALITY,
        name_fi=provider.name_fi,
        name_sv=provider.name_sv,
        business_id=provider.business_id,
        language=provider.language,
    )
    if not organisation.registry_email:
        organisation.registry_email = f"kirjaamo@{provider.key}.example"
        organisation.save()
    return organisation


@transaction.atomic
def create_cast(password: str) -> dict[str, User]:
    """Everybody in CHARACTERS by key, able to sign in with `password`; what exists is kept.

    Memberships are made without an audit event: they stand before the portal's first day.
    """
    organisations = ensure_authorities() | ensure_providers()
    # One hash for all: a slow hash a person would cost the demo's start several seconds.
    hashed = make_password(password)
    return {c.key: _ensure_person(c, organisations[c.organisation], hashed) for c in CHARACTERS}


def _ensure_person(character: Character, organisation: Organisation, hashed: str) -> User:
    user, _created = User.objects.get_or_create(
        email=character.email,
        defaults={
            "name": character.name,
            "title": character.title,
            "language": character.language,
            "password": hashed,
        },
    )
    verify_address(user)
    Membership.objects.get_or_create(
        user=user, organisation=organisation, role=character.role, defaults={"starts_on": MEMBER_SINCE}
    )
    return user


def verify_address(user: User) -> None:
    """Holds the address for shown: nobody can read a mail to an invented one."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
