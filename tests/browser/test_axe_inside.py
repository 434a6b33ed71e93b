"""Every page behind the sign-in: axe finds nothing in light and dark, nothing overflows on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.models import Application, Call
from grants.services.call import copy
from grants.services.submission import submit
from pilots.services import invite_member
from sky_portal import clock
from tests.browser.test_axe import OVERFLOW
from tests.grants import factories

pytestmark = pytest.mark.browser

WHO = ("preparer", "signatory", "participant", "presenting_officer", "call_administrator")
ACCOUNT = ("account_email", "account_change_password", "account_logout", "mfa_index", "accounts:me")
APPLICANT = ("home", "grants:applications", "messaging:inbox", "accounts:access_request", "accounts:choose")
OFFICIAL = ("home", "grants:received", "messaging:inbox", "messaging:outbox")
PREPARING = ("grants:prepare", "grants:prepare_new")
OF_DRAFT = (
    "prepare_call",
    "prepare_copy",
    "prepare_basics",
    "prepare_money",
    "prepare_preview",
    "prepare_publish",
)
OF_CALL = ("prepare_call", "prepare_basics", "prepare_money", "prepare_extend")
OF_APPLICATION = ("application", "budget", "attachments", "contact", "check", "sent")


@pytest.fixture
def sent(open_call: Any, cast: dict[str, Any], providers: dict[str, Any]) -> Application:
    """Iisalmi's application, sent; Lapinlahti has not answered yet."""
    with clock.standing_at(factories.OPEN):
        application = factories.make_ready(
            open_call, organisation=providers["iisalmi"], actor=cast["preparer"]
        )
        invite_member(application.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
        submit(application, actor=cast["signatory"])
        factories.declare_free(application, cast["presenting_officer"])
    return application


def pages(names: tuple[str, ...], language: str, *arguments: Any) -> list[str]:
    with override(language):
        return [reverse(name, args=arguments) for name in names]


def of_application(application: Application, language: str) -> list[str]:
    names = tuple(f"grants:{name}" for name in OF_APPLICATION)
    first = application.sheet.sections[0].key
    return [
        *pages(names, language, application.case_id),
        *pages(("grants:section",), language, application.case_id, first),
        *pages(("grants:start",), language, application.call.slug),
        *pages(("pilots:members",), language, application.pilot.case_id),
    ]


def people_of(organisation: Any, language: str) -> list[str]:
    return [
        *pages(("accounts:organisations",), language),
        *pages(("accounts:people", "accounts:invite"), language, organisation.pk),
    ]


@pytest.fixture
def draft_call(sent: Application, cast: dict[str, Any]) -> Call:
    """A call that is being prepared: a copy, and still without its Swedish name."""
    with clock.standing_at(factories.OPEN):
        return copy(
            sent.call,
            slug="toinen",
            name={"fi": "Toinen haku"},
            opens_at=clock.helsinki(2021, 8, 31, 9),
            closes_at=clock.helsinki(2021, 10, 31, 2, 30),
            programme_key="toinen",
            programme_name={"fi": "Toinen"},
            programme_short_name="Toinen",
            actor=cast["call_administrator"],
        )


def of_call(call: Call, names: tuple[str, ...], language: str) -> list[str]:
    return pages(tuple(f"grants:{name}" for name in names), language, call.slug)


@pytest.fixture
def walks(
    sent: Application, draft_call: Call, providers: dict[str, Any]
) -> Callable[[str], dict[str, list[str]]]:
    """Who opens which pages."""

    def of(language: str) -> dict[str, list[str]]:
        return {
            "preparer": [*pages(APPLICANT + ACCOUNT, language), *of_application(sent, language)],
            "signatory": [
                *people_of(providers["iisalmi"], language),
                *pages(("grants:check",), language, sent.case_id),
            ],
            "participant": [
                *pages(("home",), language),
                *pages(("pilots:members",), language, sent.pilot.case_id),
            ],
            "presenting_officer": [
                *pages(OFFICIAL, language),
                *pages(("grants:submission",), language, sent.case_id),
            ],
            "call_administrator": [
                *pages(PREPARING, language),
                *of_call(draft_call, OF_DRAFT, language),
                *of_call(sent.call, OF_CALL, language),
            ],
        }

    return of


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("fi", "light", 1280), ("sv", "dark", 360), ("en", "light", 768)]
)
@pytest.mark.parametrize("person", WHO)
def test_axe_finds_nothing_inside(new_page, sign_in, walks, cast, axe, person, language, theme, width):
    found = []
    page = new_page(width=width, color_scheme=theme)
    sign_in(page, cast[person])
    for address in walks(language)[person]:
        answer = page.goto(address)
        assert answer.ok, f"{person} {address} {answer.status}"
        found += axe(page)
        found += [f"{address}: {part}" for part in page.evaluate(OVERFLOW)]
    assert found == []
