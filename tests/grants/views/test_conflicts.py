"""The pages of conflicts of interest: what opening leads to, many at once, own, and the superior's."""

import pytest
from django.urls import reverse

from grants.enums import ConflictState
from grants.models import ConflictDeclaration
from grants.rules import has_conflict, opens_sent
from grants.services import conflicts as service
from sky_portal import clock
from sky_portal.accounts.enums import Role
from tests.grants import factories

FREE, CONFLICTED, DISPUTED = ConflictState.FREE, ConflictState.CONFLICTED, ConflictState.DISPUTED
CLOSED = clock.helsinki(2021, 4, 12, 9)
WHY = "Puolisoni on hakijan sivistysjohtaja."


@pytest.fixture
def sent(call, cast, providers):
    """Makes applications that have been sent and on which nobody has declared."""

    def made(name="Jokainen koulupäivä", **fields):
        submission = factories.make_sent(
            call,
            organisation=providers["iisalmi"],
            actor=cast["preparer"],
            signatory=cast["signatory"],
            name=name,
            **fields,
        )
        application = submission.application
        application.refresh_from_db()
        return application

    return made


@pytest.fixture
def assessor(sign_in, standing):
    return sign_in("assessor")


@pytest.fixture
def superior(sign_in, standing):
    return sign_in("decision_maker")


def page_of(application) -> str:
    return reverse("grants:submission", args=[application.case_id])


def declaration_of(application) -> str:
    return reverse("grants:declare", args=[application.case_id])


def round_of(call) -> str:
    return reverse("grants:declare_call", args=[call.slug])


def test_opening_leads_to_the_declaration_and_back(sent, assessor, cast):
    application = sent()
    wanted = reverse("grants:received_compare", args=[application.case_id]) + "?earlier=1&later=1"
    answer = assessor.get(wanted)
    assert answer.status_code == 302
    assert answer["Location"].startswith(declaration_of(application))
    words = assessor.get(answer["Location"]).content.decode()
    for known in (application.case.number, "Iisalmi", cast["signatory"].name, "Ilmoita ennen kuin luet"):
        assert known in words
    assert factories.ANSWERS["purpose"] not in words
    said = assessor.post(answer["Location"], {"word": "free", "next": wanted})
    assert said["Location"] == wanted
    assert assessor.get(wanted).status_code == 200


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}])
def test_a_fragment_is_forbidden_until_one_has_declared(sent, assessor, headers):
    assert assessor.get(page_of(sent()), headers=headers).status_code == 403


def test_a_form_is_forbidden_until_one_has_declared(sent, officer):
    address = reverse("grants:ruling", args=[sent().case_id])
    assert officer.post(address, {"eligible": "yes", "reason": "Täyttää.", "seen": "1"}).status_code == 403


def test_who_does_not_examine_reads_without_declaring(sent, sign_in):
    application = sent()
    for who in ("finance", "registrar", "call_administrator", "evaluator", "reader"):
        assert sign_in(who).get(page_of(application)).status_code == 200


def test_a_conflict_leads_nowhere_any_more(sent, assessor):
    application = sent()
    answer = assessor.post(
        declaration_of(application), {"word": "conflicted", "next": page_of(application)}, follow=True
    )
    words = answer.content.decode()
    assert answer.redirect_chain == [(reverse("grants:own_conflicts"), 302)]
    assert application.case.number in words
    assert application.current_submission.name not in words
    for address in (page_of(application), declaration_of(application)):
        assert assessor.get(address).status_code == 404


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ({}, "id_word_0"),
        ({"word": "disputed"}, "id_reason"),
        ({"word": "disputed", "reason": " "}, "id_reason"),
    ],
    ids=["nothing chosen", "a doubt without its reason", "a reason of spaces"],
)
def test_what_is_wrong_is_said_and_linked(sent, assessor, typed, target):
    answer = assessor.post(declaration_of(sent()), typed)
    assert answer.status_code == 422
    assert f'href="#{target}"' in answer.content.decode()
    assert not ConflictDeclaration.objects.exists()


def test_elsewhere_one_is_not_led(sent, assessor):
    application = sent()
    answer = assessor.post(declaration_of(application), {"word": "free", "next": "https://evil.example/"})
    assert answer["Location"] == page_of(application)


def test_a_later_conflict_is_declared_on_the_same_page(sent, assessor, cast):
    application = sent()
    service.declare(application, state=FREE, actor=cast["assessor"])
    words = assessor.get(declaration_of(application)).content.decode()
    assert "Muuta ilmoitustasi" in words
    assert 'value="free"' not in words
    assert assessor.post(declaration_of(application), {"word": "free"}).status_code == 422
    assessor.post(declaration_of(application), {"word": "conflicted"})
    assert has_conflict.test(cast["assessor"], application)


def test_a_tie_is_pointed_out(sent, assessor, cast, providers):
    cast["assessor"].memberships.create(
        organisation=providers["iisalmi"], role=Role.PREPARER, starts_on="2015-01-01", ends_on="2019-12-31"
    )
    words = assessor.get(declaration_of(sent())).content.decode()
    assert "Olet toiminut organisaatiossa Iisalmi" in words


def test_many_are_declared_at_once(sent, call, assessor, cast, providers):
    cast["assessor"].memberships.create(
        organisation=providers["vaasa"], role=Role.PREPARER, starts_on="2015-01-01", ends_on="2019-12-31"
    )
    first, second, third = sent("Yksi"), sent("Kaksi"), sent("Kolme")
    tied = factories.make_sent(
        call,
        organisation=providers["vaasa"],
        actor=cast["outsider"],
        signatory=cast["outsider_signatory"],
        name="Varje dag",
    ).application
    words = assessor.get(round_of(call)).content.decode()
    assert "4 hakemusta odottaa" in words
    assert "Olet toiminut organisaatiossa Vaasa" in words
    typed = {
        "shown": [one.pk for one in (first, second, third, tied)],
        "rest": "on",
        f"word_{first.pk}": "conflicted",
        f"word_{second.pk}": "disputed",
        f"reason_{second.pk}": WHY,
    }
    answer = assessor.post(round_of(call), typed, follow=True).content.decode()
    assert "3 ilmoitusta tallennettiin" in answer
    stood = dict(ConflictDeclaration.objects.values_list("application_id", "state"))
    # What the portal knows a tie to is never among the rest.
    assert stood == {first.pk: CONFLICTED, second.pk: DISPUTED, third.pk: FREE}
    assert "1 hakemus odottaa" in answer


def test_what_the_page_did_not_show_is_not_declared_on(sent, call, assessor):
    shown = sent("Yksi")
    later = sent("Kaksi")
    assessor.post(round_of(call), {"shown": [shown.pk], "rest": "on", f"word_{later.pk}": "free"})
    assert [one.application for one in ConflictDeclaration.objects.all()] == [shown]


def test_a_doubt_without_its_reason_saves_none_of_the_page(sent, call, assessor):
    first, second = sent("Yksi"), sent("Kaksi")
    typed = {"shown": [first.pk, second.pk], f"word_{first.pk}": "free", f"word_{second.pk}": "disputed"}
    answer = assessor.post(round_of(call), typed)
    assert answer.status_code == 422
    assert f'href="#id_reason_{second.pk}"' in answer.content.decode()
    assert not ConflictDeclaration.objects.exists()


@pytest.mark.parametrize("shown", [["x"], ["9" * 30], ["-1"], []], ids=["text", "long", "negative", "none"])
def test_a_forged_list_declares_nothing(sent, call, assessor, shown):
    sent()
    assert assessor.post(round_of(call), {"shown": shown, "rest": "on"}).status_code == 422
    assert not ConflictDeclaration.objects.exists()


def test_the_round_costs_the_same_for_one_and_for_three(sent, call, assessor, costs):
    sent("Yksi")
    one = costs(assessor, round_of(call))
    sent("Kaksi")
    sent("Kolme")
    assert costs(assessor, round_of(call)) == one


def test_own_declarations_cost_the_same_for_one_and_for_three(sent, assessor, cast, costs):
    service.declare(sent("Yksi"), state=FREE, actor=cast["assessor"])
    one = costs(assessor, reverse("grants:own_conflicts"))
    service.declare(sent("Kaksi"), state=CONFLICTED, actor=cast["assessor"])
    service.declare(sent("Kolme"), state=DISPUTED, reason=WHY, actor=cast["assessor"])
    assert costs(assessor, reverse("grants:own_conflicts")) == one


def test_the_superior_decides_and_the_official_reads_why(sent, assessor, superior, cast):
    application = sent()
    made = service.declare(application, state=DISPUTED, reason=WHY, actor=cast["assessor"])
    assert cast["assessor"].name in superior.get(reverse("grants:conflicts")).content.decode()
    address = reverse("grants:conflict", args=[made.pk])
    shown = superior.get(address)
    assert WHY in shown.content.decode()
    typed = {
        "conflict": "no",
        "reason": "Ei lähisukulainen.",
        "seen": shown.context["form"]["seen"].value(),
    }
    assert superior.post(address, {**typed, "reason": ""}).status_code == 422
    assert superior.post(address, typed)["Location"] == reverse("grants:conflicts")
    assert opens_sent.test(cast["assessor"], application)
    assert "Ei lähisukulainen." in assessor.get(reverse("grants:own_conflicts")).content.decode()


def test_what_another_superior_decided_meanwhile_stands(sent, superior, cast):
    application = sent()
    made = service.declare(application, state=DISPUTED, reason=WHY, actor=cast["assessor"])
    seen = service.version_of(made)
    service.decide(made, conflict=False, reason="Ei ole.", actor=cast["call_administrator"])
    address = reverse("grants:conflict", args=[made.pk])
    answer = superior.post(address, {"conflict": "yes", "reason": "On.", "seen": seen}, follow=True)
    assert "toinen esihenkilö" in answer.content.decode()
    assert not has_conflict.test(cast["assessor"], application)


def test_one_s_own_and_what_one_is_conflicted_in_are_not_there_to_decide(sent, superior, cast):
    application = sent()
    own = service.declare(application, state=CONFLICTED, actor=cast["decision_maker"])
    other = service.declare(application, state=DISPUTED, reason=WHY, actor=cast["assessor"])
    words = superior.get(reverse("grants:conflicts")).content.decode()
    assert application.case.number not in words
    for declaration in (own, other):
        assert superior.get(reverse("grants:conflict", args=[declaration.pk])).status_code == 404


def test_the_superior_s_list_costs_the_same_for_one_and_for_three(sent, superior, cast, costs):
    application = sent()
    service.declare(application, state=DISPUTED, reason=WHY, actor=cast["assessor"])
    service.declare(application, state=CONFLICTED, actor=cast["presenting_officer"])
    one = costs(superior, reverse("grants:conflicts"))
    other = sent("Kaksi")
    service.declare(other, state=DISPUTED, reason=WHY, actor=cast["assessor"])
    service.declare(other, state=CONFLICTED, actor=cast["presenting_officer"])
    service.declare(other, state=CONFLICTED, actor=cast["conflicted_assessor"])
    assert costs(superior, reverse("grants:conflicts")) == one


def test_a_claim_closes_the_application(sent, superior, cast):
    application = sent()
    address = reverse("grants:claim_conflict")
    typed = {"number": application.case.number, "person": cast["assessor"].pk, "reason": WHY}
    answer = superior.post(address, typed)
    made = ConflictDeclaration.objects.get()
    assert answer["Location"] == reverse("grants:conflict", args=[made.pk])
    assert has_conflict.test(cast["assessor"], application)


def test_a_claim_reveals_no_case_that_is_closed_to_the_claimer(sent, superior, cast):
    application = sent()
    service.declare(application, state=CONFLICTED, actor=cast["decision_maker"])
    known = {"number": application.case.number, "person": cast["assessor"].pk, "reason": WHY}
    answers = [
        superior.post(reverse("grants:claim_conflict"), {**known, "number": number})
        for number in (application.case.number, "VN/99999/2021")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.context["form"].errors for answer in answers] == [answers[0].context["form"].errors] * 2


def test_home_says_what_waits(sent, sign_in, cast):
    application = sent()
    service.declare(application, state=DISPUTED, reason=WHY, actor=cast["conflicted_assessor"])
    with clock.standing_at(CLOSED):
        words = sign_in("assessor").get(reverse("home")).content.decode()
        assert round_of(application.call) in words
        assert "1 hakemus" in words
        made = ConflictDeclaration.objects.get()
        words = sign_in("call_administrator").get(reverse("home")).content.decode()
        assert reverse("grants:conflict", args=[made.pk]) in words
        assert round_of(application.call) not in words
        assert (
            round_of(application.call)
            not in sign_in("conflicted_assessor").get(reverse("home")).content.decode()
        )


def test_while_the_call_is_open_nobody_is_asked(sent, assessor, call):
    sent()
    assert round_of(call) not in assessor.get(reverse("home")).content.decode()
