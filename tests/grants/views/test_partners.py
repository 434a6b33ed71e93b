"""The municipalities of a pilot write together: confirmed members read, the coordinator's people write."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grants.models import Application
from pilots.models import Member
from pilots.services import confirm_member, invite_member, leave_member, remove_member
from sky_portal.audit.models import AuditEvent

PAGES = ("application", "budget", "contact", "check")
POSTS = ("budget", "contact", "ask_signatory", "submit")


@pytest.fixture
def invited(ready: Application, cast: dict[str, Any], providers: dict[str, Any]) -> Member:
    """Lapinlahti's part in the pilot of Iisalmi's draft, not answered yet."""
    return invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])


@pytest.fixture
def confirmed(invited: Member, cast: dict[str, Any]) -> Member:
    """The same, confirmed."""
    return confirm_member(invited, accepted=invited.pilot.programme.commitments, actor=cast["participant"])


@pytest.fixture
def partner(sign_in: Callable[[str], Client], standing: None) -> Client:
    """Lapinlahti's signatory at her browser."""
    return sign_in("participant")


def pages(application: Application, names: tuple[str, ...] = PAGES) -> list[str]:
    section = reverse("grants:section", args=[application.case_id, application.sheet.sections[0].key])
    return [section, *(reverse(f"grants:{name}", args=[application.case_id]) for name in names)]


def test_a_confirmed_member_reads_every_page_and_is_offered_nothing_to_write(partner, ready, confirmed):
    for page in pages(ready):
        answer = partner.get(page)
        assert answer.status_code == 200
        assert not answer.context.get("may_edit")
    words = partner.get(pages(ready)[0]).content.decode()
    assert "jokainen oppilas tulee kouluun" in words
    assert "<fieldset disabled>" in words


def test_a_confirmed_member_finds_it_in_the_list(partner, ready, confirmed):
    words = partner.get(reverse("grants:applications")).content.decode()
    assert ready.pilot.name in words
    assert "Iisalmi" in words


def test_a_confirmed_member_writes_and_sends_nothing(partner, ready, confirmed):
    before = AuditEvent.objects.count()
    for page in pages(ready, POSTS):
        assert partner.post(page, {"attestation": "on", "save": "1"}).status_code == 403
    one = reverse("grants:save_answer", args=[ready.case_id, "purpose"])
    assert partner.post(one, {"purpose": "Muu"}).status_code == 403
    assert AuditEvent.objects.count() == before


def test_who_has_not_answered_finds_nothing(partner, ready, invited):
    assert {partner.get(page).status_code for page in pages(ready)} == {404}


@pytest.mark.parametrize("gone", [leave_member, remove_member])
def test_who_is_gone_finds_nothing(gone, partner, ready, confirmed, cast):
    gone(confirmed, actor=cast["participant" if gone is leave_member else "preparer"])
    assert {partner.get(page).status_code for page in pages(ready)} == {404}


def test_a_member_of_another_pilot_finds_nothing(sign_in, ready, confirmed):
    browser = sign_in("outsider")
    assert {browser.get(page).status_code for page in pages(ready)} == {404}
