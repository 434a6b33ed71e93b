"""The pages of taking back: what follows is said, and done when it is confirmed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from grants.services import eligibility, withdrawal
from grants.services import submission as sending
from sky_portal import clock
from tests.grants import factories

AFTER = factories.LAST_INSTANT + timedelta(seconds=1)


def at(name, application):
    return reverse(f"grants:{name}", args=[application.case_id])


def test_opening_the_page_withdraws_nothing(signatory, arrived):
    words = signatory.get(at("withdraw", arrived)).content.decode()
    assert "Mitä siitä seuraa" in words
    assert "31.3.2021 klo\u00a016.15 asti" in words
    arrived.refresh_from_db()
    assert arrived.withdrawn_at is None


def test_confirmed_it_is_withdrawn_and_the_page_says_so(signatory, arrived):
    answer = signatory.post(at("withdraw", arrived), {"reason": "Ei rahaa", "seen": "1"}, follow=True)
    words = answer.content.decode()
    assert answer.redirect_chain == [(at("application", arrived), 302)]
    assert "peruutettiin" in words
    assert "Ei rahaa" in words
    assert "Tarkista ja lähetä uudelleen" in words
    # Pressed twice, it is what was wanted.
    again = signatory.post(at("withdraw", arrived), {"seen": "1"}, follow=True)
    assert "Hakemus oli jo peruutettu" in again.content.decode()


def test_others_do_not_withdraw(preparer, sign_in, arrived):
    assert preparer.post(at("withdraw", arrived)).status_code == 403
    assert "allekirjoittaja" in preparer.get(at("withdraw", arrived)).content.decode()
    assert sign_in("outsider_signatory").post(at("withdraw", arrived)).status_code == 404


def test_what_was_sent_meanwhile_is_shown_first(signatory, arrived, cast):
    factories.save_budget(arrived, factories.line(arrived, "30 000"), actor=cast["preparer"])
    sending.submit(arrived, actor=cast["signatory"])
    answer = signatory.post(at("withdraw", arrived), {"reason": "Ei rahaa", "seen": "1"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Mitään ei peruutettu" in words
    assert "Ei rahaa" in words
    assert 'name="seen" value="2"' in words


def test_too_long_a_reason_is_kept_and_refused(signatory, arrived):
    answer = signatory.post(at("withdraw", arrived), {"reason": "x" * 2001, "seen": "1"})
    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()
    arrived.refresh_from_db()
    assert arrived.withdrawn_at is None


def test_an_old_page_does_not_send_what_was_withdrawn(signatory, arrived, cast):
    withdrawal.withdraw(arrived, actor=cast["signatory"])
    page = signatory.get(at("check", arrived)).content.decode()
    assert 'name="again"' in page
    form = {"attestation": "on", "note": "Perustelu", "seen": "1"}
    answer = signatory.post(at("submit", arrived), form)
    assert answer.status_code == 409
    assert "Mitään ei lähetetty" in answer.content.decode()
    assert signatory.post(at("submit", arrived), form | {"again": "1"}).status_code == 302
    arrived.refresh_from_db()
    assert (arrived.withdrawn_at, arrived.current_submission.number) == (None, 2)


def test_after_the_closing_the_authority_is_asked(signatory, officer, arrived):
    with clock.standing_at(AFTER):
        words = signatory.get(at("withdraw", arrived)).content.decode()
        assert "päättää asian käsittelyn päätöksellä" in words
        signatory.post(at("withdraw", arrived), {"reason": "Ei rahaa"})
        page = signatory.get(at("application", arrived)).content.decode()
        assert "peruuttamista pyydettiin" in page
        assert "Peruuta hakemus</a>" not in page
        home = officer.get(reverse("home")).content.decode()
        assert "hakija pyytää hakemuksen peruuttamista" in home
        read = officer.get(at("submission", arrived)).content.decode()
        assert "Hakija pyytää hakemuksen peruuttamista" in read
        assert "Ei rahaa" in read


def test_a_draft_is_deleted_and_taken_up_again(preparer, ready):
    page = preparer.get(at("application", ready)).content.decode()
    assert at("give_up", ready) in page
    assert "sellaisena kuin sen jätit" in preparer.get(at("give_up", ready)).content.decode()
    preparer.post(at("give_up", ready))
    listed = preparer.get(reverse("grants:applications"))
    assert listed.context["rows"] == []
    assert listed.context["given_up"] == [ready]
    assert "Jatka hakemusta" not in preparer.get(reverse("home")).content.decode()
    page = preparer.get(at("application", ready)).content.decode()
    assert "Luonnos on poistettu" in page
    again = preparer.post(at("give_up", ready), follow=True).content.decode()
    assert "Mitään ei muutettu" in again
    preparer.post(at("take_up", ready))
    assert preparer.get(reverse("grants:applications")).context["given_up"] == []


def test_what_is_not_possible_is_said(preparer, signatory, arrived, ready):
    assert "ei poisteta" in preparer.get(at("give_up", arrived)).content.decode()
    assert "ei ole poistettu" in preparer.get(at("take_up", arrived)).content.decode()
    with clock.standing_at(AFTER):
        assert preparer.post(at("take_up", arrived)).status_code == 302


def test_a_given_up_draft_asks_nobody(ready, cast, sign_in, preparer, providers):
    from pilots.services import invite_member

    member = invite_member(ready.pilot, organisation=providers["lapinlahti"], actor=cast["preparer"])
    withdrawal.give_up(ready, actor=cast["preparer"])
    participant = sign_in("participant")
    page = reverse("pilots:answer", args=[member.pk])
    words = participant.get(page).content.decode()
    assert "on luopunut tämän pilotin hakemusluonnoksesta" in words
    assert "Vahvista" not in words
    assert participant.post(page, {"answer": "no"}).status_code == 302
    members = reverse("pilots:members", args=[ready.pilot.case_id])
    assert "Hakemusluonnoksesta on luovuttu" in preparer.get(members).content.decode()
    member.refresh_from_db()
    assert member.answered_at is None


def test_the_received_list_counts_what_stands(officer, arrived, another, cast):
    other = another("Toinen")
    withdrawal.withdraw(other, actor=cast["signatory"])
    page = officer.get(reverse("grants:received"))
    sums = page.context["desk"].sums
    assert (sums["count"], sums["withdrawn"], sums["grant"]) == (1, 1, 2_280_000)
    assert "1 peruutettu, ei mukana summissa" in page.content.decode()
    only = officer.get(reverse("grants:received"), {"state": "withdrawn"})
    assert list(only.context["desk"].page) == [other.pk]
    assert officer.get(reverse("home")).context["arrived"]["count"] == 1
    factories.declare_free(other, cast["presenting_officer"])
    read = officer.get(at("submission", other)).content.decode()
    assert "Hakemus on peruutettu" in read


@pytest.mark.parametrize("word", [True, False])
def test_the_list_goes_by_the_ruling_where_there_is_one(officer, arrived, another, cast, word):
    other = another("Toinen")
    assert not arrived.current_submission.eligible
    factories.declare_free(arrived, cast["presenting_officer"])
    eligibility.rule_on_eligibility(arrived, eligible=word, reason="X", actor=cast["presenting_officer"])
    found = {
        answer: list(officer.get(reverse("grants:received"), {"eligible": answer}).context["desk"].page)
        for answer in ("yes", "no")
    }
    assert found == {
        "yes": [arrived.pk] if word else [],
        "no": [other.pk] if word else [arrived.pk, other.pk],
    }
    words = officer.get(reverse("grants:received")).content.decode()
    assert "virkamiehen kannanoton mukaan" in words
    assert ("laskettu: ei täyty" in words) is word
