"""The list of calls, a new call, a copy of an earlier one."""

import pytest
from django.urls import reverse

from grants.models import Call
from grants.services import call as calls
from sky_portal import clock
from tests.grants import factories


@pytest.fixture
def copied(draft_call, cast):
    """Drafts made of the SKY call."""

    def of(number):
        return calls.copy(
            draft_call,
            slug=f"haku-{number}",
            name={"fi": f"Haku {number}", "sv": f"Utlysning {number}"},
            opens_at=clock.helsinki(2021, 8, 31),
            closes_at=clock.helsinki(2021, 9, 30, 16, 15),
            programme_key=f"haku-{number}",
            programme_name={"fi": f"Haku {number}", "sv": f"Utlysning {number}"},
            programme_short_name=f"H{number}",
            actor=cast["call_administrator"],
        )

    return of


def typed(**changes):
    return {
        "name_fi": "Älykäs haku: toinen",
        "name_sv": "",
        "name_en": "",
        "short_name": "Haku 2",
        "slug": "",
        "opens_at-day": "31.8.2021",
        "opens_at-time": "9.00",
        "closes_at-day": "30.9.2021",
        "closes_at-time": "16.15",
    } | changes


def test_the_list_tells_drafts_from_published_and_counts(
    administrator, call, cast, providers, copied, draft_call
):
    factories.make_sent(
        call, organisation=providers["iisalmi"], actor=cast["preparer"], signatory=cast["signatory"]
    )
    factories.start(
        call, organisation=providers["vaasa"], actor=factories.make_person(providers["vaasa"], "preparer")
    )
    copied(2)
    page = administrator.get(reverse("grants:prepare"))
    assert [one.slug for one in page.context["drafts"]] == ["haku-2"]
    [(published, phase)] = page.context["published"]
    assert (published.slug, phase) == (call.slug, "open")
    assert (published.sent, published.unsent) == (1, 1)


def test_one_call_or_three_cost_the_same(administrator, draft_call, copied, costs):
    address = reverse("grants:prepare")
    one = costs(administrator, address)
    copied(2)
    calls.publish(copied(3))
    assert costs(administrator, address) == one


def test_a_new_call_is_an_empty_draft_with_an_address_of_its_name(administrator, draft_call):
    answer = administrator.post(reverse("grants:prepare_new"), typed(authority=draft_call.authority_id))
    assert answer.status_code == 302
    made = Call.objects.get(slug="alykas-haku-toinen")
    assert answer["Location"] == reverse("grants:prepare_call", args=[made.slug])
    assert calls.is_draft(made)
    assert made.programme.short_name == "Haku 2"
    assert made.opens_at == clock.helsinki(2021, 8, 31, 9)


def test_an_address_that_is_taken_is_refused_with_everything_kept(administrator, draft_call):
    sent = typed(authority=draft_call.authority_id, slug=draft_call.slug)
    answer = administrator.post(reverse("grants:prepare_new"), sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"slug"}
    assert "Älykäs haku: toinen" in answer.content.decode()
    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_fi": ""}, "name"),
        ({"short_name": ""}, "short_name"),
        ({"closes_at-day": "30.8.2021"}, "closes_at"),
        ({"opens_at-day": "28.3.2021", "opens_at-time": "3.30"}, "opens_at"),
        ({"authority": ""}, "authority"),
        ({"name_fi": "???"}, "slug"),
        ({"name_fi": "New"}, "slug"),
    ],
)
def test_what_a_call_cannot_do_without_is_asked_for(administrator, draft_call, changes, field):
    sent = typed(authority=draft_call.authority_id) | changes
    answer = administrator.post(reverse("grants:prepare_new"), sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}


def test_a_long_name_gives_an_address_that_ends_with_a_word(administrator, draft_call):
    name = "Valtionavustus perusopetuksen ja oppilashuollon laajaan yhteiseen kehittämiseen"
    administrator.post(reverse("grants:prepare_new"), typed(authority=draft_call.authority_id, name_fi=name))
    made = Call.objects.exclude(pk=draft_call.pk).get()
    assert made.slug == "valtionavustus-perusopetuksen-ja-oppilashuollon-laajaan"


def test_a_copy_takes_its_texts_along_and_its_times_from_the_form(administrator, draft_call):
    address = reverse("grants:prepare_copy", args=[draft_call.slug])
    assert draft_call.name["fi"] in administrator.get(address).content.decode()
    answer = administrator.post(address, typed(slug="syksy"))
    assert answer.status_code == 302
    made = Call.objects.get(slug="syksy")
    assert made.copied_from == draft_call
    assert made.texts.count() == draft_call.texts.count() > 0
    assert made.closes_at == clock.helsinki(2021, 9, 30, 16, 15)


def test_the_page_of_a_new_call_leads_to_copying(administrator, draft_call):
    page = administrator.get(reverse("grants:prepare_new")).content.decode()
    assert reverse("grants:prepare_copy", args=[draft_call.slug]) in page
