"""The lists of a call through their pages: every one is added to, changed, moved, deleted from."""

import re

import pytest

from grants.models import CheckMark
from grants.services.call import copy
from grants.services.call.rows import KINDS, rows_of
from sky_portal.audit.models import AuditEvent
from tests.grants import factories
from tests.grants.views.prepare.rows_world import (
    STORED,
    address,
    as_shown,
    digest_of,
    every_list,
    every_placed,
    every_term,
    publish_as_it_is,
    typed,
)


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


@every_term
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


def test_the_officials_own_list_changes_after_publication_too(administrator, filled, empty):
    first, second = filled("checklist", 2)
    publish_as_it_is(empty)
    assert administrator.post(address("add", empty, "checklist"), typed("checklist", 3)).status_code == 302
    administrator.post(address("move", empty, "checklist", second.pk), {"direction": "up"})
    digest = {"base": digest_of(administrator, empty, "checklist", first)}
    assert administrator.post(address("delete", empty, "checklist", first.pk), digest).status_code == 302
    assert [row.name["fi"] for row in rows_of(empty, "checklist")] == ["Kohta 2", "Kohta 3"]


def test_a_point_that_has_been_marked_stays(administrator, filled, empty, cast, providers):
    (row,) = filled("checklist", 1)
    publish_as_it_is(empty)
    application = factories.start(empty, organisation=providers["iisalmi"], actor=cast["preparer"])
    marked = {"application": application, "item": row, "marked_by": cast["presenting_officer"]}
    CheckMark.objects.create(**marked, answer="ok")
    digest = {"base": digest_of(administrator, empty, "checklist", row)}
    answer = administrator.post(address("delete", empty, "checklist", row.pk), digest)
    assert answer.status_code == 422
    assert "se jää" in answer.content.decode()
    assert rows_of(empty, "checklist").count() == 1


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
