"""The demo's people beside the cast: invented signatories of municipalities the cast has none in."""

from dataclasses import dataclass

from pilots.models import Municipality
from sky_portal.accounts.cast import MEMBER_SINCE
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation, User
from sky_portal.search import fold

REGISTER_YEAR = 2021
_PLAIN = str.maketrans("åäö", "aao")


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


def domain(municipality: str) -> str:
    """The municipality's invented domain."""
    return f"{fold(municipality).translate(_PLAIN)}.example"


def organisation(municipality: str) -> Organisation:
    """A municipality of the register by its Finnish name, with a registry address to write to."""
    row = Municipality.objects.select_related("organisation").get(
        register_year=REGISTER_YEAR, name_fi=municipality
    )
    found = row.organisation
    if not found.registry_email:
        found.registry_email = f"kirjaamo@{domain(municipality)}"
        found.save(update_fields=["registry_email"])
    return found


def ensure_extras(password_hash: str) -> dict[tuple[str, Role], User]:
    """Everybody in EXTRAS by municipality and role, signing in as the cast does."""
    return {(extra.municipality, extra.role): _ensure(extra, password_hash) for extra in EXTRAS}


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
    Membership.objects.get_or_create(
        user=user,
        organisation=organisation(extra.municipality),
        role=extra.role,
        defaults={"starts_on": MEMBER_SINCE},
    )
    return user
