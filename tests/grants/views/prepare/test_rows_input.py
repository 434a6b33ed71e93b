"""The lists of a call: whatever is typed is kept or refused in words, and nobody is overwritten unseen."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from grants.services.call.rows import KINDS, add_row, rows_of
from sky_portal.ui.working_days import remark
from tests.grants.views.prepare.rows_world import (
    HOSTILE,
    TYPED,
    address,
    as_shown,
    every_list,
    publish_as_it_is,
    texts,
    typed,
)

TEXT_INPUT = {
    "texts": "heading_fi",
    "categories": "description_sv",
    "criteria": "scale_3_en",
    "checklist": "help_sv",
    "attachments": "help_fi",
    "instalments": "condition_fi",
    "dates": "label_sv",
    "contacts": "title_fi",
    "milestones": "applicant_does_fi",
    "appropriations": "note",
}


@every_list
def test_hostile_text_is_stored_as_text_and_shown_as_text(administrator, empty, part):
    answer = administrator.post(address("add", empty, part), typed(part, **{TEXT_INPUT[part]: HOSTILE}))
    assert answer.status_code == 302, answer.context["form"].errors
    (row,) = rows_of(empty, part)
    assert HOSTILE in str([getattr(row, field.attname) for field in row._meta.concrete_fields])
    for page in (
        address("list", empty, part),
        address("edit", empty, part, row.pk),
        address("delete", empty, part, row.pk),
    ):
        assert "<script>alert" not in administrator.get(page).content.decode()


@every_list
@pytest.mark.parametrize(
    "value", ["\x00", "x" * 20_001, "\u202eedis", "99999999999999999999", "٣", "<b>", ""]
)
def test_no_input_breaks_a_form_or_is_lost(administrator, empty, part, value):
    for name in typed(part):
        answer = administrator.post(address("add", empty, part), typed(part, **{name: value}))
        assert answer.status_code in (302, 409, 422), name
        if answer.status_code == 302:
            rows_of(empty, part).delete()
        elif value and name != "base" and TYPED[part][name] not in ("on", "final_report", "day"):
            shown = unescape(answer.content.decode())
            assert value.strip() in shown, name


def test_twenty_thousand_characters_are_kept(administrator, empty):
    body = "ä" * 20_000
    administrator.post(address("add", empty, "texts"), typed("texts", body_sv=body))
    assert rows_of(empty, "texts").get().body["sv"] == body


def test_somebody_elses_change_is_shown_and_then_overwritten(administrator, filled, empty):
    (row,) = filled("texts", 1)
    page = address("edit", empty, "texts", row.pk)
    mine = as_shown(administrator, page, heading_fi="Minun")
    assert administrator.post(page, mine | {"heading_fi": "Toisen"}).status_code == 302
    refused = administrator.post(page, mine)
    assert refused.status_code == 409
    html = refused.content.decode()
    assert "Toisen" in html
    assert 'value="Minun"' in html
    again = mine | {"base": refused.context["form"].stored_digest}
    assert administrator.post(page, again).status_code == 302
    row.refresh_from_db()
    assert row.heading["fi"] == "Minun"


def test_what_was_changed_meanwhile_is_not_deleted_unseen(administrator, filled, empty):
    (row,) = filled("texts", 1)
    page = address("delete", empty, "texts", row.pk)
    base = administrator.get(page).context["form"]["base"].value()
    row.heading = {"fi": "Toisen"}
    row.save()
    assert administrator.post(page, {"base": base}).status_code == 409
    assert administrator.post(page).status_code == 422
    assert rows_of(empty, "texts").exists()


@pytest.mark.parametrize(
    ("part", "changes", "field"),
    [
        ("categories", {"allows_pay": ""}, "allows_pay"),
        ("criteria", {"highest": "0"}, "highest"),
        ("criteria", {"lowest": "3", "highest": "2"}, "highest"),
        ("criteria", {"weight": "0"}, "weight"),
        ("criteria", {"weight": "101"}, "weight"),
        ("criteria", {"highest": "11"}, "highest"),
        ("criteria", {"scale_7_fi": "liian hyvä"}, "scale"),
        ("criteria", {"scale_4_fi": "x" * 501}, "scale"),
        ("instalments", {"percent": "0"}, "percent"),
        ("instalments", {"percent": "101"}, "percent"),
        ("instalments", {"dated": "31.2.2021"}, "dated"),
        ("dates", {"kind": "holiday"}, "kind"),
        ("dates", {"dated": ""}, "dated"),
        ("contacts", {"name": "kirjaamo@okm.example"}, "name"),
        ("contacts", {"name": "Kirjaamo"}, "name"),
        ("contacts", {"phone": ""}, "email"),
        ("contacts", {"phone": "soita"}, "phone"),
        ("contacts", {"email": "ei osoite"}, "email"),
        ("milestones", {"at-day": ""}, "at"),
        ("milestones", {"precision": "minute"}, "at"),
        ("milestones", {"precision": "year"}, "precision"),
        ("milestones", {"at-day": "28.3.2021", "at-time": "3.30"}, "at"),
        ("appropriations", {"amount_cents": "0"}, "amount_cents"),
        ("appropriations", {"amount_cents": "-5"}, "amount_cents"),
        ("appropriations", {"amount_cents": "28.500"}, "amount_cents"),
        ("appropriations", {"budget_item": "momentti"}, "budget_item"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(administrator, empty, part, changes, field):
    answer = administrator.post(address("add", empty, part), typed(part, **changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    html = answer.content.decode()
    target = re.search(r'data-error-summary.*?<a href="#([\w-]+)"', html, re.DOTALL)[1]
    assert f'id="{target}"' in html
    assert not rows_of(empty, part).exists()


def test_the_same_day_of_a_kind_is_there_once(administrator, empty):
    administrator.post(address("add", empty, "dates"), typed("dates"))
    answer = administrator.post(address("add", empty, "dates"), typed("dates"))
    assert list(answer.context["form"].errors) == ["dated"]


@pytest.mark.parametrize("part", ["texts", "criteria", "attachments", "milestones"])
def test_keys_are_made_once_and_stay(administrator, empty, part):
    once = typed(part)
    english = next(name for name in once if name.endswith("_en"))
    for sent in (once, once | {english: "The same in Finnish"}):
        administrator.post(address("add", empty, part), sent)
    first, second = rows_of(empty, part).order_by("pk")
    assert (first.key, second.key) == ("uusi-kohta", "uusi-kohta-2")
    page = address("edit", empty, part, second.pk)
    sent = as_shown(administrator, page)
    name = next(name for name, value in sent.items() if value == "Uusi kohta")
    assert administrator.post(page, sent | {name: "Toinen nimi"}).status_code == 302
    second.refresh_from_db()
    assert second.key == "uusi-kohta-2"


@pytest.mark.parametrize(
    ("heading", "key"), [("", "text"), ("???", "text"), ("Costs", "costs-2"), ("ä" * 90, "a" * 36)]
)
def test_any_heading_makes_a_key(administrator, empty, heading, key):
    sent = typed("texts", **texts("heading", heading))
    assert administrator.post(address("add", empty, "texts"), sent).status_code == 302
    assert rows_of(empty, "texts").get().key == key


def test_one_section_at_most_has_a_meaning(administrator, empty):
    administrator.post(address("add", empty, "texts"), typed("texts", role="costs"))
    another = typed("texts", role="costs") | {"heading_en": "Another"}
    answer = administrator.post(address("add", empty, "texts"), another)
    assert list(answer.context["form"].errors) == ["role"]
    (section,) = rows_of(empty, "texts")
    assert section.key == "costs"
    page = address("edit", empty, "texts", section.pk)
    administrator.post(page, as_shown(administrator, page, role=""))
    section.refresh_from_db()
    assert section.key == "uusi-kohta"


@pytest.mark.parametrize(("role", "field"), [("opens", "opens_at"), ("closes", "closes_at")])
def test_opening_and_closing_are_at_the_calls_times(administrator, empty, role, field):
    sent = typed("milestones", role=role, **{"at-day": "tänään", "at-time": ""})
    assert administrator.post(address("add", empty, "milestones"), sent).status_code == 302
    milestone = rows_of(empty, "milestones").get()
    assert (milestone.key, milestone.at) == (role, getattr(empty, field))


def test_a_weekend_is_remarked_and_never_refused(administrator, empty):
    sent = typed("instalments", dated="2021-12-06")
    page = administrator.post(address("add", empty, "instalments"), sent, follow=True).content.decode()
    assert rows_of(empty, "instalments").exists()
    # On the page that follows, and beside the day for as long as it stands there.
    assert page.count(remark(date(2021, 12, 6))) == 2


def test_the_sums_are_told(administrator, filled, empty):
    filled("instalments", 1)
    page = address("list", empty, "instalments")
    assert "60" in administrator.get(page).context["total"].text
    assert administrator.get(page).context["total"].tone == "wait"
    administrator.post(address("add", empty, "instalments"), typed("instalments", percent="40"))
    assert administrator.get(page).context["total"].tone == "ok"
    filled("appropriations", 1)
    total = administrator.get(address("list", empty, "appropriations")).context["total"]
    assert total.text.count("6\xa0800\xa0000") == 2


def test_more_scores_are_shown_without_saving(administrator, empty):
    sent = typed("criteria", highest="8", more="1")
    answer = administrator.post(address("add", empty, "criteria"), sent)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Erinomainen" in html
    assert 'name="scale_8_fi"' in html
    assert 'name="scale_9_fi"' not in html
    assert "data-error-summary" not in html
    assert not rows_of(empty, "criteria").exists()
    again = sent | {"base": answer.context["form"]["base"].value(), "scale_8_fi": "Huippu"}
    del again["more"]
    assert administrator.post(address("add", empty, "criteria"), again).status_code == 302
    assert rows_of(empty, "criteria").get().scale[-1] == {"score": 8, "text": {"fi": "Huippu"}}


def test_seeing_more_forgets_nobody_elses_change(administrator, filled, empty):
    (row,) = filled("criteria", 1)
    page = address("edit", empty, "criteria", row.pk)
    mine = as_shown(administrator, page)
    administrator.post(page, mine | {"weight": "55"})
    more = administrator.post(page, mine | {"more": "1"})
    sent = mine | {"base": more.context["form"]["base"].value()}
    assert administrator.post(page, sent).status_code == 409


def test_a_full_list_takes_no_more(administrator, empty, cast):
    values = {"percent": 1, "dated": None, "condition": {}}
    for _time in range(KINDS["instalments"].most):
        add_row(empty, part="instalments", values=values, actor=cast["call_administrator"])
    answer = administrator.post(address("add", empty, "instalments"), typed("instalments"))
    assert answer.status_code == 422
    assert rows_of(empty, "instalments").count() == KINDS["instalments"].most
    listed = administrator.get(address("list", empty, "instalments")).content.decode()
    assert address("add", empty, "instalments") not in listed


def test_the_public_page_shows_what_was_typed(administrator, draft_call, client):
    for part in ("texts", "categories", "criteria", "attachments", "instalments", "dates", "contacts"):
        sent = typed(part)
        if part == "texts":
            sent["body_fi"] = f"**Lihava** {HOSTILE}"
        assert administrator.post(address("add", draft_call, part), sent).status_code == 302
    publish_as_it_is(draft_call)
    html = client.get(reverse("grants:call", args=[draft_call.slug])).content.decode()
    assert "<strong>Lihava</strong>" in html
    assert "<script>alert" not in html
    assert html.count("Uusi kohta") >= 6


@every_list
def test_what_was_loaded_from_data_can_be_saved_as_it_is(administrator, draft_call, part):
    for row in rows_of(draft_call, part):
        page = address("edit", draft_call, part, row.pk)
        before = rows_of(draft_call, part).filter(pk=row.pk).values().get()
        answer = administrator.post(page, as_shown(administrator, page))
        assert answer.status_code == 302, answer.context["form"].errors
        assert rows_of(draft_call, part).filter(pk=row.pk).values().get() == before
