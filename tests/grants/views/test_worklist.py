"""The worklist: narrowed, sorted, summed, kept, and the same for one as for three."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import override

from grants.enums import ConflictState
from grants.models import Application, ConflictDeclaration
from grants.services import assigning, conflicts, worklist
from grants.services.sheets.reading import read
from grants.views.filters import chosen_of
from sky_portal import clock
from tests import kept
from tests.grants import factories

LIST = "grants:received"
AFTER = factories.LAST_INSTANT + timedelta(days=1)


def names(page):
    return [row.name for row in page.context["desk"].rows]


def sums(page):
    return page.context["desk"].sums


def address(**asked):
    return reverse(LIST, query=asked)


def test_the_total_row_sums_what_is_shown(officer, arrived, another):
    another("Toinen")
    found = sums(officer.get(reverse(LIST)))
    assert (found["count"], found["total"], found["grant"]) == (2, 5_700_000, 4_560_000)
    found = sums(officer.get(reverse(LIST), {"q": "toinen"}))
    assert (found["count"], found["total"]) == (1, 2_850_000)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "JOKAINEN"}, ["Jokainen koulupäivä"]),
        ({"q": "koulupäivä iisalmi"}, ["Jokainen koulupäivä"]),
        ({"q": "OKM/2/520"}, ["Älä jää pois"]),
        ({"q": "älä"}, ["Älä jää pois"]),
        ({"q": "%"}, []),
        ({"eligible": "yes"}, []),
        ({"eligible": "no"}, ["Jokainen koulupäivä", "Älä jää pois"]),
        ({"state": "submitted"}, ["Jokainen koulupäivä", "Älä jää pois"]),
        ({"state": "decided"}, []),
        ({"state": "nonsense", "call": "x"}, ["Jokainen koulupäivä", "Älä jää pois"]),
    ],
)
def test_filters(officer, arrived, another, asked, found):
    another("Älä jää pois")
    assert names(officer.get(reverse(LIST), asked)) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("number", "ABC"),
        ("-number", "CBA"),
        ("name", "ABC"),
        ("nonsense", "ABC"),
        ("-grant", "ABC"),
    ],
)
def test_sorting(officer, another, sort, found):
    for name in "ABC":
        another(name)
    page = officer.get(reverse(LIST), {"sort": sort})
    assert "".join(names(page)) == found
    assert page.content.decode().count("aria-sort=") == 1


def test_the_tenth_number_comes_after_the_second(officer, another):
    for number in range(1, 11):
        another(f"Pilotti {number}")
    assert names(officer.get(reverse(LIST)))[-1] == "Pilotti 10"


def test_three_rows_cost_as_much_as_one(officer, arrived, another, costs):
    one = costs(officer, reverse(LIST))
    for name in ("Toinen", "Kolmas"):
        another(name)
    assert costs(officer, reverse(LIST)) == one


def test_a_search_of_a_thousand_words_is_answered(officer, arrived):
    words = " ".join(["jokainen"] * 2000)
    assert names(officer.get(reverse(LIST), {"q": words})) == ["Jokainen koulupäivä"]


@pytest.fixture
def three(arrived, another, cast, providers):
    """Three applications; the first is the presenting officer's own."""
    officer = cast["presenting_officer"]

    def make():
        second, third = another("Toinen"), another("Kolmas")
        assigning.assign_officer(arrived, officer=officer, actor=officer)
        assigning.assign_assessors(second, assessors=[cast["assessor"]], actor=officer)
        conflict(third, cast["assessor"])
        Application.objects.update(region_code="14")
        return found()

    def found():
        return list(Application.objects.order_by("pk"))

    return kept.world("three on the desk", make, found)


def conflict(application, person):
    ConflictDeclaration.objects.update_or_create(
        application=application, person=person, defaults={"state": ConflictState.CONFLICTED, "reason": "Veli"}
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"officer": "me"}, ["Jokainen koulupäivä"]),
        ({"officer": "none"}, ["Toinen", "Kolmas"]),
        ({"officer": "99999"}, []),
        ({"assessor": "none"}, ["Jokainen koulupäivä", "Kolmas"]),
        ({"region": "14"}, ["Jokainen koulupäivä", "Toinen", "Kolmas"]),
        ({"region": "01"}, []),
        ({"language": "sv"}, []),
        ({"least": "22 800"}, ["Jokainen koulupäivä", "Toinen", "Kolmas"]),
        ({"least": "22801"}, []),
        ({"most": "22\u00a0799 €"}, []),
        ({"flag": "conflict"}, ["Kolmas"]),
        ({"flag": "overlap"}, ["Jokainen koulupäivä", "Toinen", "Kolmas"]),
        ({"flag": ["conflict", "overlap"]}, ["Kolmas"]),
        ({"flag": "withdrawal"}, []),
        ({"flag": "undeclared"}, []),
        ({"flag": "apart"}, []),
    ],
    ids=str,
)
def test_filters_of_the_desk(officer, three, asked, found):
    assert names(officer.get(reverse(LIST), asked)) == found


def test_one_s_own_filter_is_one_s_own(sign_in, three, standing):
    assert names(sign_in("assessor").get(address(assessor="me"))) == ["Toinen"]
    assert names(sign_in("decision_maker").get(address(assessor="me"))) == []


def test_filters_of_what_is_far_apart_and_not_declared(officer, sign_in, three, cast):
    Application.objects.filter(pk=three[1].pk).update(score="3.500", score_spread="1.500")
    assert names(officer.get(address(flag="apart"))) == ["Toinen"]
    ConflictDeclaration.objects.filter(application=three[0], person=cast["assessor"]).delete()
    assert names(sign_in("assessor").get(address(flag="undeclared"))) == ["Jokainen koulupäivä"]


@pytest.mark.parametrize("key", [column.key for column in worklist.COLUMNS if column.sortable])
def test_every_column_sorts_both_ways(officer, three, key):
    everything = {"col": [column.key for column in worklist.COLUMNS]}
    up = officer.get(reverse(LIST), {**everything, "sort": key})
    down = officer.get(reverse(LIST), {**everything, "sort": f"-{key}"})
    assert sorted(names(up)) == sorted(names(down)) == sorted(["Jokainen koulupäivä", "Toinen", "Kolmas"])
    for page, word in ((up, "ascending"), (down, "descending")):
        assert page.content.decode().count(f'aria-sort="{word}"') == 1


def test_sorted_by_who_presents_nobody_comes_last_either_way(officer, three):
    for sort in ("officer", "-officer"):
        assert names(officer.get(address(sort=sort)))[0] == "Jokainen koulupäivä"


def test_chosen_columns_are_shown_and_no_others(officer, three):
    words = officer.get(address(col=["region", "spread"])).context["desk"]
    assert words.asked.column_keys == ["number", "name", "region", "spread"]
    page = officer.get(address(col=["region"])).content.decode()
    assert "Etelä-Pohjanmaa" in page
    assert 'sort=applicant"' not in page


def test_scores_are_shown_to_nobody_who_might_still_give_one(officer, sign_in, three, cast):
    Application.objects.update(score="4.321", score_spread="1.700")
    keys = officer.get(reverse(LIST)).context["desk"].asked.column_keys
    assert "score" in keys
    for who in ("assessor", "registrar", "reader", "evaluator", "call_administrator", "finance"):
        page = sign_in(who).get(address(col=["score", "spread"], sort="-score", flag="apart"))
        assert not {"score", "spread"} & set(page.context["desk"].asked.column_keys), who
        assert page.context["desk"].asked.order.key == "number", who
        # A filter that is not one's own tells nothing either.
        assert len(names(page)) == sums(page)["count"] >= 2, who
        assert "4,3" not in page.content.decode()


@pytest.mark.parametrize("who", ["assessor", "presenting_officer", "decision_maker"])
def test_a_conflict_takes_it_out_of_list_sums_search_files_and_neighbours(sign_in, three, cast, who, rf):
    application = three[1]
    client = sign_in(who)
    before = sums(client.get(reverse(LIST)))
    conflict(application, cast[who])
    page = client.get(reverse(LIST))
    assert "Toinen" not in names(page)
    assert "Toinen" not in page.content.decode()
    assert sums(page)["count"] == before["count"] - 1
    assert sums(page)["grant"] == before["grant"] - 2_280_000
    assert names(client.get(address(q="toinen"))) == []
    for kind in ("csv", "xlsx"):
        assert "Toinen" not in "\n".join(map(str, lines_of(client.get(reverse(f"grants:received_{kind}")))))
    request = rf.get(reverse(LIST))
    request.user = cast[who]
    assert application not in chosen_of(request, QueryDict("q=toinen"))


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_words_of_both_languages(officer, three, language):
    with override(language):
        page = officer.get(reverse(LIST)).content.decode()
    words = {
        "fi": [
            "Tallenna näkymäksi",
            "Arvioinnit valmiina",
            "Ota käsittelyyn",
            "Joku on esteellinen",
            "Sijaiset",
        ],
        "sv": [
            "Spara som vy",
            "Färdiga bedömningar",
            "Ta till handläggning",
            "Någon är jävig",
            "Ställföreträdare",
        ],
    }
    for word in words[language]:
        assert word in page


def test_rows_lead_to_the_case_with_the_list_along(officer, three):
    page = officer.get(address(q="toinen", sort="-grant")).content.decode()
    call = three[0].call_id
    along = urlencode({"list": f"call={call}&q=toinen&sort=-grant"})
    assert f"{reverse('grants:submission', args=[three[1].case_id])}?{along}" in page.replace("&amp;", "&")


def test_another_call_has_a_list_of_its_own(officer, arrived, call):
    programme = factories.call_data()["programme"] | {"key": "toinen"}
    other = factories.make_call(slug="toinen-haku", programme=programme)
    assert names(officer.get(address(call=other.pk))) == []
    assert names(officer.get(address(call=call.pk))) == ["Jokainen koulupäivä"]
    assert names(officer.get(address(call="999"))) in ([], ["Jokainen koulupäivä"])


def test_kept_while_nothing_happens_and_anew_when_it_does(officer, arrived, another, cast, costs):
    with clock.standing_at(factories.OPEN + timedelta(minutes=5)):
        anew = costs(officer, reverse(LIST))
        from_the_store = costs(officer, address(sort="name"))
        assert from_the_store == anew < 8
        third = another("Kolmas")
        assert names(officer.get(reverse(LIST))) == ["Jokainen koulupäivä", "Kolmas"]
    with clock.standing_at(factories.OPEN + timedelta(minutes=10)):
        assert "Kolmas" in officer.get(reverse(LIST)).content.decode()
        assigning.assign_officer(third, officer=cast["presenting_officer"], actor=cast["presenting_officer"])
    with clock.standing_at(factories.OPEN + timedelta(minutes=10, seconds=1)):
        assert (
            str(cast["presenting_officer"]) in officer.get(reverse(LIST)).content.decode().split("<tbody>")[1]
        )


def test_what_is_kept_is_one_person_s(officer, sign_in, arrived, cast):
    with clock.standing_at(factories.OPEN + timedelta(minutes=5)):
        assert "several" in officer.get(reverse(LIST)).content.decode()
        assert "several" not in sign_in("reader").get(reverse(LIST)).content.decode()


def test_a_conflict_is_not_outlived_by_what_was_kept(sign_in, arrived, cast):
    client = sign_in("assessor")
    with clock.standing_at(factories.OPEN + timedelta(minutes=5)):
        assert "Jokainen koulupäivä" in client.get(reverse(LIST)).content.decode()
        conflicts.declare(arrived, state=ConflictState.CONFLICTED, reason="Veli", actor=cast["assessor"])
    with clock.standing_at(factories.OPEN + timedelta(minutes=5, seconds=30)):
        assert "Jokainen koulupäivä" not in client.get(reverse(LIST)).content.decode()


def lines_of(response):
    """The lines of an exported file, cells as texts."""
    if "csv" in response["Content-Type"]:
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    return [list(row.cells) for row in read(io.BytesIO(response.content), name="a.xlsx")[0].rows]
