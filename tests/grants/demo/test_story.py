"""The demo story: told whole, and only once."""

from datetime import timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.urls import reverse

from grants.demo import story
from grants.demo.consortium import Consortium
from grants.demo.moments import START
from grants.demo.story import COUNT, tell
from grants.demo.tasks import go_on
from grants.enums import CallState
from grants.models import Application, Call, NewsItem, Submission
from grants.services import budget as budgets
from grants.services import call as calls
from grants.services import submission as submissions
from grants.workflows import CALL
from pilots.eligibility import verdict_of
from pilots.enums import MemberState
from pilots.models import Member, PartnerNotice, Pilot
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.verification import verify
from sky_portal.demo import moments
from sky_portal.demo import services as demo
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job
from sky_portal.jobs.services import drain
from sky_portal.messaging.models import Message
from sky_portal.workflow import StepRefused

pytestmark = pytest.mark.django_db

# A repeated telling signs nobody in: hashes and times of sessions are not part of the story.
PASSWORD = "sky-harjoitus-2021"


def everything() -> dict[str, str]:
    """Every row of the portal's own tables."""
    models = [model for model in apps.get_models() if not model._meta.app_label.startswith("auth")]
    return {
        model._meta.label: serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in models
    }


def told_to(until: str, **options: Any) -> list[str]:
    """The moments that were reached."""
    return [moment.key for moment in tell(PASSWORD, until=until, **options)]


def test_the_story_is_told_in_parts_and_no_part_twice():
    assert told_to("before", count=4) == ["before"]
    call = Call.objects.get(slug="sky-2021")
    assert CALL.state(call) in (CallState.DRAFT,)
    assert not Application.objects.exists()
    assert told_to(START, count=4) == [START]
    call.refresh_from_db()
    assert CALL.state(call) in (CallState.PUBLISHED,)
    told = everything()
    with clock.standing_at(clock.helsinki(2021, 6, 1, 9)):
        assert told_to(START, count=4) == []
    assert everything() == told


def test_about_forty_consortia_of_real_municipalities():
    tell(PASSWORD)
    with clock.standing_at(moments.get(START).at):
        assert Application.objects.count() == COUNT
        turku = Pilot.objects.get(name="Aurajoen koulupolku")
        kinds = [member.organisation.kind for member in turku.members.select_related("organisation")]
        assert sorted(kinds) == ["municipality", "municipality", "municipality", "training_school"]
        assert not verdict_of(turku).eligible
        languages = Application.objects.values_list("language", flat=True)
        assert {"fi", "sv"} == set(languages)
        states = {member.state for member in Member.objects.all()}
        assert {MemberState.LEADING, MemberState.CONFIRMED, MemberState.INVITED} == states
        # Laukaa is in two pilots, so that there is an overlap to be seen.
        assert Member.objects.filter(organisation__name_fi="Laukaa").count() == 2
        arrived = Submission.objects.order_by("arrived_at", "pk")
        numbers = [int(one.application.case.number.split("/")[1]) for one in arrived]
        assert numbers == sorted(numbers)
        assert len(numbers) == 8
    assert NewsItem.objects.count() == 2
    assert PartnerNotice.objects.open().count() == 3
    # Mails and PDFs are made beside, by the workers.
    assert not Document.objects.exists()
    assert Message.objects.exists()
    # Nothing is written by going past the verbs: the trail holds together and tells each act.
    assert verify().broken is None
    sent = AuditEvent.objects.filter(verb="submit").count()
    confirmed = AuditEvent.objects.filter(verb="confirm_member").count()
    assert (sent, confirmed) == (8, Member.objects.filter(state=MemberState.CONFIRMED).count())


def test_everybody_in_the_story_can_sign_in(client):
    tell(PASSWORD, count=5)
    for email in ("signatory@lieto.example", "preparer@turku.example", "signatory@siilinjarvi.example"):
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        assert answer.url == reverse("home"), email
        client.logout()


def test_more_consortia_than_have_names_are_neighbours_of_the_register():
    tell(PASSWORD, count=COUNT + 3)
    assert Pilot.objects.filter(name__startswith="Yhteinen koulupäivä").count() == 3


def test_a_part_that_breaks_leaves_nothing_of_itself(monkeypatch):
    told_to("before", count=1)

    def break_off(self: Any) -> None:
        raise RuntimeError("the power is out")

    monkeypatch.setattr(Consortium, "write", break_off)
    with pytest.raises(RuntimeError):
        told_to(START, count=1)
    assert not Application.objects.exists()
    monkeypatch.undo()
    assert told_to(START, count=1) == [START]
    assert Application.objects.count() == 1


def test_it_goes_on_among_what_others_have_done(cast):
    told_to("before", count=2)
    call = Call.objects.get(slug="sky-2021")
    with clock.standing_at(clock.helsinki(2021, 2, 10, 10)):
        calls.publish(call, actor=cast["call_administrator"])
    with pytest.raises(StepRefused):
        told_to(START, count=2)
    assert told_to(START, count=2, among_others=True) == [START]
    assert Application.objects.count() == 2


def test_the_command_keeps_each_moment_and_prints_what_there_is(settings, tmp_path, monkeypatch):
    settings.VAR_DIR, settings.DEMO_CLOCK_FILE = tmp_path, tmp_path / "clock.json"
    kept = []
    monkeypatch.setattr(demo, "keep", lambda moment: kept.append(moment.key))
    settings.EMBEDDED = True
    said = StringIO()
    call_command("demo", until="open", applications=1, stdout=said)
    assert kept == ["before", "open"]
    assert abs(clock.now() - moments.get("open").at) < timedelta(minutes=1)
    assert "Demo story: played to before, open." in said.getvalue()
    assert "members: 3 confirmed, 1 invited, 1 leading" in said.getvalue()
    call_command("demo", until="open", applications=1, stdout=said)
    assert kept == ["before", "open"]
    assert "played already" in said.getvalue()
    with pytest.raises(CommandError, match="one of before, open"):
        call_command("demo", until="never")


def test_outside_of_a_rehearsal_there_is_no_story(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="invented"):
        call_command("demo")


def test_iisalmi_writes_and_three_others_have_sent():
    tell(PASSWORD, count=4)
    with clock.standing_at(moments.get(START).at):
        iisalmi = Application.objects.get(pilot__name="Jokainen koulupäivä")
        sums = budgets.sums(budgets.applied(iisalmi))
        assert (sums.total, sums.own_share, sums.grant) == (625_000_00, 125_000_00, 500_000_00)
        names = {m.pk: m.organisation.name_fi for m in submissions.members_of(iisalmi)}
        assert {names[pk]: cents // 100 for pk, cents in sums.by_member.items()} == {
            "Iisalmi": 214_300,
            "Lapinlahti": 131_800,
            "Siilinjärvi": 187_200,
            "Sonkajärvi": 91_700,
        }
        assert {m.organisation.name_fi for m in iisalmi.pilot.members.filter(state=MemberState.INVITED)} == {
            "Kiuruvesi"
        }
        assert submissions.gather(iisalmi).verdict.eligible
        assert {lack.anchor for lack in submissions.missing(iisalmi)} == {"targeted", "intensive"}
        sent = Application.objects.sent().for_list().order_by("current_submission__arrived_at")
        assert [(a.current_submission.name, a.language, a.current_submission.eligible) for a in sent] == [
            ("Närvaro varje dag", "sv", True),
            ("Yhdessä kouluun", "fi", True),
            ("Koulu kuuluu kaikille", "fi", False),
        ]
    assert Job.objects.filter(kind="grants.receipt").count() == 3
    assert not Document.objects.exists()


def test_a_clock_moved_forward_has_a_job_play_on():
    told_to("before", count=1)
    go_on(moments.get(START))
    assert Job.objects.get(kind="grants.play_story").arguments == {"until": START}
    with clock.standing_at(moments.get(START).at):
        drain()
    assert Application.objects.count() == COUNT
    go_on(moments.get(START))
    assert Job.objects.filter(kind="grants.play_story").count() == 1


def test_a_clock_moved_over_several_moments_plays_them_one_by_one(monkeypatch):
    """A part is one transaction: the embedded database is written by nobody else meanwhile."""
    told_to("before", count=1)
    monkeypatch.setattr(story, "tell", partial(tell, count=1))
    go_on(moments.get("last_hour"))
    with clock.standing_at(moments.get("last_hour").at):
        drain()
    jobs = Job.objects.filter(kind="grants.play_story")
    assert [job.state for job in jobs] == ["done", "done"]
    told = AuditEvent.objects.filter(verb=story.TOLD).order_by("seq")
    assert [event.facts["moment"] for event in told] == ["before", START, "last_hour"]
