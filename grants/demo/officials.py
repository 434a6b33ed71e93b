"""Those who examine beside the cast: invented officials of the ministry, in the demo only."""

from dataclasses import dataclass

from grants.demo.consortium import People
from sky_portal.accounts.cast import MEMBER_SINCE, ensure_authorities, verify_address
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, User

AUTHORITY = "OKM"


@dataclass(frozen=True)
class Official:
    """Somebody in the ministry, by the key under which the story names them."""

    key: str
    name: str
    title: str
    email: str
    role: Role
    language: str = "fi"


OFFICIALS = (
    Official(
        "second_officer",
        "Johan Sandvik",
        "undervisningsråd",
        "johan.sandvik@okm.example",
        Role.PRESENTING_OFFICER,
        "sv",
    ),
    Official(
        "third_officer",
        "Kirsti Alhola",
        "opetusneuvos",
        "kirsti.alhola@okm.example",
        Role.PRESENTING_OFFICER,
    ),
    Official(
        "third_assessor",
        "Annika Grönroos",
        "specialsakkunnig",
        "annika.gronroos@okm.example",
        Role.ASSESSOR,
        "sv",
    ),
    Official(
        "fourth_assessor",
        "Petteri Nuutinen",
        "erityisasiantuntija",
        "petteri.nuutinen@okm.example",
        Role.ASSESSOR,
    ),
    Official(
        "fifth_assessor", "Sirpa Kallioniemi", "opetusneuvos", "sirpa.kallioniemi@okm.example", Role.ASSESSOR
    ),
    Official(
        "sixth_assessor",
        "Lauri Tervaniemi",
        "erityisasiantuntija",
        "lauri.tervaniemi@okm.example",
        Role.ASSESSOR,
    ),
)
EMAILS = {one.key: one.email for one in OFFICIALS}


def ensure_officials(password_hash: str) -> None:
    """Makes everybody in OFFICIALS, able to sign in; who is there already is kept."""
    ministry = ensure_authorities()[AUTHORITY]
    for one in OFFICIALS:
        user, _created = User.objects.get_or_create(
            email=one.email,
            defaults={
                "name": one.name,
                "title": one.title,
                "language": one.language,
                "password": password_hash,
            },
        )
        verify_address(user)
        Membership.objects.get_or_create(
            user=user, organisation=ministry, role=one.role, defaults={"starts_on": MEMBER_SINCE}
        )


def official(people: People, key: str) -> User:
    """Somebody of the cast or of OFFICIALS by key; raises User.DoesNotExist before they are made."""
    return people.get(key) or User.objects.get(email=EMAILS[key])
