"""What eligibility knows of a member: plain data, read once, so that judging it is pure."""

from dataclasses import dataclass

from pilots.register import ALAND
from sky_portal.accounts.enums import OrganisationKind


@dataclass(frozen=True)
class Team:
    """Persons a member sends: how many chairs and how many others."""

    chairs: int
    others: int


@dataclass(frozen=True)
class MemberFacts:
    """A member of a consortium and its row in the register of the programme's year.

    `confirmed` members count; `school_age` and `region_code` are None for who has no row in
    that year: another kind of provider, or a municipality merged away. `received` are the keys
    of the programmes whose grant the organisation has been given.
    """

    name_fi: str
    name_sv: str
    kind: str = OrganisationKind.MUNICIPALITY
    confirmed: bool = False
    leads: bool = False
    school_age: int | None = None
    region_code: str | None = None
    received: frozenset[str] = frozenset()
    team: Team | None = None

    @property
    def names(self) -> dict[str, str]:
        """The name by language."""
        return {"fi": self.name_fi, "sv": self.name_sv}

    @property
    def is_municipality(self) -> bool:
        """Whether it is a municipality of the register year."""
        return self.kind in (OrganisationKind.MUNICIPALITY,) and self.school_age is not None

    @property
    def is_of_aland(self) -> bool:
        """Whether it lies in Åland, where education is the province's own matter."""
        return self.region_code in (ALAND,)
