"""The worklist: narrowed, sorted, summed, kept, and the same for one as for three."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from grants.enums import ConflictState
from grants.models import Application, ConflictDeclaration
from grants.services import assigning
from sky_portal import clock
from sky_portal.accounts.enums import Role
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
