"""Two colleagues tell at once that they look for partners: one notice, and the other hears why."""

import time

import pytest
from django.core.exceptions import ValidationError

from pilots.models import PartnerNotice
from pilots.services import look_for_partners, partners
from sky_portal.accounts.models import Organisation, User
from tests.grants import factories
from tests.races.together import together, unlocked

TWO = 2


@pytest.fixture
def publish(transactional_db, cast, providers, monkeypatch):
    """A function that publishes Iisalmi's notice as its preparer or its signatory."""
    programme = factories.make_call().programme
    honest = partners._plain_lines

    def slow(text):
        time.sleep(0.2)
        return honest(text)

    # Between looking whether there is one and writing it.
    monkeypatch.setattr(partners, "_plain_lines", slow)

    def one(worker):
        return look_for_partners(
            programme,
            organisation=providers["iisalmi"],
            text="Haemme kahta kuntaa.",
            contact_name="Aino",
            contact_email="aino@iisalmi.example",
            actor=User.objects.get(pk=cast[("preparer", "signatory")[worker]].pk),
        )

    return one


@pytest.mark.postgres
def test_one_notice_is_published_and_the_slower_one_is_told(publish):
    told = together(TWO, publish)
    assert PartnerNotice.objects.open().count() == 1
    [refused] = [outcome for outcome in told if isinstance(outcome, ValidationError)]
    assert "avoin ilmoitus" in str(refused.messages) or "open notice" in str(refused.messages)


@pytest.mark.postgres
def test_control_without_the_lock_the_database_alone_says_no(publish):
    with unlocked(Organisation):
        told = together(TWO, publish)
    # The constraint still holds, as a fault of the form's kind or of the database's: never two.
    assert PartnerNotice.objects.open().count() == 1
    assert [outcome for outcome in told if isinstance(outcome, Exception)]
    assert not any("avoin ilmoitus" in str(outcome) or "Remove it first" in str(outcome) for outcome in told)
