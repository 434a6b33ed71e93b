"""Who has which part open: kept in the cache for less than a minute, never in the database.

It is a courtesy: two people who arrive in the same instant may miss each other for one beat, and
a cache that does not answer costs nobody a save. By the real clock, as sessions are.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

from grants.models import Application
from sky_portal.accounts.enums import APPLICANT_ROLES
from sky_portal.alphabet import name_language

log = logging.getLogger(__name__)
# Seconds for which a sign of somebody is believed; pages give one every twenty.
LIFE = 50
# A sign as fresh as this is not written again: a page gives one too whenever it is looked at.
FRESH = 10


@dataclass(frozen=True)
class Present:
    """Somebody who has the part open."""

    name: str
    name_fi: str
    name_sv: str
    until: float

    @property
    def organisation(self) -> str:
        """For whom, in the page's language."""
        return self.name_sv if name_language() == "sv" else self.name_fi

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"


Room = dict[int, Present]


def note(application: Application, part: str, user: Any) -> list[Present]:
    """Notes that the person has the part open; who else has, by name."""
    place = _place(application, part)
    try:
        room = _alive(cache.get(place))
        until = time.time() + LIFE
        if user.pk not in room or room[user.pk].until < until - FRESH:
            room[user.pk] = _present(application, user, until)
            cache.set(place, room, LIFE)
    except (RedisError, OSError):
        log.warning("the cache does not answer: nobody is told who else is here")
        return []
    return _others(room, user)


def others(application: Application, part: str, user: Any) -> list[Present]:
    """Who else has the part open, without noting anything."""
    return everywhere(application, [part], user).get(part, [])


def everywhere(application: Application, parts: Iterable[str], user: Any) -> dict[str, list[Present]]:
    """Who else has which part open, asked at once for all of them."""
    places = {_place(application, part): part for part in parts}
    try:
        rooms = cache.get_many(places)
    except (RedisError, OSError):
        log.warning("the cache does not answer: nobody is told who else is here")
        return {}
    return {places[place]: _others(_alive(room), user) for place, room in rooms.items()}


def _place(application: Application, part: str) -> str:
    return f"together:{application.pk}:{part}"


def _alive(room: Room | None) -> Room:
    now = time.time()
    return {pk: one for pk, one in (room or {}).items() if one.until > now}


def _others(room: Room, user: Any) -> list[Present]:
    return sorted((one for pk, one in room.items() if pk != user.pk), key=str)


def _present(application: Application, user: Any, until: float) -> Present:
    """The person, for the applicant where they act for it too."""
    acting = user.organisations_as(*APPLICANT_ROLES)
    through = [one.organisation for one in user.current_memberships() if one.organisation_id in acting]
    through.sort(key=lambda one: one.pk != application.applicant_id)
    return Present(
        name=str(user),
        name_fi=through[0].name_fi if through else "",
        name_sv=through[0].name_sv if through else "",
        until=until,
    )
