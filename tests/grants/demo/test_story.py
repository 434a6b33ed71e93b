"""The demo story: told whole, and only once."""

import pytest
from django.apps import apps
from django.core import serializers

from grants.demo.moments import MOMENTS, START
from grants.demo.story import tell
from grants.models import Application
from grants.services import budget as budgets
from grants.services import submission as submissions
from pilots.enums import MemberState
from sky_portal import clock
from sky_portal.documents.models import Document
from sky_portal.jobs.models import Job

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


def test_the_story_is_told_whole_and_a_second_telling_changes_nothing(settings):
    tell(PASSWORD)
    told = everything()
    with clock.standing_at(clock.helsinki(2021, 6, 1, 9)):
        tell(PASSWORD)
    assert everything() == told


def test_iisalmi_writes_and_three_others_have_sent(db):
    tell(PASSWORD)
    with clock.standing_at(next(moment.at for moment in MOMENTS if moment.key == START)):
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
