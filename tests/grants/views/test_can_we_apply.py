"""Can we apply? Asked without an account; the rules are the call's, the choice is in the address."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from grants.models import PastRecipient
from pilots.models import Municipality, Programme
from pilots.services import look_for_partners
from sky_portal import clock
from sky_portal.accounts.enums import OrganisationKind
from sky_portal.accounts.models import Organisation
from sky_portal.cases.services import open_case
from tests.grants import factories

BEFORE = clock.helsinki(2021, 2, 12, 9)
CLOSED = clock.helsinki(2021, 4, 1, 9)
YES, NOT_YET = "Kyllä, voitte hakea", "Ei vielä"


@pytest.fixture
def call(db):
    return factories.make_call()


def provider(name, kind=OrganisationKind.MUNICIPALITY):
    case = open_case("organisation", language="fi")
    return Organisation.objects.create(case=case, kind=kind, name_fi=name, name_sv=f"{name} sv")


def place(code, *, pupils=1000, region="11", organisation=None, year=2021):
    """A municipality of the register."""
    organisation = organisation or provider(f"Kunta {code}")
    return Municipality.objects.create(
        register_year=year,
        code=code,
        name_fi=organisation.name_fi,
        name_sv=organisation.name_sv,
        region_code=region,
        region_name_fi={"11": "Pohjois-Savo", "21": "Ahvenanmaa"}.get(region, f"Maakunta {region}"),
        region_name_sv=f"Landskap {region}",
        avi_code="3",
        avi_name_fi="Itä-Suomen AVI",
        language_status="fi",
        population=pupils * 10,
        school_age=pupils,
        organisation=organisation,
    )


@pytest.fixture
def places(call):
    return [place(code) for code in ("101", "102", "103", "104", "105")]


def ask(client, call, query="", *, language="fi", at=factories.OPEN, **extra):
    with override(language), clock.standing_at(at):
        address = reverse("grants:can_we_apply", args=[call.slug])
        return client.get(f"{address}?{query}" if query else address, **extra)


def html_of(*args, **kwargs):
    response = ask(*args, **kwargs)
    assert response.status_code == 200, response
    return response.content.decode()


def choose(*codes):
    return "&".join(f"m={code}" for code in codes)


def rules(call, *eligibility, **changes):
    Programme.objects.filter(pk=call.programme_id).update(eligibility=list(eligibility), **changes)


@pytest.mark.parametrize(("pupils", "verdict"), [(20_000, NOT_YET), (20_001, YES)])
def test_one_municipality_needs_more_than_twenty_thousand(client, call, pupils, verdict):
    place("091", pupils=pupils)
    html = html_of(client, call, "m=091")
    assert verdict in html
    assert {YES, NOT_YET} - {verdict} != {word for word in (YES, NOT_YET) if word in html}
    assert f"{pupils:,}".replace(",", "\u00a0") in html


@pytest.mark.parametrize(
    ("codes", "verdict", "hint"),
    [
        (["101"], NOT_YET, "Tarvitaan vielä 3 kuntaa."),
        (["101", "102", "103"], NOT_YET, "Tarvitaan vielä yksi kunta."),
        (["101", "102", "103", "104"], YES, ""),
        (["101", "102", "103", "104", "105"], YES, ""),
    ],
)
def test_four_municipalities_are_enough_and_three_are_not(client, places, call, codes, verdict, hint):
    html = html_of(client, call, choose(*codes))
    assert f'tabindex="-1">{verdict}<' in html
    assert hint in html
    assert ("Tarvitaan vielä" in html) == bool(hint)


def test_the_same_municipality_twice_counts_once(client, places, call):
    response = ask(client, call, choose("101", "102", "103", "101", "103"))
    assert response.status_code == 302
    assert response["Location"].endswith("?m=101&m=102&m=103")
    assert NOT_YET in html_of(client, call, choose("101", "102", "103"))


def test_aland_is_not_counted_and_told_why_unless_the_programme_counts_it(client, places, call):
    place("478", region="21")
    query = choose("101", "102", "103", "478")
    html = html_of(client, call, query)
    assert NOT_YET in html
    assert "1144/1991" in html
    rules(call, {"rule": "min_municipalities", "count": 4}, counts_aland=True)
    assert YES in html_of(client, call, query)


@pytest.mark.parametrize("kind", [OrganisationKind.TRAINING_SCHOOL, OrganisationKind.JOINT_AUTHORITY])
def test_other_providers_take_part_without_counting(client, places, call, kind):
    other = provider("Normaalikoulu", kind)
    html = html_of(client, call, choose("101", "102", "103", f"o{other.pk}"))
    assert NOT_YET in html
    assert "Normaalikoulu osallistuu" in html or "Normaalikoulu on mukana" in html
    assert YES in html_of(client, call, choose("101", "102", "103", "104", f"o{other.pk}"))


def test_the_pupils_of_each_and_all_are_shown(client, call):
    for code, pupils in (("101", 2212), ("102", 1114)):
        place(code, pupils=pupils)
    html = html_of(client, call, choose("101", "102"))
    for words in ("2\u00a0212", "1\u00a0114", "3\u00a0326"):
        assert words in html
    assert "2 valittua" in html


def test_the_map_shows_in_which_regions_they_lie(client, call):
    place("101", region="11")
    place("102", region="11")
    place("103", region="19")
    html = html_of(client, call, choose("101", "102", "103"))
    assert html.count('<g class="tile on"') == 2 + 1
    assert "Pohjois-Savo 2" in html
    assert '<th scope="row">Pohjois-Savo</th><td class="num">2</td>' in html


def test_the_condition_is_told_before_anybody_is_chosen(client, places, call):
    html = html_of(client, call)
    assert "Haun ehto" in html
    assert "20\u00a0000" in html
    assert YES not in html
    assert NOT_YET not in html


def test_a_call_without_conditions_says_so(client, places, call):
    rules(call)
    assert "Osallistujille ei ole ehtoa" in html_of(client, call)
    assert YES in html_of(client, call, "m=101")


def test_the_rules_are_the_call_s_own(client, places, call):
    rules(call, {"all": [{"rule": "min_municipalities", "count": 2}, {"rule": "pupils_over", "count": 1500}]})
    html = html_of(client, call, choose("101"))
    assert NOT_YET in html
    assert "Tarvitaan vielä yksi kunta." in html
    place("109", pupils=1501)
    assert NOT_YET in html_of(client, call, choose("101", "102"))
    assert YES in html_of(client, call, choose("101", "109"))


def test_only_recipients_of_the_earlier_call_and_the_coordinator_can_be_changed(client, places, call, cast):
    later = Programme.objects.create(
        key="later",
        name={"fi": "Toinen", "sv": "Andra"},
        short_name="SKY 2",
        starts_on="2021-08-31",
        ends_on="2023-07-31",
        register_year=2021,
        recipients_of=call.programme,
    )
    PastRecipient.objects.create(
        call=call,
        organisation=places[1].organisation,
        recorded_at=factories.OPEN,
        recorded_by=cast["finance"],
    )
    asked = _as_call(later, call)
    html = html_of(client, asked, choose("101", "102"))
    assert NOT_YET in html
    assert "Koordinoivan on oltava aiemman haun avustuksen saaja." in html
    assert 'name="lead" value="102"' in html
    moved = ask(client, asked, f"{choose('101', '102')}&lead=102")
    assert moved["Location"].endswith("?m=102&m=101")
    assert YES in html_of(client, asked, choose("102", "101"))


def _as_call(programme, original):
    """The same call once more, above the later programme."""
    call = type(original).objects.get(pk=original.pk)
    call.pk, call.slug, call.programme = None, "later", programme
    call.case = open_case("call", language="fi")
    call.save(force_insert=True)
    return call


def test_a_team_is_named_later_and_does_not_stand_in_the_way(client, places, call):
    rules(call, {"rule": "team", "chair": 1, "low": 2, "high": 4})
    html = html_of(client, call, "m=101")
    assert YES in html
    assert "Ohjausryhmän jäsenet nimetään hakemuksessa." in html


@pytest.mark.parametrize(
    ("at", "words", "starts"),
    [
        (BEFORE, "Haku avautuu 15.2.2021", False),
        (factories.OPEN, "jäljellä 16 päivää", True),
        (CLOSED, "Hakemuksia ei enää oteta vastaan", False),
    ],
)
def test_what_next_follows_the_clock(client, places, call, at, words, starts):
    html = html_of(client, call, choose("101"), at=at)
    assert words in html
    assert (reverse("grants:start", args=[call.slug]).partition("/calls")[2] in html) == starts


def test_unknown_ones_are_left_out_and_that_is_said(client, places, call):
    response = ask(client, call, choose("101", "999"))
    assert response["Location"].endswith("?m=101&ignored=1")
    assert "jätettiin pois" in html_of(client, call, "m=101&ignored=1")
    assert "jätettiin pois" not in html_of(client, call, "m=101")


def test_a_walk_without_scripts(client, places, call):
    """Search, add by the full name and by the button, remove, each by an ordinary form."""
    answer = ask(client, call, "q=kunta+101")
    assert answer["Location"].endswith("?m=101")
    html = html_of(client, call, "m=101&q=kunta")
    assert 'name="add" value="102"' in html
    # Who is chosen already is not offered again.
    assert 'name="add" value="101"' not in html
    assert '<input type="hidden" form="check" name="m" value="101">' in html
    assert ask(client, call, "m=101&q=kunta&add=102")["Location"].endswith("?m=101&m=102")
    assert ask(client, call, "m=101&m=102&q=kunta&remove=101")["Location"].endswith("?m=102")
    assert ask(client, call, "m=102&remove=102")["Location"].endswith("/can-we-apply/")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("kunta+999", "ei löytynyt ketään"),
        ("Kunta+101", ""),
        ("kunta+101+sv", ""),
        ("%F0%9F%92%A5", "ei löytynyt"),
    ],
)
def test_a_search_says_what_it_found(client, places, call, words, said):
    response = ask(client, call, f"q={words}")
    if not said:
        assert response["Location"].endswith("?m=101")
        return
    assert said in response.content.decode()


def test_one_that_is_chosen_already_is_not_said_to_be_unknown(client, places, call):
    for one in places[1:]:
        one.delete()
    assert "on jo valittu" in html_of(client, call, "m=101&q=kunt")


def test_a_search_is_nobody_else_s_and_a_choice_may_be_kept(client, places, call, settings):
    settings.DEMO = False
    assert "private" in ask(client, call, "q=kunta")["Cache-Control"]
    kept = ask(client, call, choose("101", "102"))
    assert kept["Cache-Control"] == "public, max-age=60"
    assert not kept.cookies
    again = ask(client, call, choose("101", "102"), headers={"if-none-match": kept["ETag"]})
    assert again.status_code == 304
    # Every other way to write the same choice leads to the one address.
    for other in ("m=101&m=102&x=1", "m=101&m=102&m=102", "m=101&m=102&", "m=101&add=102"):
        assert ask(client, call, other)["Location"].endswith("?m=101&m=102")


def test_one_costs_as_many_queries_as_three_and_no_session(client, places, call):
    ask(client, call)
    counts = []
    for codes in (["101"], ["101", "102", "103"]):
        with CaptureQueriesContext(connection) as queries:
            html_of(client, call, choose(*codes))
        counts.append(len(queries))
        assert not [query for query in queries if "session" in query["sql"]]
    assert counts == [5, 5]


def test_notices_cost_no_query_each(client, places, call, cast):
    with CaptureQueriesContext(connection) as none:
        html_of(client, call, "m=101")
    for one in places[1:4]:
        notice(call, one.organisation)
    with CaptureQueriesContext(connection) as three:
        html = html_of(client, call, "m=101")
    assert html.count("Haemme kumppaneita") == 3
    assert len(three) == len(none)


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"m={number}" for number in range(4999)),
        "&".join(["m=101"] * 4999),
        "m=%00&q=%00",
        "q=%00%00",
        "m=💥&q=💥",
        "m=%ff%fe&q=%ff",
        "q=" + "x" * 100_000,
        "q=%25_%27%22--",
        "m=o" + "9" * 5000,
        "lead=101&remove=101&add=101",
        "m[]=101&m.0=102",
    ],
)
def test_a_hostile_address_is_answered_quickly(client, places, call, query):
    ask(client, call)
    started = time.monotonic()
    response = ask(client, call, query)
    assert response.status_code in {200, 302}
    if response.status_code == 302:
        assert len(response["Location"]) < 1000
    assert time.monotonic() - started < 5


def test_more_fields_than_any_page_has_are_refused(client, places, call):
    assert ask(client, call, "&".join(["m=101"] * 10_000)).status_code == 400


def test_the_choices_are_named_in_the_page_s_language(client, places, call):
    provider("Normaalikoulu", OrganisationKind.TRAINING_SCHOOL)
    with override("sv"), clock.standing_at(factories.OPEN):
        found = client.get(reverse("grants:choices", args=[call.slug])).json()["choices"]
    assert ["101", "Kunta 101 sv", "Kunta 101", "Landskap 11"] in found
    assert [row[1] for row in found if row[2]] == [f"Kunta 10{n} sv" for n in range(1, 6)] + [
        "Normaalikoulu sv"
    ]


@pytest.mark.parametrize("name", ["grants:can_we_apply", "grants:choices"])
def test_a_draft_call_is_not_there_and_reading_is_all_one_can_do(client, db, name):
    draft = factories.make_call(published=False)
    with override("fi"):
        address = reverse(name, args=[draft.slug])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405


def notice(call, organisation, text="Haemme kumppaneita."):
    from sky_portal.accounts.enums import Role

    person = factories.make_person(organisation, Role.PREPARER)
    with clock.standing_at(BEFORE):
        return look_for_partners(
            call.programme,
            organisation=organisation,
            text=text,
            contact_name="Aino",
            contact_email="aino@kunta.example",
            actor=person,
        )


def test_who_looks_for_partners_in_the_same_region_comes_first(client, call):
    ours, near, far = place("101"), place("102"), place("103", region="19")
    notice(call, far.organisation, "Kaukana.")
    notice(call, near.organisation, "<b>Lähellä</b>\n\ntoinen kappale")
    html = html_of(client, call, choose(ours.code))
    assert html.index("Lähellä") < html.index("Kaukana.")
    assert "&lt;b&gt;" in html
    assert "mailto:aino@kunta.example" in html
    # The one who looks can be added; who is chosen already cannot once more.
    assert 'name="add" value="102"' in html
    assert html_of(client, call, choose("101", "102")).count('name="add" value="102"') == 0


def test_after_the_close_nobody_is_shown_to_look_for_partners(client, call):
    one = place("101")
    notice(call, one.organisation)
    assert "aino@kunta.example" in html_of(client, call, at=factories.LAST_INSTANT)
    assert "aino@kunta.example" not in html_of(client, call, "m=101", at=CLOSED)


def test_a_kept_page_shows_a_new_notice_at_once(
    client, call, settings, cast, django_capture_on_commit_callbacks
):
    settings.DEMO = False
    one = place("101")
    place("102")
    for query in ("", "m=102"):
        assert "Haemme kumppaneita" not in html_of(client, call, query)
    with django_capture_on_commit_callbacks(execute=True):
        notice(call, one.organisation)
    for query in ("", "m=102"):
        assert "Haemme kumppaneita" in html_of(client, call, query)


def test_what_is_kept_costs_no_query(client, places, call, settings, django_assert_num_queries):
    settings.DEMO = False
    settings.ALLOWED_HOSTS = ["testserver"]
    for query in ("", "m=101"):
        first = html_of(client, call, query)
        with django_assert_num_queries(0):
            assert html_of(client, call, query) == first
