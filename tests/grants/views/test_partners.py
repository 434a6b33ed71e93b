"""Telling that one looks for partners: a public notice by the organisation's own people."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from pilots.models import PartnerNotice
from pilots.services import look_for_partners, stop_looking
from sky_portal import clock
from tests.grants import factories

CLOSED = clock.helsinki(2021, 4, 1, 9)
WORDS = {
    "text": "Haemme pilottiin kahta kuntaa.",
    "contact_name": "Aino Karppinen",
    "contact_email": "aino@iisalmi.example",
}


@pytest.fixture
def call(db):
    return factories.make_call()


def at(client, call, method="get", *, pk=None, when=factories.OPEN, **data):
    name = "grants:stop_looking" if pk else "grants:partners"
    with override("fi"), clock.standing_at(when):
        address = reverse(name, args=[call.slug, pk] if pk else [call.slug])
        return getattr(client, method)(address, data)


def notice_of(call, organisation, actor, **changes):
    with clock.standing_at(factories.OPEN):
        return look_for_partners(
            call.programme, organisation=organisation, actor=actor, **{**WORDS, **changes}
        )


def public(client, call, when=factories.OPEN):
    with override("fi"), clock.standing_at(when):
        return client.get(reverse("grants:can_we_apply", args=[call.slug])).content.decode()


def test_the_form_says_clearly_that_the_notice_is_public(call, sign_in):
    html = at(sign_in("preparer"), call).content.decode()
    assert "Ilmoitus on julkinen." in html
    assert "Kaikki näkevät kirjautumatta" in html
    # The contact person is the one who writes, unless told otherwise.
    assert 'value="preparer@iisalmi.example"' in html


def test_a_notice_is_published_seen_by_everybody_and_taken_away(call, sign_in, client):
    preparer = sign_in("preparer")
    assert at(preparer, call, "post", **WORDS).status_code == 302
    assert WORDS["text"] in public(client, call)
    page = at(preparer, call).content.decode()
    assert "Poista ilmoitus" in page
    assert "Julkaise ilmoitus" not in page
    [notice] = PartnerNotice.objects.all()
    assert at(preparer, call, "post", pk=notice.pk).status_code == 302
    assert WORDS["text"] not in public(client, call)
    # What was said comes back to be said again.
    assert WORDS["text"] in at(preparer, call).content.decode()


def test_taking_away_twice_does_no_harm(call, sign_in, cast, providers):
    notice = notice_of(call, providers["iisalmi"], cast["preparer"])
    for _ in range(2):
        assert at(sign_in("signatory"), call, "post", pk=notice.pk).status_code == 302
    assert PartnerNotice.objects.open().count() == 0


def test_others_see_an_open_notice_and_do_not_take_it_away(call, sign_in, cast, providers):
    notice = notice_of(call, providers["iisalmi"], cast["preparer"])
    for who in ("outsider", "participant", "presenting_officer", "call_administrator"):
        assert at(sign_in(who), call, "post", pk=notice.pk).status_code == 403
    stop_looking(notice, actor=cast["preparer"])
    assert at(sign_in("outsider"), call, "post", pk=notice.pk).status_code == 404


def test_a_notice_of_another_call_is_not_here(call, sign_in, cast, providers):
    data = factories.call_data(slug="other")
    data["programme"]["key"] = "other"
    other = factories.make_call(**data)
    notice = notice_of(other, providers["iisalmi"], cast["preparer"])
    assert at(sign_in("preparer"), call, "post", pk=notice.pk).status_code == 404
    assert "Poista ilmoitus" not in at(sign_in("preparer"), call).content.decode()


def test_who_acts_for_nobody_is_led_to_ask_for_access(call, sign_in):
    response = at(sign_in("presenting_officer"), call)
    assert response.status_code == 302
    assert reverse("accounts:access_request").partition("/account")[2] in response["Location"]


def test_a_visitor_signs_in_first(call, client):
    assert reverse("account_login") in at(client, call)["Location"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"text": ""}, "Ketä etsitte"), ({"contact_email": "x"}, "sähköposti"), ({"text": "x" * 601}, "600")],
)
def test_faults_are_told_and_what_was_typed_stays(call, sign_in, changes, words):
    response = at(sign_in("preparer"), call, "post", **{**WORDS, "contact_name": "Typed Name", **changes})
    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert "Typed Name" in html
    assert not PartnerNotice.objects.exists()


def test_who_was_slower_than_a_colleague_hears_of_it_and_keeps_the_text(call, sign_in, cast, providers):
    preparer = sign_in("preparer")
    notice_of(call, providers["iisalmi"], cast["signatory"], text="Kollegan sanat.")
    response = at(preparer, call, "post", **{**WORDS, "text": "Omat sanat."})
    assert response.status_code == 422
    html = response.content.decode()
    assert "on jo avoin ilmoitus" in html
    assert "Omat sanat." in html
    assert "Kollegan sanat." in html
    assert PartnerNotice.objects.open().count() == 1


def test_after_the_close_there_is_no_form_and_nothing_is_published(call, sign_in, client, cast, providers):
    notice_of(call, providers["lapinlahti"], cast["participant"])
    html = at(sign_in("preparer"), call, when=CLOSED).content.decode()
    assert "Ilmoituksia ei enää näytetä" in html
    assert "<textarea" not in html
    at(sign_in("preparer"), call, "post", when=CLOSED, **WORDS)
    assert PartnerNotice.objects.count() == 1
    assert WORDS["text"] not in public(client, call, CLOSED)
