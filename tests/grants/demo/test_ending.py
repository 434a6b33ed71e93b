"""The end of the demo story: the last hour and what there is after the closing."""

from typing import Any

import pytest
from django.db.models import Sum

from grants.demo import consortia
from grants.demo.later import PLAN, plan
from grants.demo.story import COUNT, tell
from grants.enums import ApplicationState, ArrivalChannel
from grants.models import Application, Arrival, Attachment, PartAssignment, PartComment, Submission
from grants.services import budget as budgets
from grants.services import submission as submissions
from grants.services.application import save_section
from sky_portal import clock
from sky_portal.accounts.models import User
from sky_portal.audit.verification import verify
from sky_portal.demo import moments
from sky_portal.documents.models import Document

pytestmark = pytest.mark.django_db

PASSWORD = "sky-harjoitus-2021"
MILLION = 100_000_000


def in_force() -> Any:
    return Application.objects.filter(state=ApplicationState.SUBMITTED)


def readiness() -> set[int]:
    """How many things each draft lacks before it can be sent."""
    drafts = Application.objects.filter(state=ApplicationState.DRAFT)
    return {len(submissions.missing(one)) for one in drafts}


@pytest.mark.timeout(300)
def test_the_last_hour_has_drafts_of_every_degree_and_after_it_about_forty_have_been_sent():
    tell(PASSWORD, until="last_hour")
    with clock.standing_at(moments.get("last_hour").at):
        drafts = Application.objects.filter(state=ApplicationState.DRAFT)
        assert drafts.count() == len(PLAN["last_hour"]) + len(PLAN["drafts"]) + 1
        # Ready to be sent, half written, hardly begun.
        assert {0, 3, 7} <= readiness()
        withdrawn = Application.objects.get(state=ApplicationState.WITHDRAWN)
        assert (withdrawn.pilot.name, bool(withdrawn.withdrawal_reason)) == (
            "Espoossa kouluun kuulutaan",
            True,
        )
        assert Attachment.objects.count() == len(PLAN["files"])
        assert set(Document.objects.values_list("content_type", flat=True)) == {"application/pdf"}
        assert PartAssignment.objects.values("application").distinct().count() == len(PLAN["talk"])
        assert PartComment.objects.filter(settled_at=None).exists()
        assert PartComment.objects.exclude(settled_at=None).exists()
        assert not Arrival.objects.exists()

    tell(PASSWORD, until="closed")
    with clock.standing_at(moments.get("closed").at):
        assert in_force().count() == COUNT - 4
        asked = in_force().aggregate(sum=Sum("current_submission__grant_cents"))["sum"]
        assert 11.5 * MILLION <= asked <= 12.5 * MILLION
        assert not Submission.objects.filter(
            arrived_at__gt=Application.objects.first().call.closes_at
        ).exists()
        late = Arrival.objects.get(channel=ArrivalChannel.PORTAL)
        assert late.is_late
        assert not late.application.submissions.exists()
        by_mail = Arrival.objects.get(channel=ArrivalChannel.EMAIL)
        assert (by_mail.is_late, by_mail.application) == (False, None)
        numbers = [one.case.number for one in (late, by_mail)]
        assert all(numbers)
        assert len(set(numbers)) == len(numbers)
        years = {line["year"] for one in Submission.objects.all() for line in lines_of(one)}
        assert years == {2021, 2022, 2023}
        assert all(
            line["amount_cents"] % 100 == 0 for one in Submission.objects.all() for line in lines_of(one)
        )
    assert verify().broken is None


def lines_of(submission: Submission) -> list[dict[str, Any]]:
    return submission.content["application"]["budget"]["lines"]


def test_what_somebody_has_written_meanwhile_stays_theirs():
    """Who plays Iisalmi from the start finds their own words in the last hour, and the rest filled in."""
    tell(PASSWORD, count=1)
    with clock.standing_at(moments.get("open").at):
        iisalmi = Application.objects.get()
        actor = User.objects.get(email="preparer@iisalmi.example")
        mine = {"targeted": "Omat sanamme kohdennetusta tuesta."}
        section = next(one.section for one in iisalmi.sheet.question_set.questions if one.key == "targeted")
        save_section(iisalmi, section, actor=actor, values=mine, base_versions={})
        budget = budgets.applied(iisalmi).revision
    tell(PASSWORD, until="last_hour", count=1, among_others=True)
    with clock.standing_at(moments.get("last_hour").at):
        iisalmi = Application.objects.get()
        assert iisalmi.sheet.answers.get(key="targeted").value == mine["targeted"]
        assert budgets.applied(iisalmi).revision == budget
        assert submissions.missing(iisalmi) == []
    tell(PASSWORD, until="closed", count=1, among_others=True)
    assert Application.objects.get().submissions.count() == 1


def test_the_story_sends_nothing_twice_that_somebody_has_sent():
    tell(PASSWORD, until="last_hour", count=1)
    with clock.standing_at(moments.get("last_hour").at):
        submissions.submit(
            Application.objects.get(), actor=User.objects.get(email="signatory@iisalmi.example")
        )
    tell(PASSWORD, until="closed", count=1, among_others=True)
    assert Submission.objects.count() == 1


def test_everybody_writes_before_they_send_and_answers_before_they_write():
    for number in range(60):
        row = {"key": f"k{number}", "confirmed": [], "language": "fi", "lines": [], "coordinator": "Oulu"}
        found = plan(row, number, ["Kemi", "Tornio", "Simo", "Tervola"])
        assert max(found["answered"]) < found["written"] < found["sent"] < "2021-03-31T15:20", number


def test_every_key_of_the_plan_is_a_consortiums():
    known = {row["key"] for row in consortia.rows(COUNT, 2021)}
    keys = {*PLAN["drafts"], PLAN["late"]["key"], PLAN["withdrawn"]["key"], *PLAN["last_hour"]}
    assert keys | {*PLAN["files"], *PLAN["talk"], *PLAN["half"], *PLAN["unwritten"]} <= known
