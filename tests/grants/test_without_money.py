"""A call that shares out places instead of money: a team applies, and nobody is asked for a budget."""

import subprocess

import pytest
from django.urls import reverse

from grants import documents
from grants.services import application as applications
from grants.services import call as calls
from grants.services import submission as submissions
from grants.services.completeness import gather
from pilots.models import TeamPerson
from sky_portal import clock
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from tests.grants import factories

TEAM = {"rule": "team", "chair": 1, "low": 2, "high": 4}
MONEY = {"fi": ("€", "Haettava avustus", "Talousarvio"), "sv": ("€", "Understöd som söks", "Budget")}
PERSONS = (("Tiina Rehtori", True), ("Kalle Kuraattori", False), ("Pia Psykologi", False))


@pytest.fixture
def call(db, standing):
    """The SKY call with its money taken out, ten places in its stead."""
    programme = factories.call_data()["programme"] | {"eligibility": [TEAM]}
    draft = factories.make_call(published=False, programme=programme)
    draft.shares_money, draft.places = False, 10
    draft.amount_cents = draft.use_from = draft.use_until = None
    draft.save()
    draft.appropriations.all().delete()
    draft.cost_categories.all().delete()
    draft.instalments.all().delete()
    draft.attachments_asked.filter(key="budget_reasons").delete()
    with clock.standing_at(clock.helsinki(2021, 2, 8, 9)):
        return calls.publish(draft)


@pytest.fixture
def ready(call, providers, cast):
    application = factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    factories.answer(application, actor=cast["preparer"])
    return application


def name_team(application, persons=PERSONS):
    for place, (name, is_chair) in enumerate(persons, start=1):
        TeamPerson.objects.create(
            pilot=application.pilot,
            organisation=application.applicant,
            place=place,
            name=name,
            profession="asiantuntija",
            is_chair=is_chair,
        )


def test_nothing_is_missing_though_there_is_no_budget(ready):
    assert gather(ready).missing() == []


def test_the_team_decides_the_verdict(ready):
    assert not gather(ready).verdict.eligible
    name_team(ready, PERSONS[:2])
    assert not gather(ready).verdict.eligible
    TeamPerson.objects.all().delete()
    name_team(ready)
    assert gather(ready).verdict.eligible


def test_what_is_sent_names_the_team_and_tells_of_no_money(ready, cast):
    name_team(ready)
    submission = submissions.submit(ready, actor=cast["signatory"])
    content = submission.content["application"]
    assert content["call"]["shares_money"] is False
    assert [person["name"] for person in content["team"]] == [name for name, _ in PERSONS]
    assert (submission.grant_cents, submission.eligible) == (0, True)
    assert submissions.submit(ready, actor=cast["signatory"]) == submission


def test_the_team_is_a_part_of_the_application(sign_in, ready):
    page = sign_in("preparer").get(reverse("grants:application", args=[ready.case_id])).content.decode()
    assert reverse("pilots:team", args=[ready.pilot.case_id]) in page


def test_no_page_speaks_of_a_budget(sign_in, ready, cast):
    name_team(ready)
    browser = sign_in("signatory")
    assert browser.get(reverse("grants:budget", args=[ready.case_id])).status_code == 404
    assert browser.post(reverse("grants:budget", args=[ready.case_id]), {"save": "1"}).status_code == 404
    submissions.submit(ready, actor=cast["signatory"])
    for name in ("application", "check", "sent"):
        page = browser.get(reverse(f"grants:{name}", args=[ready.case_id])).content.decode()
        assert not any(word in page for word in ("Talousarvio", "Haettava avustus", "€")), name
    factories.declare_free(ready, cast["presenting_officer"])
    official = sign_in("presenting_officer")
    page = official.get(reverse("grants:submission", args=[ready.case_id])).content.decode()
    assert "Tiina Rehtori" in page
    assert "Haettava avustus" not in page


def test_the_receipt_tells_of_no_sums(ready, cast):
    name_team(ready)
    submission = submissions.submit(ready, actor=cast["signatory"])
    assert documents.receipt_context(submission)["shares_money"] is False
    assert documents.render_receipt(submission).startswith(b"%PDF")


def test_what_was_sent_to_a_call_with_money_reads_as_before(db, standing, providers, cast):
    submission = factories.make_sent(
        factories.make_call(),
        organisation=providers["iisalmi"],
        actor=cast["preparer"],
        signatory=cast["signatory"],
    )
    assert not {"team", "shares_money"} & {
        *submission.content["application"],
        *submission.content["application"]["call"],
    }


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_receipt_and_its_mail_speak_of_no_money(ready, cast, language):
    name_team(ready)
    values = {"name": "Aino Karppinen", "email": "preparer@iisalmi.example", "phone": ""}
    applications.save_contact(ready, **values, language=language, actor=cast["preparer"])
    submission = submissions.submit(ready, actor=cast["signatory"])
    drain()
    mail = Message.objects.filter(rule="grants.application_received").first()
    receipt = documents.render_receipt(submission)
    paper = documents.render_application(submission)
    for told in (mail.text, mail.html, *(paper_text(pdf) for pdf in (receipt, paper))):
        assert "OKM/1/520/2021" in told
        assert not any(word in told for word in MONEY[language])


def paper_text(pdf):
    """What stands on the paper."""
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
