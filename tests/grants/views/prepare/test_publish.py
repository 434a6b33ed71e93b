"""Preview, check, publication: what bars is listed, and nobody else sees a draft."""

import pytest
from django.urls import reverse

from grants.services.call import is_draft, publish
from sky_portal import clock
from tests.grants import factories


def address(name, call):
    return reverse(f"grants:prepare_{name}", args=[call.slug])


@pytest.fixture
def unfinished(draft_call):
    draft_call.contacts.all().delete()
    draft_call.name = {"fi": draft_call.name["fi"]}
    draft_call.save()
    return draft_call


def test_the_preview_is_the_public_page_with_the_drafts_data_and_is_kept_nowhere(administrator, draft_call):
    answer = administrator.get(address("preview", draft_call))
    page = answer.content.decode()
    assert draft_call.summary["fi"] in page
    assert "Esikatselu" in page
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_nobody_else_sees_the_preview_or_the_draft(officer, preparer, client, draft_call):
    for browser in (officer, preparer):
        assert browser.get(address("preview", draft_call)).status_code == 404
    assert client.get(address("preview", draft_call)).status_code == 302
    assert client.get(reverse("grants:call", args=[draft_call.slug])).status_code == 404


def test_an_empty_draft_can_be_previewed(administrator, unfinished):
    for related in ("texts", "milestones", "cost_categories", "criteria", "instalments", "dates"):
        getattr(unfinished, related).all().delete()
    assert administrator.get(address("preview", unfinished)).status_code == 200


def test_what_is_missing_bars_with_its_part_and_language(administrator, unfinished):
    page = administrator.get(address("publish", unfinished))
    assert [one.part.key for one in page.context["barred"]] == ["basics", "contacts"]
    text = page.content.decode()
    assert address("basics", unfinished) in text
    assert '<span class="language">SV</span>' in text
    assert "Julkaise haku<" not in text
    answer = administrator.post(address("publish", unfinished))
    assert answer.status_code == 409
    unfinished.refresh_from_db()
    assert is_draft(unfinished)


def test_the_hub_says_what_is_missing_and_where_to_go_on(administrator, unfinished):
    page = administrator.get(reverse("grants:prepare_call", args=[unfinished.slug]))
    assert page.context["barring"] == 2
    assert page.context["next_part"].part.key == "basics"
    assert "SV" in page.content.decode()


def test_publishing_is_told_and_the_call_is_there_for_everybody(administrator, draft_call, client):
    answer = administrator.post(address("publish", draft_call), follow=True)
    assert "Haku on julkaistu" in answer.content.decode()
    draft_call.refresh_from_db()
    assert not is_draft(draft_call)
    assert client.get(reverse("grants:call", args=[draft_call.slug])).status_code == 200


def test_publishing_twice_is_said_in_words(administrator, draft_call, cast):
    publish(draft_call, actor=cast["call_administrator"])
    answer = administrator.post(address("publish", draft_call))
    assert answer.status_code == 409
    assert "jo julkaistu" in answer.content.decode()


def test_reading_the_check_changes_nothing(administrator, draft_call):
    administrator.get(address("publish", draft_call))
    draft_call.refresh_from_db()
    assert is_draft(draft_call)


def test_who_will_see_it_when_is_said(administrator, draft_call):
    now = administrator.get(address("publish", draft_call)).context["phase"]
    with clock.standing_at(clock.helsinki(2021, 2, 10)):
        before = administrator.get(address("publish", draft_call)).context["phase"]
    assert (before, now) == ("coming", "open")


def test_the_hub_names_who_was_there_last(administrator, draft_call, cast):
    form = administrator.get(address("money", draft_call)).context["form"]
    sent = {"base": form["base"].value(), "shares_money": "False", "places": "3", "own_share_percent": "0"}
    administrator.post(address("money", draft_call), sent)
    page = administrator.get(reverse("grants:prepare_call", args=[draft_call.slug]))
    assert page.context["last"]["part"].key == "money"
    assert str(cast["call_administrator"]) in page.content.decode()


def test_the_hub_of_a_published_call_leads_on(administrator, call, cast, providers):
    factories.start(call, organisation=providers["iisalmi"], actor=cast["preparer"])
    page = administrator.get(reverse("grants:prepare_call", args=[call.slug]))
    assert page.context["applications"] == 1
    assert address("extend", call) in page.content.decode()
