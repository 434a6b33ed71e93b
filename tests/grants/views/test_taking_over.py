"""The pages of starting from an earlier application."""

from uuid import uuid4

import pytest
from django.urls import reverse

from grants.models import Application
from tests.grants import factories
from tests.grants.services.test_taking_over import other_call, stricter


@pytest.fixture
def next_call(ready):
    return other_call(stricter)


def typed(**fields):
    return {"name": "Uusi", "language": "fi", "token": str(uuid4())} | fields


def test_without_earlier_applications_nothing_is_asked(preparer, call):
    words = preparer.get(reverse("grants:start", args=[call.slug])).content.decode()
    assert "aiemmasta hakemuksesta" not in words


def test_an_earlier_one_is_chosen_and_the_page_tells_what_came(preparer, ready, next_call):
    start = reverse("grants:start", args=[next_call.slug])
    assert "Jokainen koulupäivä" in preparer.get(start).content.decode()
    answer = preparer.post(start, typed(source=ready.pk), follow=True)
    started = Application.objects.get(call=next_call)
    assert answer.redirect_chain == [(reverse("grants:taken_over", args=[started.case_id]), 302)]
    words = answer.content.decode()
    assert factories.ANSWERS["purpose"] in words
    assert "3 vastausta" in words
    assert "Talousarvio" not in answer.context["taken"]
    assert (
        reverse("grants:taken_over", args=[started.case_id])
        in preparer.get(reverse("grants:application", args=[started.case_id])).content.decode()
    )


def test_from_the_beginning_is_from_the_beginning(preparer, ready, next_call):
    answer = preparer.post(reverse("grants:start", args=[next_call.slug]), typed(source=""))
    started = Application.objects.get(call=next_call)
    assert answer.url == reverse("grants:application", args=[started.case_id])
    assert preparer.get(reverse("grants:taken_over", args=[started.case_id])).status_code == 404


def test_a_stranger_s_application_cannot_be_chosen(sign_in, standing, ready, next_call):
    outsider = sign_in("outsider")
    start = reverse("grants:start", args=[next_call.slug])
    assert "Jokainen koulupäivä" not in outsider.get(start).content.decode()
    outsider.post(start, typed(source=ready.pk))
    # There is nothing for the outsider to choose from: the field is not there at all.
    assert Application.objects.get(call=next_call).copied_from is None


def test_former_members_are_invited_by_choice(preparer, ready, next_call, cast, providers):
    factories.join(ready, providers["siilinjarvi"], actor=cast["preparer"])
    preparer.post(reverse("grants:start", args=[next_call.slug]), typed(source=ready.pk))
    started = Application.objects.get(call=next_call)
    page = reverse("grants:taken_over", args=[started.case_id])
    assert "Siilinjärvi" in preparer.get(page).content.decode()
    answer = preparer.post(page, {"invite": [str(providers["siilinjarvi"].pk), "x", "9" * 30]}, follow=True)
    assert "Siilinjärvi on kutsuttu" in answer.content.decode()
    assert "Ketään ei kutsuttu" in preparer.post(page, follow=True).content.decode()
    assert started.pilot.members.count() == 2


def test_three_earlier_ones_cost_as_much_as_one(preparer, ready, next_call, cast, providers, costs):
    start = reverse("grants:start", args=[next_call.slug])
    one = costs(preparer, start)
    for name in ("Toinen", "Kolmas"):
        factories.start(ready.call, organisation=providers["iisalmi"], actor=cast["preparer"], name=name)
    assert costs(preparer, start) == one
