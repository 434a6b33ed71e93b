"""The map of regions is a pure drawing: every region has a tile, and no value is told by colour alone."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from sky_portal.ui import tilemap
from sky_portal.ui.formats import money

NAMES = {"11": "Pohjois-Savo", "08": "Kymenlaakso", "02": "Egentliga Finland", "19": "Lappi"}


def drawn(values, **options):
    with override("fi"):
        return tilemap.draw(values, NAMES, title="Kartta", unit="Kuntia", **options)


def tiles(found):
    return {tile.code: tile for tile in found.tiles}


def test_nineteen_regions_stand_where_the_design_puts_them():
    assert len(tilemap.PLACES) == 19
    assert set(tilemap.PLACES) == {f"{n:02d}" for n in (1, 2, *range(4, 20), 21)}
    places = tilemap.PLACES
    assert places["19"] == (0, 3)
    assert (places["17"], places["18"]) == ((1, 3), (1, 4))
    assert [places[code] for code in ("21", "02", "05", "01")] == [(5, 0), (5, 1), (5, 2), (5, 3)]


def test_tiles_never_overlap_and_stay_in_the_drawing():
    found = drawn({})
    corners = {(tile.x, tile.y) for tile in found.tiles}
    assert len(corners) == 19
    assert max(x for x, _y in corners) + found.tile_width == found.width
    assert max(y for _x, y in corners) + found.tile_height == found.height
    # On a phone of 360 pixels one unit is one pixel.
    assert found.width <= 320


def test_a_plain_map_marks_what_has_something():
    found = tiles(drawn({"11": 3, "19": 0}))
    assert (found["11"].shade, found["11"].text) == ("on", "3")
    assert found["19"].shade == found["01"].shade == "off"
    assert [tile.code for tile in drawn({"11": 3, "19": 0}).marked] == ["11"]


@pytest.mark.parametrize(
    ("value", "most", "shade"),
    [(0, 0, 0), (0, 9, 0), (1, 1, 4), (1, 100, 1), (25, 100, 1), (26, 100, 2), (75, 100, 3), (100, 100, 4)],
)
def test_shades_are_quarters_of_the_largest(value, most, shade):
    assert tilemap.class_of(value, most) == shade


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4, 5, 7, 100, 12_345])
def test_every_value_stands_in_its_line_of_the_legend(most):
    keys = {key.shade: key.text for key in drawn({"11": most}, shaded=True, show=str).legend}
    assert keys["shade-0"] == "0"
    for value in {*range(min(most, 300) + 1), most}:
        low, _dash, high = keys[f"shade-{tilemap.class_of(value, most)}"].partition("–")
        assert int(low) <= value <= int(high or low)


def test_values_are_shown_as_the_caller_says():
    found = tiles(drawn({"11": 62_500_000}, show=money))
    with override("fi"):
        assert found["11"].text == "625\u00a0000\u00a0€"


@pytest.mark.parametrize("values", [{"03": 1}, {"": 1}, {"11": -1}])
def test_what_is_no_region_or_less_than_nothing_is_refused(values):
    with pytest.raises(ValueError, match=r"region|nought"):
        drawn(values)


def test_long_names_take_two_lines_and_long_words_are_pressed():
    found = tiles(drawn({}))
    assert [word.text for word in found["11"].words] == ["Pohjois-", "Savo"]
    assert [word.text for word in found["02"].words] == ["Egentliga", "Finland"]
    assert [word.width for word in found["08"].words] == [tilemap.WORD]
    assert [word.width for word in found["19"].words] == [None]
    # Pressing must never stretch: "Pohjois-" is narrower than its tile.
    assert [word.width for word in found["11"].words] == [None, None]
    # A region that the caller has no name for still has its tile.
    assert [word.text for word in found["01"].words] == ["01"]


def test_the_table_beside_it_says_the_same():
    with override("fi"):
        html = Template("{% load ui %}{% tilemap map %}").render(Context({"map": drawn({"11": 3})}))
    assert html.count('<th scope="row">') == 19
    assert '<th scope="row">Pohjois-Savo</th><td class="num">3</td>' in html
    assert 'aria-label="Kartta: Pohjois-Savo 3"' in html
    assert "style=" not in html


def test_an_empty_map_says_so():
    with override("fi"):
        html = Template("{% load ui %}{% tilemap map %}").render(Context({"map": drawn({})}))
    assert "ei yhtään maakuntaa" in html
    assert 'class="value"' not in html
