"""The lists of a call through their pages: every one is added to, changed, moved, deleted from."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from grants.enums import CallState
from grants.models import Call
from grants.services.call import copy
from grants.services.call.rows import KINDS, add_row, rows_of
from sky_portal.audit.models import AuditEvent
from sky_portal.ui.working_days import remark

HOSTILE = "</textarea><script>alert(1)</script>"


def texts(name, fi, sv="", en=""):
    return {f"{name}_fi": fi, f"{name}_sv": sv, f"{name}_en": en}


# What a person types into each form, and the cell of the list by which the row is known again.
TYPED = {
    "texts": texts("heading", "Uusi kohta", "Ny punkt") | texts("body", "## Alku\r\n\r\n- yksi"),
    "categories": texts("name", "Uusi kohta") | {"allows_pay": "on"},
    "criteria": texts("name", "Uusi kohta")
    | {"weight": "40", "lowest": "0", "highest": "5", "scale_5_fi": "Erinomainen", "scale_0_sv": "Svag"},
    "attachments": texts("name", "Uusi kohta") | {"required": "on"},
    "instalments": texts("condition", "Uusi kohta") | {"percent": "60", "dated": "2021-08-02"},
    "dates": texts("label", "Uusi kohta") | {"kind": "final_report", "dated": "2023-09-29"},
    "contacts": texts("title", "Uusi kohta") | {"name": "Maija Meri", "phone": "0295 330 004"},
    "milestones": texts("label", "Uusi kohta")
    | {"at-day": "12.5.2021", "at-time": "", "precision": "day", "on_horizon": "on"},
    "appropriations": {
        "dated": "2021-02-01",
        "budget_item": "29.10.20",
        "amount_cents": "6 800 000",
        "note": "Uusi kohta",
    },
}
STORED = {
    "texts": {"key": "uusi-kohta", "body": {"fi": "## Alku\n\n- yksi"}},
    "categories": {"allows_pay": True, "allows_operating": False},
    "criteria": {
        "key": "uusi-kohta",
        "weight": 40,
        "scale": [{"score": 0, "text": {"sv": "Svag"}}, {"score": 5, "text": {"fi": "Erinomainen"}}],
    },
    "attachments": {"key": "uusi-kohta", "required": True},
    "instalments": {"percent": 60},
    "dates": {"kind": "final_report"},
    "contacts": {"name": "Maija Meri", "email": ""},
    "milestones": {"key": "uusi-kohta", "precision": "day"},
    "appropriations": {"amount_cents": 680_000_000},
}
PLACED = [part for part, kind in KINDS.items() if kind.place]
every_list = pytest.mark.parametrize("part", KINDS)
every_placed = pytest.mark.parametrize("part", PLACED)


@pytest.fixture
def empty(draft_call):
    """The draft without any rows."""
    for part in KINDS:
        rows_of(draft_call, part).delete()
    return draft_call


@pytest.fixture
def filled(empty, administrator):
    """Adds rows to a list through its page: `filled(part, 3)`; tells them in their order."""

    def fill(part, count):
        for number in range(1, count + 1):
            assert administrator.post(address("add", empty, part), typed(part, number)).status_code == 302
        return list(rows_of(empty, part))

    return fill


def address(what, call, part, pk=None):
    name = "grants:prepare_rows" if what == "list" else f"grants:prepare_row_{what}"
    return reverse(name, args=[call.slug, part, *([pk] if pk else [])])


def typed(part, number=0, **changes):
    """What is sent for one new row, different for each number."""
    found = {"base": EMPTY} | TYPED[part]
    if number:
        found = {key: value.replace("Uusi kohta", f"Kohta {number}") for key, value in found.items()}
        if "dated" in found:
            found["dated"] = f"2021-08-{number + 1:02d}"
        if "at-day" in found:
            found["at-day"] = f"{number}.5.2021"
    return found | changes


# The digest of a row that is not there yet.
EMPTY = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def as_shown(client, page, **changes):
    """What the browser would send of the edit page as it stands."""
    form = client.get(page).context["form"]
    html = str(form)
    sent = {}
    for tag in re.findall(r"<input[^>]*>", html):
        kind, name, value = (re.search(rf'\b{what}="([^"]*)"', tag) for what in ("type", "name", "value"))
        if kind and kind[1] in ("checkbox", "radio") and " checked" not in tag:
            continue
        sent[name[1]] = unescape(value[1]) if value else ("on" if kind[1] == "checkbox" else "")
    for name, value in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        sent[name] = unescape(value).removeprefix("\n")
    return sent | changes


@every_list
def test_a_row_is_added_through_its_page(administrator, empty, part):
    page = administrator.get(address("add", empty, part))
    assert page.status_code == 200
    answer = administrator.post(address("add", empty, part), typed(part))
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == address("list", empty, part)
    (row,) = rows_of(empty, part)
    for name, value in STORED[part].items():
        assert getattr(row, name) == value, name
    listed = administrator.get(address("list", empty, part)).content.decode()
    assert "Uusi kohta" in listed
    event = AuditEvent.objects.filter(case=empty.case).order_by("seq").last()
    assert event.facts["part"] == part
    assert event.facts["did"] == "add"


@every_list
def test_a_row_is_changed_and_what_was_not_touched_stays(administrator, filled, empty, part):
    (row,) = filled(part, 1)
    page = address("edit", empty, part, row.pk)
    sent = as_shown(administrator, page)
    first = next(name for name, value in sent.items() if value == "Kohta 1")
    answer = administrator.post(page, sent | {first: "Muutettu"})
    assert answer.status_code == 302, answer.context["form"].errors
    (changed,) = rows_of(empty, part)
    fields = {field.attname for field in row._meta.concrete_fields}
    different = {name for name in fields if getattr(changed, name) != getattr(row, name)}
    assert different == {first.removesuffix("_fi")}
    assert "Muutettu" in administrator.get(address("list", empty, part)).content.decode()


@every_list
def test_a_row_is_deleted_after_a_question(administrator, filled, empty, part):
    kept, gone, last = filled(part, 3)
    page = address("delete", empty, part, gone.pk)
    asked = administrator.get(page)
    assert "Kohta 2" in asked.content.decode()
    assert rows_of(empty, part).count() == 3
    assert administrator.post(page, {"base": asked.context["form"]["base"].value()}).status_code == 302
    assert list(rows_of(empty, part)) == [kept, last]
    if KINDS[part].place:
        assert [getattr(row, KINDS[part].place) for row in rows_of(empty, part)] == [1, 2]
    assert administrator.post(page).status_code == 404


@every_placed
def test_rows_move_one_place_and_the_focus_stays(administrator, filled, empty, part):
    first, second, third = filled(part, 3)
    answer = administrator.post(address("move", empty, part, third.pk), {"direction": "up"}, follow=True)
    assert list(rows_of(empty, part)) == [first, third, second]
    assert [getattr(row, KINDS[part].place) for row in rows_of(empty, part)] == [1, 2, 3]
    html = answer.content.decode()
    focused = re.search(r'<button[^>]*name="direction" value="(\w+)" autofocus[^>]*>', html)
    assert focused[1] == "up"
    assert html.count("autofocus") == 1
    assert f"/{third.pk}/move/" in html[: focused.start()].rpartition("<form")[2]
    answer = administrator.post(address("move", empty, part, first.pk), {"direction": "down"}, follow=True)
    assert list(rows_of(empty, part)) == [third, first, second]


@every_placed
def test_at_the_ends_a_row_stays_where_it_is(administrator, filled, empty, part):
    first, last = filled(part, 2)
    administrator.post(address("move", empty, part, first.pk), {"direction": "up"})
    administrator.post(address("move", empty, part, last.pk), {"direction": "down"})
    assert list(rows_of(empty, part)) == [first, last]


def test_at_the_end_the_focus_goes_to_the_other_button(administrator, filled, empty):
    _first, second = filled("texts", 2)
    answer = administrator.post(address("move", empty, "texts", second.pk), {"direction": "up"}, follow=True)
    assert re.search(r'value="down" autofocus aria-describedby="moved"', answer.content.decode())


@pytest.mark.parametrize("direction", ["", "sideways", "UP"])
def test_another_direction_is_none(administrator, filled, empty, direction):
    row, _other = filled("texts", 2)
    moved = administrator.post(address("move", empty, "texts", row.pk), {"direction": direction})
    assert moved.status_code == 404


def test_what_stands_in_the_order_of_its_days_is_not_moved(administrator, filled, empty):
    row, _other = filled("dates", 2)
    assert administrator.post(address("move", empty, "dates", row.pk), {"direction": "up"}).status_code == 404
    assert "direction" not in administrator.get(address("list", empty, "dates")).content.decode()


@pytest.mark.parametrize("query", ["?moved=x&to=up", "?moved=999999&to=up", "?moved=²&to=up", "?to=down"])
def test_an_invented_move_moves_nothing(administrator, filled, empty, query):
    filled("texts", 2)
    page = administrator.get(address("list", empty, "texts") + query)
    assert page.status_code == 200
    assert "autofocus" not in page.content.decode()


@every_list
def test_a_published_call_is_read_and_changes_no_more(administrator, filled, empty, part):
    row, _other = filled(part, 2)
    publish_as_it_is(empty)
    before = list(rows_of(empty, part).values())
    listed = administrator.get(address("list", empty, part))
    assert "Kohta 1" in listed.content.decode()
    assert address("add", empty, part) not in listed.content.decode()
    assert address("delete", empty, part, row.pk) not in listed.content.decode()
    shown = administrator.get(address("edit", empty, part, row.pk))
    assert shown.status_code == 200
    assert "<textarea" not in shown.content.decode()
    for what, pk, data in (
        ("add", None, typed(part, 9)),
        ("edit", row.pk, as_shown(administrator, address("edit", empty, part, row.pk))),
        ("delete", row.pk, {"base": digest_of(administrator, empty, part, row)}),
    ):
        answer = administrator.post(address(what, empty, part, pk), data)
        assert answer.status_code == 409, what
        assert "julkaistu" in answer.content.decode()
    administrator.post(address("move", empty, part, row.pk), {"direction": "down"})
    assert list(rows_of(empty, part).values()) == before


def publish_as_it_is(call):
    """Publishes a call without regard to what it lacks."""
    Call.objects.filter(pk=call.pk).update(state=CallState.PUBLISHED)


def digest_of(client, call, part, row):
    return client.get(address("edit", call, part, row.pk)).context["form"].stored_digest


def test_what_was_typed_into_a_published_call_is_still_there(administrator, empty):
    publish_as_it_is(empty)
    answer = administrator.post(address("add", empty, "texts"), typed("texts", 7))
    assert "Kohta 7" in answer.content.decode()


@pytest.mark.parametrize("who", ["preparer", "signatory", "presenting_officer", "registrar"])
def test_the_lists_are_not_there_for_others(sign_in, standing, draft_call, who):
    row = rows_of(draft_call, "texts").first()
    browser = sign_in(who)
    assert browser.get(address("list", draft_call, "texts")).status_code == 404
    assert browser.get(address("edit", draft_call, "texts", row.pk)).status_code == 404
    assert (
        browser.post(address("move", draft_call, "texts", row.pk), {"direction": "down"}).status_code == 404
    )


def test_there_is_no_other_list(administrator, draft_call):
    page = address("list", draft_call, "texts").replace("/texts/", "/applications/")
    assert administrator.get(page).status_code == 404


@pytest.mark.parametrize("what", ["edit", "delete", "move"])
def test_a_row_of_another_call_is_not_there(administrator, filled, empty, another_draft, what):
    row, _other = filled("texts", 2)
    page = address(what, another_draft, "texts", row.pk)
    assert administrator.post(page, {"direction": "up"} | typed("texts")).status_code == 404
    assert rows_of(empty, "texts").count() == 2


@pytest.fixture
def another_draft(administrator, draft_call, cast):
    return copy(
        draft_call,
        slug="toinen",
        name={"fi": "Toinen haku"},
        opens_at=draft_call.opens_at,
        closes_at=draft_call.closes_at,
        programme_key="toinen",
        programme_name={"fi": "Toinen"},
        programme_short_name="Toinen",
        actor=cast["call_administrator"],
    )


@every_list
def test_a_list_costs_the_same_however_long_it_is(administrator, filled, empty, costs, part):
    filled(part, 1)
    page = address("list", empty, part)
    one = costs(administrator, page)
    for number in (2, 3):
        administrator.post(address("add", empty, part), typed(part, number))
    assert rows_of(empty, part).count() == 3
    assert costs(administrator, page) == one


TEXT_INPUT = {
    "texts": "heading_fi",
    "categories": "description_sv",
    "criteria": "scale_3_en",
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
