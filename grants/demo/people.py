"""The demo's people beside the cast: invented preparers and signatories of real municipalities."""

from dataclasses import dataclass
from itertools import count

from pilots.models import Municipality
from sky_portal.accounts.cast import MEMBER_SINCE, verify_address
from sky_portal.accounts.enums import OrganisationKind, Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.cases.services import open_case
from sky_portal.search import fold

REGISTER_YEAR = 2021
# A university's training school takes part without counting as a municipality (FACTS 1).
TRAINING_SCHOOL = "Aurajoen normaalikoulu"
_PLAIN = str.maketrans("åäö ", "aao-")

Key = tuple[str, Role]


@dataclass(frozen=True)
class Extra:
    """Somebody who acts for one municipality: its Finnish name, the person, the title."""

    municipality: str
    role: Role
    name: str
    title: str
    language: str = "fi"

    @property
    def email(self) -> str:
        """An address by role and municipality, in the domain that can never exist."""
        return f"{self.role.value}@{domain(self.municipality)}"


EXTRAS = (
    Extra("Siilinjärvi", Role.SIGNATORY, "Hanna Räsänen", "sivistysjohtaja"),
    Extra("Sonkajärvi", Role.SIGNATORY, "Petri Komulainen", "sivistysjohtaja"),
    Extra("Kiuruvesi", Role.SIGNATORY, "Eija Tikkanen", "sivistysjohtaja"),
    Extra("Mustasaari", Role.SIGNATORY, "Ann-Sofi Häggblom", "bildningsdirektör", "sv"),
    Extra("Maalahti", Role.SIGNATORY, "Kristian Norrgård", "bildningschef", "sv"),
    Extra("Vöyri", Role.SIGNATORY, "Camilla Rönnqvist", "bildningschef", "sv"),
    Extra("Helsinki", Role.PREPARER, "Noora Saarelma", "projektipäällikkö"),
    Extra("Helsinki", Role.SIGNATORY, "Jukka Aaltovirta", "perusopetusjohtaja"),
    Extra("Äänekoski", Role.PREPARER, "Tuula Minkkinen", "suunnittelija"),
    Extra("Äänekoski", Role.SIGNATORY, "Risto Paananen", "sivistystoimenjohtaja"),
    Extra("Saarijärvi", Role.SIGNATORY, "Merja Hokkanen", "sivistysjohtaja"),
    Extra("Laukaa", Role.SIGNATORY, "Olli Puttonen", "sivistysjohtaja"),
)
FIRST_NAMES = {
    "fi": ("Anne", "Pekka", "Sanna", "Mikko", "Katja", "Ville", "Maarit", "Jari", "Elina", "Heikki", "Taina"),
    "sv": ("Åsa", "Mats", "Gunilla", "Henrik", "Carola", "Stefan", "Pia"),
}
LAST_NAMES = {
    "fi": ("Harjula", "Koskivuori", "Lehtoranta", "Metsäpelto", "Niittyaho", "Rantakallio", "Saloniemi"),
    "sv": ("Bergskog", "Ekholmen", "Granvik", "Lindnäs", "Strandfors"),
}
TITLES = {
    "fi": {Role.PREPARER: "kehittämispäällikkö", Role.SIGNATORY: "sivistysjohtaja"},
    "sv": {Role.PREPARER: "utvecklingschef", Role.SIGNATORY: "bildningsdirektör"},
}


def domain(municipality: str) -> str:
    """The municipality's invented domain."""
    return f"{fold(municipality).translate(_PLAIN)}.example"


def organisation(name: str) -> Organisation:
    """A provider by its Finnish name, with a registry address to write to."""
    if name == TRAINING_SCHOOL:
        return _training_school()
    row = Municipality.objects.select_related("organisation").get(register_year=REGISTER_YEAR, name_fi=name)
    found = row.organisation
    if not found.registry_email:
        found.registry_email = f"kirjaamo@{domain(name)}"
        found.save(update_fields=["registry_email"])
    return found


def ensure_people(names: list[str], coordinators: set[str], password_hash: str) -> dict[Key, User]:
    """A signatory for each provider, a preparer for each that coordinates, and everybody in EXTRAS.

    Providers that somebody of the cast acts for already get nobody: the cast acts for them.
    """
    found = {(extra.municipality, extra.role): _ensure(extra, password_hash) for extra in EXTRAS}
    numbers = count()
    for name in names:
        provider = organisation(name)
        wanted = [Role.SIGNATORY, *([Role.PREPARER] if name in coordinators else [])]
        for role in wanted:
            if (name, role) not in found:
                extra = _invented(name, role, provider.language, next(numbers))
                found[name, role] = _acting(provider, role) or _ensure(extra, password_hash)
    return found


def _acting(provider: Organisation, role: Role) -> User | None:
    held = Membership.objects.current().filter(organisation=provider, role=role).select_related("user")
    first = held.order_by("pk").first()
    return first.user if first else None


def _invented(name: str, role: Role, language: str, number: int) -> Extra:
    firsts, lasts = FIRST_NAMES[language], LAST_NAMES[language]
    # Steps that share no factor with the lengths give every pair before one comes again.
    person = f"{firsts[number % len(firsts)]} {lasts[number % len(lasts)]}"
    return Extra(name, role, person, TITLES[language][role], language)


def _ensure(extra: Extra, password_hash: str) -> User:
    user, _created = User.objects.get_or_create(
        email=extra.email,
        defaults={
            "name": extra.name,
            "title": extra.title,
            "language": extra.language,
            "password": password_hash,
        },
    )
    verify_address(user)
    Membership.objects.get_or_create(
        user=user,
        organisation=organisation(extra.municipality),
        role=extra.role,
        defaults={"starts_on": MEMBER_SINCE},
    )
    return user


def _training_school() -> Organisation:
    found = Organisation.objects.filter(name_fi=TRAINING_SCHOOL).first()
    return found or Organisation.objects.create(
        case=open_case("organisation"),
        kind=OrganisationKind.TRAINING_SCHOOL,
        name_fi=TRAINING_SCHOOL,
        name_sv="Aura ås övningsskola",
        business_id="0245896-3",
        registry_email=f"kirjaamo@{domain(TRAINING_SCHOOL)}",
    )
