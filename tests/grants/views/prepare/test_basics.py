"""Name, times and reminders of a call: saved, refused in words, only read once published."""

import pytest
from django.urls import reverse

from grants.services.call import publish
from sky_portal import clock
from sky_portal.audit.models import AuditEvent


def address(call):
    return reverse("grants:prepare_basics", args=[call.slug])


@pytest.fixture
def typed(administrator, draft_call):
    """What the form would send as it is."""

    def of(**changes):
        form = administrator.get(address(draft_call)).context["form"]
        found = {"base": form["base"].value(), "slug": draft_call.slug}
        for name in ("name", "kicker", "summary", "attestation"):
            found |= {f"{name}_{language}": text for language, text in form[name].value().items()}
        for name in ("opens_at", "closes_at"):
            found |= dict(zip((f"{name}-day", f"{name}-time"), form[name].value(), strict=False))
        for name in ("reminder_hours", "invitation_reminder_hours", "reference", "case_class"):
            found[name] = form[name].value()
        return found | changes

    return of


def test_what_was_typed_is_stored(administrator, draft_call, typed):
    sent = typed(
        **{"name_sv": "Utlysning", "closes_at-day": "30.4.2021", "closes_at-time": "12.00"},
        reminder_hours="10 pv, 2 t",
        invitation_reminder_hours="",
    )
    answer = administrator.post(address(draft_call), sent)
    assert answer.status_code == 302
    assert answer["Location"] == address(draft_call)
    draft_call.refresh_from_db()
    assert draft_call.name["sv"] == "Utlysning"
    assert draft_call.closes_at == clock.helsinki(2021, 4, 30, 12)
    assert draft_call.reminder_hours == [240, 2]
    assert draft_call.invitation_reminder_hours == []
    event = AuditEvent.objects.filter(case=draft_call.case).order_by("seq").last()
    assert event.facts["part"] == "basics"
    assert event.facts["fields"] == ["closes_at", "invitation_reminder_hours", "name", "reminder_hours"]


def test_the_horizon_follows_the_times(administrator, draft_call, typed):
    administrator.post(address(draft_call), typed(**{"closes_at-day": "30.4.2021"}))
    draft_call.refresh_from_db()
    assert draft_call.milestones.get(key="closes").at == draft_call.closes_at


def test_saving_can_go_on_to_the_next_part(administrator, draft_call, typed):
    page = administrator.get(address(draft_call)).context
    answer = administrator.post(address(draft_call), typed(**{"continue": "1"}))
    assert answer["Location"] == page["following"].address


def test_a_new_address_is_where_the_page_goes_on(administrator, draft_call, typed):
    answer = administrator.post(address(draft_call), typed(slug="toinen-haku"))
    assert answer["Location"] == reverse("grants:prepare_basics", args=["toinen-haku"])


@pytest.mark.parametrize("slug", ["new", "Iso", "ää", "a b", "a_b", "", "a/b"])
def test_an_address_that_is_none_is_refused(administrator, draft_call, typed, slug):
    answer = administrator.post(address(draft_call), typed(slug=slug))
    assert answer.status_code == 422
    assert "slug" in answer.context["form"].errors


def test_an_hour_that_comes_twice_is_asked_about_and_nothing_is_lost(administrator, draft_call, typed):
    twice = {"closes_at-day": "31.10.2021", "closes_at-time": "3.30", "name_fi": "Uusi nimi"}
    answer = administrator.post(address(draft_call), typed(**twice))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "UTC+3" in page
    assert "Uusi nimi" in page
    draft_call.refresh_from_db()
    assert draft_call.name["fi"] != "Uusi nimi"
    answer = administrator.post(address(draft_call), typed(**twice, **{"closes_at-which": "second"}))
    assert answer.status_code == 302
    draft_call.refresh_from_db()
    assert draft_call.closes_at == clock.local_moment(clock.datetime(2021, 10, 31, 3, 30), which="second")


def test_an_hour_that_is_skipped_is_refused(administrator, draft_call, typed):
    skipped = {"closes_at-day": "28.3.2021", "closes_at-time": "3.30"}
    answer = administrator.post(address(draft_call), typed(**skipped))
    assert answer.status_code == 422
    assert "2.59" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_at-day": "1.1.2021"}, "closes_at"),
        ({"name_fi": ""}, "name"),
        ({"reminder_hours": "14 d, huomenna"}, "reminder_hours"),
        ({"reminder_hours": "0 h"}, "reminder_hours"),
        ({"reminder_hours": "366 d"}, "reminder_hours"),
        ({"reminder_hours": ", ".join(f"{n} h" for n in range(1, 12))}, "reminder_hours"),
        ({"case_class": ""}, "case_class"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(administrator, draft_call, typed, changes, field):
    answer = administrator.post(address(draft_call), typed(**changes))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}


def test_what_somebody_else_has_saved_is_not_overwritten_unseen(administrator, draft_call, typed):
    old = typed(name_sv="Min")
    administrator.post(address(draft_call), typed(name_sv="Deras"))
    answer = administrator.post(address(draft_call), old)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Deras" in page
    assert "Min" in page
    draft_call.refresh_from_db()
    assert draft_call.name["sv"] == "Deras"
    again = administrator.post(address(draft_call), old | {"base": answer.context["form"].data["base"]})
    assert again.status_code == 302


def test_a_published_call_is_read_and_refuses_in_words(administrator, draft_call, typed, cast):
    late = typed(name_sv="För sent")
    publish(draft_call, actor=cast["call_administrator"])
    page = administrator.get(address(draft_call)).content.decode()
    assert '<form method="post" novalidate>' not in page
    assert "14 pv, 7 pv, 1 pv, 3 h" in page
    answer = administrator.post(address(draft_call), late)
    assert answer.status_code == 409
    assert "För sent" in answer.content.decode()
    draft_call.refresh_from_db()
    assert draft_call.name["sv"] != "För sent"


def test_a_weekend_is_remarked_on(administrator, draft_call, typed):
    answer = administrator.post(address(draft_call), typed(**{"closes_at-day": "1.5.2021"}), follow=True)
    assert "1.5.2021 on lauantai." in answer.content.decode()
