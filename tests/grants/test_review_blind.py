"""Blind in every way: no list, count, column, trail, mail, export or address tells of another's scores."""

import pytest
from django.urls import reverse

from grants.enums import ConflictState
from grants.models import Application, ConflictDeclaration, Review
from grants.services import ranking as ranks
from grants.services import reviews as verbs
from grants.services.side_by_side import board
from sky_portal import clock
from sky_portal.accounts.enums import Role
from sky_portal.accounts.models import Membership, Organisation
from sky_portal.audit.models import AuditEvent
from sky_portal.messaging.models import Message
from tests.grants import reviewing

SECRET = "Vain arvioija itse tietää tämän"


@pytest.fixture
def application(call, cast, providers):
    return reviewing.send(call, cast, providers, name="Jokainen koulupäivä")


@pytest.fixture
def pair(application, cast):
    """The other's assessment is done, the cast's assessor has begun."""
    with clock.standing_at(reviewing.EXAMINING):
        other = reviewing.second_assessor()
        own, others = reviewing.assign(application, cast["assessor"], other, actor=cast["presenting_officer"])
        reviewing.score(others, 5, 5, 5, 5, 1, reason=SECRET)
        verbs.save_summary(others, text=SECRET, base_revision=0, actor=other)
        verbs.finish(others, actor=other)
        reviewing.score(own, 2)
        yield own, others


def make_officer(person):
    """The same person is a presenting officer, too."""
    office = Organisation.objects.get(code="OKM")
    Membership.objects.create(
        user=person, organisation=office, role=Role.PRESENTING_OFFICER, starts_on="2020-08-01"
    )
    person.forget_memberships()


PAGES = ("grants:review", "grants:submission", "grants:reviews", "grants:received", "grants:ranking", "home")


@pytest.mark.parametrize("also_officer", [False, True], ids=["assessor", "assessor and officer"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_tells(name, also_officer, sign_in, cast, application, pair):
    if also_officer:
        make_officer(cast["assessor"])
    arguments = {"grants:review": [application.case_id], "grants:submission": [application.case_id]}
    arguments["grants:ranking"] = ["sky-2021"]
    page = sign_in("assessor").get(reverse(name, args=arguments.get(name, [])))
    expected = 404 if name == "grants:ranking" and not also_officer else 200
    assert page.status_code == expected or (expected == 404 and page.status_code == 403)
    words = page.content.decode()
    assert SECRET not in words
    # The mean of the other's scores, and of both.
    assert "4,4" not in words
    assert "4.4" not in words


def test_who_does_not_assess_it_reads_what_is_done(sign_in, application, pair):
    address = reverse("grants:review", args=[application.case_id])
    assert SECRET in sign_in("presenting_officer").get(address).content.decode()


@pytest.mark.parametrize("who", ["registrar", "finance", "evaluator", "reader", "signatory", "outsider"])
def test_nobody_else_has_the_page(who, sign_in, application, pair):
    assert sign_in(who).get(reverse("grants:review", args=[application.case_id])).status_code in (403, 404)
    assert sign_in(who).get(reverse("grants:reviews")).status_code in (403, 404)


def test_an_assessor_of_others_has_no_page_of_it(sign_in, cast, application, pair):
    Review.objects.filter(assessor=cast["assessor"]).delete()
    reader = sign_in("assessor")
    for name in ("review", "consensus"):
        assert reader.get(reverse(f"grants:{name}", args=[application.case_id])).status_code == 404
    for name in ("review_score", "consensus_score"):
        address = reverse(f"grants:{name}", args=[application.case_id, "need"])
        assert reader.post(address, {"version-need": 0, "score-need": 1}).status_code == 404


def test_no_column_of_the_application_tells(application, pair):
    stored = Application.objects.get(pk=application.pk)
    assert (stored.score, stored.score_spread) == (None, None)


def test_the_service_tells_nothing_to_the_blind(cast, application, pair):
    own, others = pair
    criteria = list(application.call.criteria.all())
    found = board(application, cast["assessor"], criteria)
    assert others not in [column.review for column in found.columns]
    visible = Review.objects.visible_to(cast["assessor"]).filter(application=application)
    assert [one.pk for one in visible] == [own.pk]
    [row] = ranks.ranking(application.call, cast["assessor"]).rows
    assert (row.score, row.spread, row.place, row.standing.blind) == (None, None, None, True)


def test_neither_mail_nor_trail_tells(application, pair):
    mails = " ".join(f"{one.subject} {one.text} {one.html}" for one in Message.objects.all())
    assert SECRET not in mails
    assert "4,4" not in mails
    told = [event.facts for event in AuditEvent.objects.filter(case=application.case)]
    assert SECRET not in str(told)
    assert "score'" not in str(told)


def test_the_applicant_reads_nothing_of_it(sign_in, application, pair):
    page = sign_in("preparer").get(reverse("grants:application", args=[application.case_id]))
    assert "arvioin" not in page.content.decode().lower().replace("arviointiperust", "")


@pytest.mark.parametrize("state", [ConflictState.CONFLICTED, ConflictState.DISPUTED])
@pytest.mark.parametrize("who", ["assessor", "presenting_officer", "decision_maker"])
def test_a_conflict_closes_every_assessment(who, state, sign_in, cast, application, pair):
    ConflictDeclaration.objects.update_or_create(
        application=application, person=cast[who], defaults={"state": state, "reason": "Sisar"}
    )
    reader = sign_in(who)
    for name, arguments in (
        ("review", [application.case_id]),
        ("consensus", [application.case_id]),
    ):
        assert reader.get(reverse(f"grants:{name}", args=arguments)).status_code == 404
    for name in ("review_reopen", "consensus_begin"):
        assert reader.post(reverse(f"grants:{name}", args=[application.case_id])).status_code == 404
    address = reverse("grants:review_score", args=[application.case_id, "need"])
    assert reader.post(address, {"version-need": 1, "score-need": 5}).status_code == 404
    assert not Review.objects.visible_to(cast[who]).filter(application=application).exists()
    assert "Jokainen koulupäivä" not in reader.get(reverse("grants:reviews")).content.decode()
    assert ranks.ranking(application.call, cast[who]).rows == []
    assert "Arvioi 1 hakemus" not in reader.get(reverse("home")).content.decode()


def test_undeclared_the_page_leads_to_the_declaration_and_a_form_is_refused(sign_in, cast, application, pair):
    ConflictDeclaration.objects.filter(person=cast["assessor"]).delete()
    reader = sign_in("assessor")
    page = reader.get(reverse("grants:review", args=[application.case_id]))
    assert page.status_code == 302
    assert page.url.startswith(reverse("grants:declare", args=[application.case_id]))
    address = reverse("grants:review_score", args=[application.case_id, "need"])
    assert reader.post(address, {"version-need": 1, "score-need": 5}).status_code == 403
    # The list names it, so that one knows what to declare on.
    assert "Ilmoita ensin" in reader.get(reverse("grants:reviews")).content.decode()
