"""An application beside its examination: who sees which panel, its neighbours, its trail, its cost."""

import pytest
from django.urls import reverse

from grants.models import Application
from grants.services import application as writing
from grants.services import submission as sending
from grants.services.assigning import assign_assessors
from grants.services.notes import write_note
from sky_portal import clock
from sky_portal.audit.models import AuditEvent
from sky_portal.audit.services import record
from tests.grants import factories
from tests.grants.files import attach, png


def read(application, query="", name="submission"):
    """The address of a page of the case."""
    address = reverse(f"grants:{name}", args=[application.case_id])
    return f"{address}?{query}" if query else address


def panels(page):
    return [panel.key for panel in page.context["panels"]]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("presenting_officer", {"checks", "checklist", "notes", "supplements", "thread"}),
        ("assessor", {"checks", "checklist", "notes"}),
        ("decision_maker", {"checks", "checklist", "notes"}),
        ("registrar", {"checks", "checklist", "notes", "thread"}),
        ("evaluator", {"checks"}),
        ("reader", {"checks"}),
    ],
)
def test_who_sees_which_panel(sign_in, arrived, cast, who, seen):
    write_note(arrived, text="Vain virkamiehille", actor=cast["presenting_officer"])
    page = sign_in(who).get(read(arrived))
    assert seen <= set(panels(page))
    officials = {"checklist", "notes"}
    assert officials & set(panels(page)) == officials & seen
    assert ("Vain virkamiehille" in page.content.decode()) == ("notes" in seen)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ("Automaattiset tarkastukset", "Haun tarkistuslista", "Virkamiesten muistiinpanot")),
        ("sv", ("Automatiska kontroller", "Utlysningens checklista", "Tjänstemännens anteckningar")),
    ],
)
def test_the_page_is_in_either_language(officer, arrived, language, words):
    page = officer.get(read(arrived).replace("/fi/", f"/{language}/")).content.decode()
    for one in words:
        assert one in page


def test_a_call_without_a_checklist_has_no_panel_for_it(officer, arrived):
    arrived.call.checklist.all().delete()
    assert "checklist" not in panels(officer.get(read(arrived)))


def test_the_neighbours_are_those_of_the_list_that_came_along(officer, arrived, another):
    second, third = another("Älä jää pois"), another("Aina mukana")
    place = officer.get(read(arrived)).context["place"]
    assert (place.number, place.count, place.previous) == (1, 3, None)
    assert place.next.address == read(second)
    query = "list=" + "q%3Dmukana%26sort%3D-number"
    page = officer.get(read(third, query))
    place = page.context["place"]
    assert (place.number, place.count) == (1, 1)
    turned = officer.get(read(third, "list=sort%3D-number")).context["place"]
    assert (turned.number, turned.previous) == (1, None)
    assert turned.next.address == read(second, "list=sort%3D-number")
    assert turned.back.endswith("?sort=-number")
    gone = officer.get(read(arrived, query)).context["place"]
    assert (gone.number, gone.previous, gone.next) == (None, None, None)


@pytest.mark.parametrize(
    "query", ["list=%00", "list=call%3Dx%26q%3D%25", "list=" + "a" * 5000, "list=sort%3Dx"]
)
def test_a_list_that_nobody_made_breaks_nothing(officer, arrived, query):
    assert officer.get(read(arrived, query)).status_code == 200


def test_a_neighbour_that_is_closed_is_not_there(officer, arrived, another, cast):
    second = another("Toinen")
    third = another("Kolmas")
    factories.conflicts.declare(
        second, state="conflicted", reason="Veli on johtaja", actor=cast["presenting_officer"]
    )
    place = officer.get(read(arrived)).context["place"]
    assert (place.count, place.next.address) == (2, read(third))
    assert officer.get(read(second)).status_code == 404


def test_the_versions_lead_to_their_differences_and_keep_the_list(officer, arrived, cast):
    writing.save_answer(arrived, key="purpose", value="Toinen versio", base_version=1, actor=cast["preparer"])
    sending.submit(arrived, actor=cast["signatory"])
    page = officer.get(read(arrived, "list=q%3Dx")).content.decode()
    assert f"{read(arrived, name='received_compare')}?earlier=1&amp;later=2" in page
    assert "?version=1&amp;list=q%3Dx" in page
    assert officer.get(read(arrived, "earlier=1&later=2", name="received_compare")).status_code == 200


def test_the_trail_is_paged_and_the_page_shows_the_latest(officer, arrived, cast):
    for number in range(60):
        with clock.standing_at(factories.OPEN):
            record(
                arrived.case,
                verb=f"verb{number}",
                thing=arrived,
                actor=cast["registrar"],
                at=clock.now(),
            )
    page = officer.get(read(arrived))
    assert len(page.context["events"]) == 8
    assert read(arrived, name="trail") in page.content.decode()
    first, second = (officer.get(read(arrived, f"page={n}", name="trail")) for n in (1, 2))
    assert len(first.context["events"]) == 50
    seen = [event["seq"] for event in (*first.context["events"], *second.context["events"])]
    assert seen == sorted(seen, reverse=True)
    assert {"verb0", "verb59"} <= {
        event["what"] for event in (*first.context["events"], *second.context["events"])
    }


def test_an_assessor_reads_nothing_of_the_others_in_the_trail(sign_in, arrived, cast):
    other = factories.make_person(arrived.call.authority, "assessor")
    factories.declare_free(arrived, other)
    people = [cast["assessor"], other]
    assign_assessors(arrived, assessors=people, actor=cast["presenting_officer"])
    own, theirs = (arrived.reviews.get(assessor=person) for person in people)
    for review, person in ((own, cast["assessor"]), (theirs, other)):
        record(
            arrived.case,
            verb="finish",
            thing=review,
            actor=person,
            at=clock.now(),
            facts={},
        )
    events = acts_on(sign_in("assessor").get(read(arrived, name="trail")))
    assert {actor for verb, actor in events if verb == "finish"} == {cast["assessor"]}
    seen = acts_on(sign_in("presenting_officer").get(read(arrived, name="trail")))
    assert {actor for verb, actor in seen if verb == "finish"} == set(people)


def acts_on(page):
    """Verbs and actors of a page of the trail."""
    links = [event["seq"] for event in page.context["events"]]
    case = page.context["application"].case
    return [(event.verb, event.actor) for event in AuditEvent.objects.filter(case=case, seq__in=links)]


@pytest.mark.parametrize("who", ["evaluator", "reader"])
def test_readers_see_no_preparation_in_the_trail(sign_in, arrived, cast, who):
    write_note(arrived, text="x", actor=cast["presenting_officer"])
    events = acts_on(sign_in(who).get(read(arrived, name="trail")))
    assert {verb for verb, _actor in events} == {"submit"}


@pytest.mark.parametrize("name", ["submission", "trail"])
def test_what_has_not_been_declared_on_leads_to_the_declaration(officer, arrived, cast, name):
    arrived.conflicts.filter(person=cast["presenting_officer"]).delete()
    answer = officer.get(read(arrived, name=name))
    assert answer.status_code == 302
    assert reverse("grants:declare", args=[arrived.case_id]) in answer["Location"]


def test_three_of_everything_cost_as_much_as_one(officer, ready, cast, costs):
    officer_user = cast["presenting_officer"]
    attach(ready, actor=cast["preparer"], name="a.png")
    sending.submit(ready, actor=cast["signatory"])
    ready.refresh_from_db()
    factories.declare_free(ready, officer_user, cast["assessor"])
    write_note(ready, text="Yksi", actor=officer_user)
    one = costs(officer, read(ready))
    for number, colour in enumerate(("red", "green")):
        attach(ready, actor=cast["preparer"], name=f"{colour}.png", content=png(colour))
        write_note(ready, text=f"{number}", actor=officer_user)
    sending.submit(Application.objects.get(pk=ready.pk), actor=cast["signatory"])
    assert costs(officer, read(ready)) <= one + 1  # the version in time is another one, or none
