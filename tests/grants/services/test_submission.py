"""Sending: what bars it, what it keeps, and that it happens once."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from grants.models import Application, Submission
from grants.services import application as applications
from grants.services import submission as submissions
from grants.services.budget import FundingInput
from pilots.services import invite_member
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import digest
from sky_portal.cases.models import NumberSeries
from sky_portal.jobs.models import Job
from sky_portal.workflow import StepForbidden, StepRefused
from tests.grants import factories
from tests.grants.factories import LAST_INSTANT

pytestmark = pytest.mark.django_db


def lacks(application):
    with override("en"):
        return [(lack.section, str(lack.text), lack.anchor) for lack in submissions.missing(application)]


def test_an_empty_draft_lacks_answers_and_a_budget(draft):
    with override("en"):
        found = [(lack.section, lack.anchor) for lack in submissions.missing(draft)]
    keys = ["purpose", "starting_point", "solutions", "preventive", "targeted", "intensive"]
    assert found == [*(("aims", key) for key in keys), ("budget", "")]


def test_a_contact_and_a_grant_are_needed(ready, cast):
    applications.save_contact(ready, name="", email="", phone="", language="fi", actor=cast["preparer"])
    line = factories.line(ready, "1 000")
    factories.save_budget(ready, line, actor=cast["preparer"], other=(FundingInput("Kuopio", "800"),))
    ready.refresh_from_db()
    assert lacks(ready) == [
        ("budget", "The grant applied for is nought euros.", ""),
        ("contact", "Name the contact person.", "name"),
        ("contact", "Enter the contact person's e-mail address.", "email"),
    ]


def test_an_incomplete_application_is_not_sent_and_takes_no_number(draft, cast):
    with pytest.raises(submissions.NotComplete) as refused:
        submissions.submit(draft, actor=cast["signatory"])
    assert len(refused.value.missing) == 7
    assert not Submission.objects.exists()
    assert not NumberSeries.objects.exists()
    assert not AuditEvent.objects.filter(verb="submit").exists()


def test_what_was_sent_is_kept_whole_under_one_hash(ready, cast, providers):
    factories.join(ready, providers["lapinlahti"], actor=cast["preparer"])
    invite_member(ready.pilot, organisation=providers["sonkajarvi"], actor=cast["preparer"])
    submission = submissions.submit(ready, actor=cast["signatory"], arrived=LAST_INSTANT)
    submission.refresh_from_db()
    content = submission.content
    assert content["schema"] == submission.schema_version == 1
    assert content["sent"] == {
        "number": 1,
        "case_number": "OKM/1/520/2021",
        "arrived_at": "2021-03-31T13:15:00.000000+00:00",
        "by": {"id": cast["signatory"].pk, "name": "Juhani Ruotsalainen", "title": "sivistysjohtaja"},
    }
    sent = content["application"]
    assert sent["call"]["reference"] == "VN/1791/2021"
    assert [(m["organisation"]["name"]["fi"], m["coordinates"], m["state"]) for m in sent["members"]] == [
        ("Iisalmi", True, "leading"),
        ("Lapinlahti", False, "confirmed"),
    ]
    assert sent["verdict"]["eligible"] is False
    questions = sent["answers"]["sections"][0]["questions"]
    assert questions[0]["label"]["sv"] == "Vad strävar projektet efter, och varför just i era kommuner?"
    assert questions[0]["value"] == factories.ANSWERS["purpose"]
    assert sent["budget"]["sums"]["grant_cents"] == 22_800_00
    assert sent["budget"]["lines"][0]["person_months"] == "5"
    assert sent["attestation"].startswith("Vakuutan")
    assert submission.sha256 == digest(content) == digest(json.loads(json.dumps(content)))
    assert (submission.name, submission.member_count, submission.eligible) == (
        "Jokainen koulupäivä",
        # Who has not answered stays outside of what is sent.
        2,
        False,
    )
    assert (submission.total_cents, submission.grant_cents) == (28_500_00, 22_800_00)


def test_sending_is_one_act_with_one_event_and_one_receipt_to_make(ready, cast):
    submission = submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    assert ready.current_submission == submission
    event = AuditEvent.objects.get(case=ready.case, verb="submit")
    assert (event.source, event.target, event.at) == ("draft", "submitted", factories.OPEN)
    assert event.facts == {"submission": 1, "sha256": submission.sha256}
    assert Job.objects.get(kind="grants.receipt").key == str(submission.pk)


def test_the_register_figures_stand_as_they_were(call, cast, providers):
    from grants.demo.story import REGISTER
    from pilots.services import load_register

    load_register(REGISTER.read_bytes(), year=2021)
    ready = factories.make_ready(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    submission = submissions.submit(ready, actor=cast["signatory"])
    register = submission.content["application"]["members"][0]["register"]
    assert (register["year"], register["code"], register["school_age"]) == (2021, "140", 2090)
    assert register["region"] == {"fi": "Pohjois-Savo", "sv": "Norra Savolax"}


def test_a_verdict_against_it_warns_and_never_bars(ready, cast):
    assert not submissions.gather(ready).verdict.eligible
    applications.save_note(ready, text="Neljäs kunta vetäytyi.", actor=cast["preparer"])
    submission = submissions.submit(ready, actor=cast["signatory"])
    assert not submission.eligible
    assert submission.content["application"]["eligibility_note"] == "Neljäs kunta vetäytyi."


def test_the_closing_time_itself_is_in_time(ready, cast):
    assert submissions.submit(ready, actor=cast["signatory"], arrived=LAST_INSTANT).arrived_at == LAST_INSTANT


def test_a_moment_later_is_late_and_everything_is_kept(ready, cast):
    with pytest.raises(StepForbidden):
        submissions.submit(ready, actor=cast["signatory"], arrived=LAST_INSTANT + timedelta(microseconds=1))
    ready.refresh_from_db()
    assert ready.current_submission is None
    assert ready.sheet.answers.count() == 6
    assert ready.case.number is None


def test_what_arrived_in_time_is_judged_by_its_arrival_not_by_the_wait(ready, cast):
    with clock.standing_at(LAST_INSTANT + timedelta(seconds=30)):
        submission = submissions.submit(ready, actor=cast["signatory"], arrived=LAST_INSTANT)
    assert submission.arrived_at == LAST_INSTANT


@pytest.mark.parametrize("who", ["preparer", "participant", "outsider", "call_administrator"])
def test_only_the_applicants_signatory_sends(ready, cast, who):
    with pytest.raises(StepForbidden):
        submissions.submit(ready, actor=cast[who])


def test_a_substitute_signatory_sends_only_in_their_days(ready, cast, providers):
    from sky_portal.accounts.enums import Role
    from sky_portal.accounts.models import Membership

    substitute = factories.make_person(providers["iisalmi"], Role.SIGNATORY)
    Membership.objects.filter(user=substitute).update(ends_on=factories.OPEN.date() - timedelta(days=1))
    with pytest.raises(StepForbidden):
        submissions.submit(ready, actor=substitute)


def test_the_same_sent_twice_is_one(ready, cast, providers):
    from sky_portal.accounts.enums import Role

    first = submissions.submit(ready, actor=cast["signatory"])
    other = factories.make_person(providers["iisalmi"], Role.SIGNATORY)
    late = LAST_INSTANT + timedelta(seconds=1)
    for actor, arrived in ((cast["signatory"], None), (other, None), (other, late)):
        assert submissions.submit(ready, actor=actor, arrived=arrived) == first
    assert Submission.objects.count() == 1
    assert Job.objects.filter(kind="grants.receipt").count() == 1
    assert AuditEvent.objects.filter(verb="submit").count() == 1
    assert NumberSeries.objects.get().next_number == 2


def test_a_stranger_does_not_learn_that_the_same_was_sent(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    with pytest.raises(StepForbidden):
        submissions.submit(ready, actor=cast["outsider"])


def test_a_changed_application_sent_again_replaces_the_first_under_the_same_number(ready, cast):
    first = submissions.submit(ready, actor=cast["signatory"])
    factories.save_budget(ready, factories.line(ready, "30 000"), actor=cast["preparer"])
    ready.refresh_from_db()
    assert ready.current_submission == first
    second = submissions.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    assert ready.current_submission == second
    assert (second.number, second.total_cents) == (2, 30_000_00)
    assert second.content["sent"]["case_number"] == first.content["sent"]["case_number"] == ready.case.number
    assert second.budget != first.budget
    assert Job.objects.filter(kind="grants.receipt").count() == 2


def test_a_decided_application_is_not_sent_again(ready, cast):
    submissions.submit(ready, actor=cast["signatory"])
    Application.objects.filter(pk=ready.pk).update(state="decided")
    with pytest.raises(StepRefused):
        submissions.submit(ready, actor=cast["signatory"])


def test_case_numbers_have_no_gaps(call, cast, providers):
    numbers = []
    for name in ("Yksi", "Kaksi", "Kolme"):
        fields = {"organisation": providers["iisalmi"], "actor": cast["preparer"], "name": name}
        application = factories.make_ready(call, **fields)
        with pytest.raises(StepForbidden):
            submissions.submit(application, actor=cast["preparer"])
        submissions.submit(application, actor=cast["signatory"])
        application.refresh_from_db()
        numbers.append(application.case.number)
    assert numbers == ["OKM/1/520/2021", "OKM/2/520/2021", "OKM/3/520/2021"]


def test_a_submission_never_changes(ready, cast):
    submission = submissions.submit(ready, actor=cast["signatory"])
    with pytest.raises(TypeError):
        submission.save()
    with pytest.raises(TypeError):
        submission.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(name="Toinen")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM grants_submission")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("äänekoski", True),
        ("ÄÄNEKOSKI koulu", True),
        ("aanekoski", False),
        ("OKM/1/520", True),
        ("okm/2/520", False),
        ("100%", False),
        ("", True),
    ],
)
def test_officials_search_by_name_number_and_applicant_in_any_case(call, cast, providers, words, found):
    from sky_portal.accounts.enums import Role

    organisation = providers["lapinlahti"]
    organisation.name_fi = "Äänekoski"
    organisation.save()
    writer = factories.make_person(organisation, Role.PREPARER)
    signatory = factories.make_person(organisation, Role.SIGNATORY)
    fields = {"organisation": organisation, "actor": writer, "name": "Koulu kuuluu kaikille"}
    factories.make_sent(call, signatory=signatory, **fields)
    listed = Application.objects.visible_to(cast["presenting_officer"]).sent().matching(words)
    assert listed.exists() is found


@pytest.mark.parametrize("count", [1, 3])
def test_the_officials_list_takes_one_query(call, cast, providers, count, django_assert_num_queries):
    for number in range(count):
        factories.make_sent(
            call,
            organisation=providers["iisalmi"],
            actor=cast["preparer"],
            signatory=cast["signatory"],
            name=f"Pilotti {number}",
        )
    officer = cast["presenting_officer"]
    officer.current_memberships()
    with django_assert_num_queries(1):
        rows = list(Application.objects.visible_to(officer).sent().for_list().order_by("case__number"))
        shown = [
            (
                r.case.number,
                r.current_submission.name,
                r.applicant.name,
                r.call.slug,
                r.current_submission.eligible,
            )
            for r in rows
        ]
    assert len(shown) == count


@pytest.mark.parametrize("members", [1, 3])
def test_sending_takes_as_many_queries_for_three_members_as_for_one(
    ready, cast, providers, members, django_assert_max_num_queries
):
    keys = ("lapinlahti", "siilinjarvi", "sonkajarvi")[:members]
    factories.join(ready, *(providers[key] for key in keys), actor=cast["preparer"])
    # Each of the three CheckConstraints that an application has costs three.
    with django_assert_max_num_queries(64):
        submissions.submit(ready, actor=cast["signatory"])
