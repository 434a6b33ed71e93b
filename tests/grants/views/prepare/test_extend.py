"""More time: shown in words before it is given, told to every applicant, never to a draft."""

import pytest
from django.urls import reverse

from grants.models import Extension
from sky_portal import clock
from tests.grants import factories


def address(call):
    return reverse("grants:prepare_extend", args=[call.slug])


@pytest.fixture
def typed(administrator, call):
    """The form as it would be sent now."""

    def of(**changes):
        base = administrator.get(address(call)).context["form"]["base"].value()
        return {
            "base": base,
            "closes_at-day": "9.4.2021",
            "closes_at-time": "16.15",
            "reason_fi": "Käyttökatko.",
            "reason_sv": "Driftavbrott.",
        } | changes

    return of


def test_the_old_and_the_new_time_are_shown_before_anything_changes(
    administrator, call, typed, cast, providers
):
    factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    page = administrator.post(address(call), typed()).content.decode()
    assert "keskiviikko 31.3.2021" in page
    assert "perjantai 9.4.2021" in page
    assert "1 hakemuksen hakijalle" in page
    assert "Driftavbrott." in page
    assert not Extension.objects.exists()


def test_what_is_confirmed_is_done_and_shown(administrator, call, typed, cast):
    answer = administrator.post(address(call), typed(confirm="1"), follow=True)
    page = answer.content.decode()
    assert "perjantai 9.4.2021" in page
    assert "Käyttökatko." in page
    assert str(cast["call_administrator"]) in page
    call.refresh_from_db()
    assert call.closes_at == clock.helsinki(2021, 4, 9, 16, 15)


def test_going_back_keeps_what_was_typed(administrator, call, typed):
    page = administrator.post(address(call), typed(change="1")).content.decode()
    assert "Käyttökatko." in page
    assert 'value="2021-04-09"' in page
    assert not Extension.objects.exists()


def test_confirming_twice_gives_time_once_and_says_so(administrator, call, typed):
    sent = typed(confirm="1")
    assert administrator.post(address(call), sent).status_code == 302
    assert administrator.post(address(call), sent).status_code == 409
    assert Extension.objects.count() == 1


def test_what_somebody_else_gave_meanwhile_is_shown_first(administrator, call, typed):
    old = typed(confirm="1")
    administrator.post(address(call), typed(confirm="1", **{"closes_at-day": "16.4.2021"}))
    answer = administrator.post(address(call), old)
    assert answer.status_code == 409
    assert "16.4.2021" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes_at-day": "31.3.2021"}, "closes_at"),
        ({"closes_at-day": "1.3.2021"}, "closes_at"),
        ({"closes_at-day": "31.10.2021", "closes_at-time": "3.30"}, "closes_at"),
        ({"reason_sv": ""}, "reason"),
        ({"reason_fi": ""}, "reason"),
    ],
)
@pytest.mark.parametrize("confirm", [{}, {"confirm": "1"}])
def test_what_cannot_be_is_refused_at_either_step(administrator, call, typed, changes, field, confirm):
    answer = administrator.post(address(call), typed(**changes, **confirm))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert not Extension.objects.exists()


def test_an_answer_to_which_hour_is_carried_through_the_confirmation(administrator, call, typed):
    twice = {"closes_at-day": "31.10.2021", "closes_at-time": "3.30", "closes_at-which": "second"}
    page = administrator.post(address(call), typed(**twice))
    assert ("closes_at-which", "second") in page.context["carried"]


def test_a_closed_call_is_extended_too_but_not_into_the_past(administrator, call, typed):
    with clock.standing_at(clock.helsinki(2021, 4, 10, 12)):
        late = administrator.post(address(call), typed())
        assert late.status_code == 422
        administrator.post(address(call), typed(confirm="1", **{"closes_at-day": "12.4.2021"}))
    call.refresh_from_db()
    assert call.closes_at == clock.helsinki(2021, 4, 12, 16, 15)


def test_a_draft_is_changed_and_not_extended(administrator, draft_call):
    page = administrator.get(address(draft_call)).content.decode()
    assert reverse("grants:prepare_basics", args=[draft_call.slug]) in page
    assert 'name="reason_fi"' not in page
    base = administrator.get(address(draft_call)).context["form"]["base"].value()
    sent = {
        "base": base,
        "closes_at-day": "9.4.2021",
        "closes_at-time": "16.15",
        "reason_fi": "Syy",
        "reason_sv": "Skäl",
    }
    answer = administrator.post(address(draft_call), sent)
    assert answer.status_code == 409
    assert not Extension.objects.exists()


def test_a_weekend_is_remarked_on(administrator, call, typed):
    page = administrator.post(address(call), typed(**{"closes_at-day": "10.4.2021"})).content.decode()
    assert "10.4.2021 on lauantai." in page
