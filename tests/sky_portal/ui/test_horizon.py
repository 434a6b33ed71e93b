"""The life of a call as a line: places, words, today."""

from datetime import datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override

from sky_portal import clock
from sky_portal.ui.gallery import Stage, Stages
from sky_portal.ui.horizon import MOST_LABELS, draw

OPENS = clock.helsinki(2021, 2, 15, 8)
CLOSES = clock.helsinki(2021, 3, 31, 16, 15)
DECIDED = clock.helsinki(2021, 5, 12)
MODEL = clock.helsinki(2022, 5, 31)
ENDS = clock.helsinki(2023, 7, 31)


def sky() -> Stages:
    """A call whose first six weeks are as long on the line as its last year."""
    return Stages(
        [
            Stage(OPENS, {"fi": "Haku avautuu"}),
            Stage(CLOSES, {"fi": "Haku päättyy"}, "minute"),
            Stage(DECIDED, {"fi": "Päätökset"}, "month"),
            Stage(MODEL, {"fi": "Malli"}, "text", {"fi": "keväällä 2022"}),
            Stage(ENDS, {"fi": "Käyttöaika päättyy"}),
        ]
    )


def drawn(at: datetime, stages: Stages | None = None):
    with clock.standing_at(at), override("fi"):
        return draw(stages or sky())


def test_points_stand_at_even_distances():
    assert [point.x for point in drawn(OPENS).points] == ["0.00%", "25.00%", "50.00%", "75.00%", "100.00%"]


def test_words_say_when_as_exactly_as_it_is_known():
    assert [point.when for point in drawn(OPENS).points] == [
        "15.2.2021",
        "31.3. klo\u00a016.15",
        "5/2021",
        "keväällä 2022",
        "31.7.2023",
    ]


def test_today_is_placed_by_time_between_its_neighbours():
    middle = OPENS + (CLOSES - OPENS) / 2
    found = drawn(middle)
    assert found.x == "12.50%"
    assert found.next.label.text == "Haku päättyy"
    assert [point.past for point in found.points] == [True, False, False, False, False]


def test_before_the_call_the_sun_has_not_moved():
    found = drawn(clock.helsinki(2021, 1, 1))
    assert found.x == "0.00%"
    assert found.today == "1.1.2021"
    assert found.next.label.text == "Haku avautuu"


def test_after_the_call_the_sun_has_set():
    found = drawn(clock.helsinki(2024, 1, 1))
    assert found.x == "100.00%"
    assert found.next is None
    assert found.leans_left


def test_the_closing_instant_is_past_when_it_has_come():
    assert drawn(CLOSES).x == "25.00%"
    assert drawn(CLOSES).next.label.text == "Päätökset"


@pytest.mark.parametrize("count", range(2, 13))
@pytest.mark.parametrize("at", [-1, 0, 3, 20])
def test_any_number_of_stages_keeps_its_order_and_its_ends(count, at):
    stages = Stages([Stage(OPENS + i * timedelta(days=30), {"fi": f"Vaihe {i}"}) for i in range(count)])
    found = drawn(OPENS + at * timedelta(days=30, hours=1), stages)
    places = [float(point.x[:-1]) for point in found.points]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, 100)
    assert len(found.labels) == min(count, MOST_LABELS)
    assert found.points[0].labelled
    assert found.points[-1].labelled
    assert found.next is None or found.next.labelled


def test_two_stages_at_the_same_instant():
    stages = Stages([Stage(OPENS, {"fi": "a"}), Stage(OPENS, {"fi": "b"}), Stage(ENDS, {"fi": "c"})])
    assert drawn(OPENS, stages).x == "0.00%"
    assert drawn(OPENS + timedelta(seconds=1), stages).x == "50.00%"


def test_one_stage_is_no_line():
    assert drawn(OPENS, Stages([Stage(OPENS, {"fi": "a"})])) is None


def test_stages_kept_off_the_horizon_are_not_drawn():
    stages = sky()
    stages.stages[2].on_horizon = False
    assert len(drawn(OPENS, stages).points) == 4


def test_the_drawing_has_words_and_no_inline_style():
    with clock.standing_at(OPENS + timedelta(days=1)), override("sv"):
        html = Template("{% load ui %}{% horizon call %}").render(Context({"call": sky()}))
    assert "style=" not in html
    assert '<svg class="line" width="100%" height="38" aria-hidden="true"' in html
    assert "I dag 16.2." in html
    assert '<span lang="fi">Haku päättyy</span>' in html
