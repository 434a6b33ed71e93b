"""The next calls need no code: a second and a third are set up by the pages that everybody has.

The second (31.8.–30.9.2021 16.15, at most 5.6 million euros) is for those alone who were given the
grant of the first. The third shares out no money: ten places for teams of a chair and 2–4 members.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from grants.models import Call
from grants.services import application as applications
from grants.services import submission as submissions
from grants.services.completeness import gather
from sky_portal import clock
from sky_portal.questions.models import QuestionSet
from tests.grants import factories
from tests.pages import Desk, at, texts

SUMMER = clock.helsinki(2021, 8, 16, 10)
SECOND, THIRD = "sky-2021-2", "ohjausryhmat"


@pytest.fixture
def desk(sign_in: Any) -> Desk:
    return Desk(sign_in("call_administrator"))


def second(desk: Desk) -> Call:
    """Copies the first call and changes what differs."""
    desk.fill("grants:prepare_recipients", "sky-2021", text="Iisalmi;OKM/1252/520/2021\n0172127-2\n")
    desk.fill(
        "grants:prepare_copy",
        "sky-2021",
        **texts("name", "Toinen SKY-haku", "Andra SKY-utlysningen", "The second SKY call"),
        short_name="SKY 2",
        slug=SECOND,
        **at("opens_at", "31.8.2021", "8.00"),
        **at("closes_at", "30.9.2021", "16.15"),
    )
    desk.fill(
        "grants:prepare_money",
        SECOND,
        amount_cents="5 600 000",
        use_from="2021-10-25",
        use_until="2023-07-31",
    )
    money = {"dated": "2021-08-31", "budget_item": "29.10.20", "amount_cents": "5 600 000,00"}
    desk.fill("grants:prepare_row_add", SECOND, "appropriations", **money)
    first = Call.objects.get(slug="sky-2021")
    desk.fill("grants:prepare_programme", SECOND, recipients_of=str(first.programme_id))
    for _rule in range(2):
        page = desk.open("grants:prepare_rules", SECOND)
        [remove, *_others] = [
            form.get("action") for form in page.forms if (form.get("action") or "").endswith("/remove/")
        ]
        desk.press(remove, page=("grants:prepare_rules", SECOND))
    desk.fill("grants:prepare_publish", SECOND)
    return Call.objects.get(slug=SECOND)


@pytest.mark.django_db
def test_a_second_call_for_the_recipients_of_the_first(desk, client, providers, cast):
    with clock.standing_at(factories.OPEN):
        factories.make_call()
    with clock.standing_at(SUMMER):
        call = second(desk)
    assert call.closes_at == datetime(2021, 9, 30, 13, 15, tzinfo=UTC)
    assert (call.amount_cents, call.programme.eligibility) == (560_000_000, [])
    assert [m.at for m in call.milestones.all() if m.key == "closes"] == [call.closes_at]
    with clock.standing_at(call.closes_at):
        page = client.get(reverse("grants:call", args=[SECOND])).content.decode()
        assert "Toinen SKY-haku" in page
        assert "5,6 milj" in page
        given = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
        assert gather(given).verdict.eligible
        assert submissions.submit(given, actor=cast["signatory"]).number == 1
        # Who was not given the first grant is told so, and may send all the same: an official decides.
        other = factories.make_ready(call, organisation=providers["vaasa"], actor=cast["outsider"])
        assert not gather(other).verdict.eligible
        assert not submissions.submit(other, actor=cast["outsider_signatory"]).eligible


@pytest.mark.django_db
def test_an_application_to_the_second_starts_from_the_first(desk, sign_in, providers, cast):
    with clock.standing_at(factories.OPEN):
        first = factories.make_call()
        earlier = factories.make_sent(
            first, organisation=providers["iisalmi"], actor=cast["preparer"], signatory=cast["signatory"]
        ).application
    with clock.standing_at(SUMMER):
        call = second(desk)
    with clock.standing_at(call.closes_at):
        fields = {"name": "Toinen kierros", "language": "fi", "source": str(earlier.pk)}
        Desk(sign_in("preparer")).fill("grants:start", SECOND, **fields)
        started = call.applications.get()
        assert started.copied_from == earlier
        answered = {answer.key: answer.value for answer in started.sheet.answers.all()}
        assert answered == factories.ANSWERS
        # What is lacking is of this call's years: the costs.
        assert {lack.section for lack in gather(started).missing()} == {"budget"}


def third(desk: Desk) -> Call:
    """Begins from nothing."""
    desk.fill(
        "grants:prepare_new",
        **texts("name", "Oppilashuollon ohjausryhmien työpajat", "Verkstäder för elevvårdens styrgrupper"),
        short_name="Ohjausryhmät",
        slug=THIRD,
        **at("opens_at", "1.9.2021", "8.00"),
        **at("closes_at", "24.9.2021", "16.15"),
    )
    desk.fill(
        "grants:prepare_basics",
        THIRD,
        **texts("kicker", "Kymmenen kunnan työpajasarja"),
        **texts("summary", "Kunnan oppilashuollon ohjausryhmä kehittää työtään kolmessa työpajassa."),
        **texts("attestation", "Vakuutan, että tiedot ovat oikeat."),
        case_class="530",
    )
    desk.fill(
        "grants:prepare_money",
        THIRD,
        shares_money="False",
        places="10",
    )
    rows = {
        "texts": {**texts("heading", "Kuka voi hakea"), **texts("body", "Kunta, joka nimeää ryhmän.")},
        "contacts": {"name": "Marja Lehtovirta", **texts("title", "opetusneuvos"), "email": "m@okm.example"},
    }
    for part, typed in rows.items():
        desk.fill("grants:prepare_row_add", THIRD, part, **typed)
    desk.fill("grants:prepare_rules_add", THIRD, "team", chair="1", low="2", high="4")
    desk.fill("grants:prepare_questions_new_section", THIRD, **texts("title", "Ryhmän työ"))
    [section] = QuestionSet.objects.get(calls__slug=THIRD).content["sections"]
    desk.fill(
        "grants:prepare_questions_add",
        THIRD,
        section["key"],
        "long_text",
        **texts("label", "Mitä ryhmä haluaa oppia?"),
        required="on",
    )
    desk.fill("grants:prepare_publish", THIRD)
    return Call.objects.get(slug=THIRD)


@pytest.mark.django_db
def test_a_third_call_shares_out_places_and_no_money(desk, sign_in, client, providers, cast):
    factories.ensure_register()
    with clock.standing_at(SUMMER):
        call = third(desk)
    assert (call.shares_money, call.places, call.amount_cents) == (False, 10, None)
    with clock.standing_at(clock.helsinki(2021, 9, 10, 12)):
        page = client.get(reverse("grants:call", args=[THIRD])).content.decode()
        assert "€" not in page
        [question] = call.question_set.questions
        preparer = Desk(sign_in("preparer"))
        application = applications.start(
            call, name="Yhdessä", organisation=providers["iisalmi"], language="fi", actor=cast["preparer"]
        )
        assert not gather(application).verdict.eligible
        team = application.pilot.case_id
        for number, name in enumerate(("Tiina Rehtori", "Kalle Kuraattori", "Pia Psykologi")):
            chair = {"is_chair": "on"} if number == 0 else {}
            preparer.fill("pilots:add_team_person", team, name=name, profession="asiantuntija", **chair)
        preparer.fill("grants:section", application.case_id, "ryhman_tyo", **{question.key: "Yhteistyötä."})
        assert gather(application).missing() == []
        assert gather(application).verdict.eligible
        submission = submissions.submit(application, actor=cast["signatory"])
    content = submission.content["application"]
    assert [one["name"] for one in content["team"]] == ["Tiina Rehtori", "Kalle Kuraattori", "Pia Psykologi"]
    assert submission.content["sent"]["case_number"].startswith("OKM/1/530/2021")
