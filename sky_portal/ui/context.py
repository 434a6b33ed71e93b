"""What every page knows."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from sky_portal.accounts.enums import OFFICE_KINDS, Role
from sky_portal.ui import navigation
from sky_portal.ui.theme import chosen

LANGUAGE_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}


@dataclass
class Portal:
    """The frame of a page: worked out only when the template asks.

    A visitor without a session cookie costs no query, and no session is begun for them.
    """

    request: HttpRequest
    demo: bool = field(default_factory=lambda: settings.DEMO)

    @cached_property
    def person(self) -> Any | None:
        """Who is signed in, or None; an error page may come before anybody is known."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def menu(self) -> list[navigation.Item]:
        """The main menu."""
        return navigation.items(self.request, self.person)

    @cached_property
    def notices(self) -> list[Any]:
        """What the last act has to say, once."""
        return list(get_messages(self.request))

    @cached_property
    def theme(self) -> str:
        """The chosen theme, or "" when the browser's own wish counts."""
        return chosen(self.request)

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        """This page in each language."""
        path = self.request.get_full_path()
        return [
            {
                "code": code,
                "name": name,
                "address": translate_url(path, code),
                "current": code == (get_language() or "")[:2],
            }
            for code, name in LANGUAGE_NAMES.items()
        ]

    @cached_property
    def manages_people(self) -> bool:
        """Whether the person looks after an organisation's people."""
        return self.person is not None and self.person.has_role(Role.SIGNATORY, Role.CALL_ADMINISTRATOR)

    @cached_property
    def acting_as(self) -> str:
        """For whom and as what the person acts: "Iisalmi · valmistelija".

        Officials, who have one office and many pages, are called by their own name.
        """
        if self.person is None:
            return ""
        chosen_one = self.person.acting_for
        held = [
            membership
            for membership in self.person.current_memberships()
            if chosen_one in (None, membership.organisation_id)
        ]
        organisations = {membership.organisation_id: membership.organisation for membership in held}
        if len(organisations) != 1:
            return ""
        roles = ", ".join(dict.fromkeys(str(m.get_role_display()).lower() for m in held))
        [organisation] = organisations.values()
        whose = self.person if organisation.kind in OFFICE_KINDS else organisation
        return f"{whose} · {roles}"


def portal(request: HttpRequest) -> dict[str, Any]:
    """The portal's own variables."""
    return {"demo": settings.DEMO, "portal": Portal(request)}
