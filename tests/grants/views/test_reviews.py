"""Pages of assessment: the list, the sheet saved whole and one by one, side by side, ranking."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from grants.models import Call, Review, ReviewScore
from grants.services import reviews as verbs
from sky_portal import clock
from tests.grants import factories, reviewing


@pytest.fixture
def application(call, cast, providers):
    return reviewing.send(call, cast, providers, name="Jokainen koulupäivä")


@pytest.fixture
def examining(application):
    with clock.standing_at(reviewing.EXAMINING):
        yield


@pytest.fixture
def other(cast):
    return reviewing.second_assessor()


@pytest.fixture
def pair(examining, application, cast, other):
    day = (reviewing.EXAMINING + timedelta(days=4)).date()
    return reviewing.assign(
        application, cast["assessor"], other, actor=cast["presenting_officer"], due_on=day
    )


@pytest.fixture
def assessor(sign_in, pair):
    return sign_in("assessor")


@pytest.fixture
def officer(sign_in, examining):
    return sign_in("presenting_officer")


def page_of(application):
    return reverse("grants:review", args=[application.case_id])


def sheet(review, *scores, reason="Koska.", **more):
    """What the form sends."""
    versions = {one.criterion_id: one.version for one in ReviewScore.objects.filter(review=review)}
    data = {"reason-_summary": "", "version-_summary": str(Review.objects.get(pk=review.pk).revision)}
    for criterion, score in zip(review.application.call.criteria.all(), scores, strict=False):
        data[f"score-{criterion.key}"] = str(score)
        data[f"reason-{criterion.key}"] = reason
        data[f"version-{criterion.key}"] = str(versions.get(criterion.pk, 0))
    return data | more


def text(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", response.content.decode()))


def test_the_list_says_what_is_due_and_leads_to_the_next(assessor, pair, application):
    page = assessor.get(reverse("grants:reviews"))
    assert "Jokainen koulupäivä" in text(page)
    assert "0/5" in text(page)
    assert "16.4.2021" in text(page)
    assert reverse("grants:submission", args=[application.case_id]) in page.content.decode()
    reviewing.do(pair[0], 5, 4, 3, 5, 4)
    after = text(assessor.get(reverse("grants:reviews")))
    assert "5/5" in after
    assert "4,25" in after


def test_what_is_late_says_so(assessor, application, pair):
    with clock.standing_at(reviewing.EXAMINING + timedelta(days=4)):
        assert "Myöhässä" not in text(assessor.get(reverse("grants:reviews")))
    with clock.standing_at(reviewing.EXAMINING + timedelta(days=5)):
        assert "Myöhässä" in text(assessor.get(reverse("grants:reviews")))


def test_home_tells_how_many_are_to_be_assessed(assessor, pair):
    assert "Arvioi 1 hakemus" in text(assessor.get(reverse("home")))
    reviewing.do(pair[0], 3, 3, 3, 3, 3)
    assert "Arvioi 1 hakemus" not in text(assessor.get(reverse("home")))


def test_saved_whole_without_scripts_and_finished(assessor, application, pair):
    saved = assessor.post(page_of(application), sheet(pair[0], 5, 4))
    assert (saved.status_code, saved.url) == (302, page_of(application))
    assert [one.score for one in pair[0].scores.all()] == [5, 4]
    early = assessor.post(page_of(application), sheet(pair[0], 5, 4, finish="1"))
    assert early.status_code == 422
    assert "Anna pisteet" in text(early)
    done = assessor.post(page_of(application), sheet(pair[0], 5, 4, 3, 5, 4, finish="1"))
    assert done.status_code == 302
    pair[0].refresh_from_db()
    assert pair[0].done_at is not None
    page = text(assessor.get(page_of(application)))
    assert "Muuta arviointia" in page
    assert "Koska." in page


def test_a_form_of_the_case_page_goes_back_to_it(assessor, application, pair):
    saved = assessor.post(page_of(application), sheet(pair[0], 5, back="case"))
    assert saved.url == reverse("grants:submission", args=[application.case_id])


def test_a_wrong_score_wipes_out_nothing(assessor, application, pair):
    assessor.post(page_of(application), sheet(pair[0], 5))
    refused = assessor.post(page_of(application), sheet(pair[0], 99, reason="Muu syy."))
    assert refused.status_code == 422
    stored = pair[0].scores.get()
    assert (stored.score, stored.reason) == (5, "Koska.")
    assert "Muu syy." in refused.content.decode()


def test_two_windows_of_one_assessor_show_both_texts(assessor, application, pair):
    old = sheet(pair[0], 2, reason="Vanha ikkuna.")
    assessor.post(page_of(application), sheet(pair[0], 4, reason="Uusi ikkuna."))
    conflict = assessor.post(page_of(application), old)
    assert conflict.status_code == 409
    assert "Uusi ikkuna." in text(conflict)
    assert "Vanha ikkuna." in conflict.content.decode()
    assert pair[0].scores.get().score == 4
    # From there, one's own is saved over it, or what was saved is taken.
    kept = assessor.post(page_of(application), sheet(pair[0], 2, reason="Vanha ikkuna."))
    assert kept.status_code == 302
    assert pair[0].scores.get().score == 2
    taken = assessor.post(page_of(application), {**old, "take": "need"})
    assert taken.status_code == 302
    assert pair[0].scores.get().version == 2


def test_autosave_tells_version_conflict_and_fault(assessor, application, pair):
    address = reverse("grants:review_score", args=[application.case_id, "need"])
    first = assessor.post(address, sheet(pair[0], 4))
    assert first.json()["version"] == 1
    assert first.json()["field"] == "version-need"
    stale = assessor.post(address, {**sheet(pair[0], 2, reason="Toinen."), "version-need": "0"})
    assert stale.status_code == 409
    assert stale.json()["theirs"].startswith("4")
    assert stale.json()["version"] == 1
    wrong = assessor.post(address, sheet(pair[0], 4, reason="x" * 4001))
    assert wrong.status_code == 422
    assert "4 000" in wrong.json()["words"].replace("\u00a0", " ").replace("4000", "4 000")
    assert assessor.post(address.replace("need", "no-such"), sheet(pair[0], 4)).status_code == 404
    reviewing.do(pair[0], 4, 4, 4, 4, 4)
    assert assessor.post(address, sheet(pair[0], 1)).status_code == 403


def test_the_session_s_end_loses_nothing(assessor, application, pair, cast, client):
    page = assessor.get(page_of(application))
    owner = re.search('name="kept_owner" value="([^"]+)"', page.content.decode())[1]
    typed = sheet(pair[0], 5, reason="Kirjoitettu ennen istunnon loppua.", kept_owner=owner)
    late = client.post(page_of(application), typed)
    assert late.status_code == 302
    client.force_login(cast["assessor"])
    again = client.get(page_of(application))
    assert "Kirjoitettu ennen istunnon loppua." in again.content.decode()
    assert not ReviewScore.objects.exists()


def test_side_by_side_when_all_are_done(assessor, officer, application, pair):
    reviewing.score(pair[1], 1, 1, 1, 1, 1, reason="Salaisuus.")
    verbs.finish(pair[1], actor=pair[1].assessor)
    assert "Salaisuus." not in text(assessor.get(page_of(application)))
    reviewing.do(pair[0], 5, 4, 3, 5, 4)
    for reader in (assessor, officer):
        page = text(reader.get(page_of(application)))
        assert "Salaisuus." in page
        assert "Arvi Arvioija" in page
        assert "2,625" in page
        assert "3,25" in page
        assert "Arvioijat ovat kaukana toisistaan" in page


def test_ranking_shows_ties_waiting_and_no_withdrawn(
    officer, call, cast, providers, application, pair, other
):
    for review in pair:
        reviewing.do(review, 4, 4, 4, 4, 4)
    with clock.standing_at(factories.OPEN):
        others = [reviewing.send(call, cast, providers, name=f"Pilotti {n}") for n in range(3)]
    for one in others[:2]:
        for review in reviewing.assign(one, cast["assessor"], other, actor=cast["presenting_officer"]):
            reviewing.do(review, *([4] * 5 if one is others[0] else [3] * 5))
    page = officer.get(reverse("grants:ranking", args=["sky-2021"]))
    ranked = page.context["ranking"].ranked
    assert [(row.place, row.sharing, row.application.current_submission.name) for row in ranked] == [
        (1, 2, "Jokainen koulupäivä"),
        (1, 2, "Pilotti 0"),
        (3, 1, "Pilotti 1"),
    ]
    assert [row.application.pk for row in page.context["ranking"].waiting] == [others[2].pk]
    assert "jaettu" in text(page)
    assert "kukaan ei vielä arvioi" in text(page).lower()


@pytest.mark.parametrize("name", ["reviews", "ranking", "review"])
def test_no_more_queries_for_three_than_for_one(
    name, sign_in, call, cast, providers, application, pair, other
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def address():
        arguments = {"reviews": [], "ranking": ["sky-2021"], "review": [application.case_id]}
        return reverse(f"grants:{name}", args=arguments[name])

    client = sign_in("assessor" if name == "reviews" else "presenting_officer")
    reviewing.do(pair[0], 4, 4, 4, 4, 4)
    reviewing.do(pair[1], 3, 3, 3, 3, 3)
    client.get(address())
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address())
    for number in range(2):
        more = reviewing.send(call, cast, providers, name=f"Pilotti {number}")
        for review in reviewing.assign(more, cast["assessor"], other, actor=cast["presenting_officer"]):
            reviewing.do(review, 2, 2, 2, 2, number)
    with CaptureQueriesContext(connection) as three:
        client.get(address())
    assert len(three) == len(one)


def test_both_languages_on_the_sheet(assessor, application, pair):
    finnish = text(assessor.get(page_of(application)))
    assert "Tarve ja tavoitteet (painoarvo 25 %)" in finnish
    swedish = text(assessor.get(page_of(application).replace("/fi/", "/sv/")))
    assert "Behov och mål (vikt 25 %)" in swedish
    assert "Motivering: Behov och mål" in swedish


def test_taken_away_by_the_officer(officer, application, pair):
    page = officer.get(page_of(application))
    address = reverse("grants:review_take_away", args=[application.case_id, pair[0].pk])
    assert address in page.content.decode()
    assert officer.post(address).status_code == 302
    assert officer.post(address).status_code == 404
    assert Review.objects.counting().count() == 1


def test_consensus_where_the_call_asks_for_it(assessor, sign_in, application, pair, cast):
    Call.objects.update(consensus_wanted=True)
    begin = reverse("grants:consensus_begin", args=[application.case_id])
    assert assessor.post(begin).status_code == 403
    reviewing.do(pair[0], 5, 5, 5, 5, 5)
    reviewing.do(pair[1], 1, 1, 1, 1, 1)
    assert "Kirjoita yhteinen arvio" in text(assessor.get(page_of(application)))
    begun = assessor.post(begin)
    address = reverse("grants:consensus", args=[application.case_id])
    assert begun.url == address
    page = text(assessor.get(address))
    assert "Perusteltu." in page
    assert "Arvi Arvioija" in page
    consensus = verbs.consensus_of(application)
    officer = sign_in("presenting_officer")
    saved = officer.post(address, sheet(consensus, 3, 3, 3, 3, 3, reason="Sovittu."))
    assert saved.status_code == 302
    done = assessor.post(address, sheet(consensus, 3, 3, 3, 3, 3, reason="Sovittu.", finish="1"))
    assert done.status_code == 302
    application.refresh_from_db()
    assert (application.score, application.score_spread) == (3, 4)
    assert "Sovittu." in text(officer.get(page_of(application)))
    assert sign_in("decision_maker").get(address).status_code in (302, 404)
