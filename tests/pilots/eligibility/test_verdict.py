"""The verdict on a consortium and the reasons it gives."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilots.eligibility import MemberFacts, Team, Verdict, assess
from sky_portal.accounts.enums import PROVIDER_KINDS, OrganisationKind

FOUR_OR_LARGE = [{"rule": "min_municipalities", "count": 4}, {"rule": "pupils_over", "count": 20_000}]


@dataclass
class Terms:
    eligibility: Any = field(default_factory=lambda: FOUR_OR_LARGE)
    counts_aland: bool = False

    @property
    def conditions(self) -> Any:
        return self.eligibility


def municipality(name: str, school_age: int = 1000, **facts: Any) -> MemberFacts:
    return MemberFacts(name, name, confirmed=True, school_age=school_age, region_code="11", **facts)


def codes(verdict: Verdict) -> list[tuple[str, bool | None]]:
    return [(reason.code, reason.ok) for reason in verdict.reasons]


CONSORTIUM = [municipality(name) for name in ("Iisalmi", "Lapinlahti", "Siilinjärvi", "Sonkajärvi")]
LED = [replace(CONSORTIUM[0], leads=True, confirmed=False), *CONSORTIUM[1:]]


def test_four_municipalities_suffice_and_only_what_suffices_is_told():
    assert codes(assess(LED, Terms())) == [("min_municipalities", True)]


def test_three_do_not_and_both_ways_are_told():
    verdict = assess(LED[:3], Terms())
    assert codes(verdict) == [("either", None), ("min_municipalities", False), ("pupils_over", False)]
    assert [reason.text("en") for reason in verdict.reasons] == [
        "Meeting one of the conditions is enough.",
        "Only 3 municipalities take part so far; at least 4 are required.",
        "No municipality has more than 20,000 pupils of basic-education age; "
        "the largest, Siilinjärvi, has 1,000.",
    ]


@pytest.mark.parametrize(("pupils", "eligible"), [(20_000, False), (20_001, True)])
def test_more_than_twenty_thousand_is_strict(pupils, eligible):
    assert assess([municipality("Espoo", pupils)], Terms()).eligible is eligible


def test_pupils_of_several_municipalities_are_not_added_up():
    assert not assess([municipality("Tampere", 18_962), municipality("Turku", 15_000)], Terms()).eligible


def test_an_invited_member_does_not_count_until_it_confirms_and_is_named():
    waiting = replace(CONSORTIUM[3], confirmed=False)
    verdict = assess([*LED[:3], waiting], Terms())
    assert not verdict.eligible
    assert verdict.reasons[-1].text("en") == "Sonkajärvi has not answered the invitation yet."


def test_three_municipalities_and_a_training_school_are_told_why_not():
    school = MemberFacts(
        "Normaalikoulu", "Övningsskolan", kind=OrganisationKind.TRAINING_SCHOOL, confirmed=True
    )
    verdict = assess([*LED[:3], school], Terms())
    assert not verdict.eligible
    assert verdict.reasons[-1].code == "not_municipality"
    assert verdict.reasons[-1].text("sv").startswith("Övningsskolan")


def test_a_municipality_merged_away_does_not_count():
    merged = replace(CONSORTIUM[3], school_age=None, region_code=None)
    verdict = assess([*LED[:3], merged], Terms())
    assert (verdict.eligible, verdict.reasons[-1].code) == (False, "not_in_register")


@pytest.mark.parametrize("counts", [False, True])
def test_aland_counts_where_the_programme_says_so(counts):
    of_aland = replace(CONSORTIUM[3], region_code="21")
    verdict = assess([*LED[:3], of_aland], Terms(counts_aland=counts))
    assert verdict.eligible is counts
    assert any(reason.code == "aland" for reason in verdict.reasons) is not counts


def test_recipients_of_an_earlier_programme_may_be_asked_for_beside_the_rest():
    terms = Terms({"all": [{"rule": "recipients_of", "programme": "sky-2021"}, {"any": FOUR_OR_LARGE}]})
    assert codes(assess(LED, terms)) == [("recipients_of", False), ("min_municipalities", True)]
    led = [replace(LED[0], received=frozenset({"sky-2021"})), *LED[1:]]
    assert assess(led, terms).eligible
    assert not assess(led[:2], terms).eligible


@pytest.mark.parametrize(
    ("team", "eligible"),
    [
        (None, False),
        (Team(1, 1), False),
        (Team(1, 2), True),
        (Team(1, 4), True),
        (Team(1, 5), False),
        (Team(0, 3), False),
    ],
)
def test_team_has_a_chair_and_two_to_four_members(team, eligible):
    terms = Terms([{"rule": "team", "chair": 1, "low": 2, "high": 4}])
    assert assess([replace(LED[0], team=team)], terms).eligible is eligible


def test_no_rules_no_condition():
    assert assess([], Terms([])).eligible


def test_nobody_fulfils_nothing_and_every_reason_has_words():
    everything = {
        "all": [
            *FOUR_OR_LARGE,
            {"rule": "recipients_of", "programme": "sky-2021"},
            {"rule": "team", "chair": 1, "low": 2, "high": 4},
        ]
    }
    for members in ([], [replace(LED[0], school_age=None)], LED):
        for language in ("fi", "sv", "en"):
            verdict = assess(members, Terms(everything))
            assert not verdict.eligible
            assert all("%" not in reason.text(language) for reason in verdict.reasons)


def test_a_verdict_survives_its_submission():
    verdict = assess(LED[:3], Terms())
    assert Verdict.from_json(verdict.as_json()) == verdict


members = st.lists(
    st.builds(
        MemberFacts,
        name_fi=st.text(max_size=3),
        name_sv=st.text(max_size=3),
        kind=st.sampled_from(PROVIDER_KINDS),
        confirmed=st.booleans(),
        leads=st.booleans(),
        school_age=st.none() | st.integers(0, 60_000),
        region_code=st.sampled_from(["01", "11", "21", None]),
        received=st.sampled_from([frozenset(), frozenset({"sky-2021"})]),
    ),
    max_size=7,
)
leaf = st.one_of(
    st.builds(lambda count: {"rule": "min_municipalities", "count": count}, st.integers(1, 5)),
    st.builds(lambda count: {"rule": "pupils_over", "count": count}, st.integers(0, 40_000)),
    st.just({"rule": "recipients_of", "programme": "sky-2021"}),
)
rules = st.recursive(
    leaf,
    lambda inner: st.builds(
        lambda how, parts: {how: parts},
        st.sampled_from(["any", "all"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
terms = st.builds(Terms, st.lists(rules, max_size=3), st.booleans())


@given(members, terms, st.integers(0, 60_000))
def test_one_more_confirmed_municipality_never_takes_eligibility_away(who, programme, pupils):
    if assess(who, programme).eligible:
        assert assess([*who, municipality("Uusi", pupils)], programme).eligible


@given(members.flatmap(lambda who: st.tuples(st.just(who), st.permutations(who))), terms)
def test_the_order_of_members_does_not_matter(orders, programme):
    # Two leaders do not happen, and which of them is asked for its grants would depend on order.
    who, otherwise = ([m for m in order if not m.leads] for order in orders)
    assert assess(who, programme).eligible == assess(otherwise, programme).eligible


@given(members, terms)
def test_the_verdict_follows_from_rules_that_are_told(who, programme):
    verdict = assess(who, programme)
    judged = [reason.ok for reason in verdict.reasons if reason.ok is not None]
    assert any(judged) if verdict.eligible else not all(judged)
