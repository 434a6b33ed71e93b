"""A moment in Helsinki: what is understood, what is refused, what is asked about."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from sky_portal.ui.forms import PortalFormMixin
from sky_portal.ui.moment_field import ExactMomentField, HelsinkiMomentField, Typed, typed


class OneMoment(PortalFormMixin, forms.Form):
    at = HelsinkiMomentField(label="Päättyy")
    name = forms.CharField()

    def moment(self):
        assert self.is_valid(), self.errors
        return self.cleaned_data["at"]


@pytest.fixture(autouse=True)
def _finnish():
    with override("fi"):
        yield


def form(day, time, **more):
    return OneMoment({"at-day": day, "at-time": time, "name": "Haku"} | more)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("day", ["31.3.2021", "31.03.2021", " 31. 3. 2021 ", "2021-03-31"])
@pytest.mark.parametrize("time", ["16.15", "16:15", " 16.15 ", "klo 16.15", "kl. 16.15"])
def test_dates_and_times_as_people_write_them(day, time):
    found = form(day, time)
    assert found.is_valid(), found.errors
    assert found.cleaned_data["at"] == utc(2021, 3, 31, 13, 15)
    assert found.cleaned_data["at"].tzinfo is UTC


@pytest.mark.parametrize(
    "day", ["", "31.2.2021", "31.3.", "31.3.21", "3/31/2021", "1.1.0001", "x" * 99, "٣١.3.2021"]
)
def test_what_is_no_date_is_refused_and_stays_in_its_field(day):
    found = form(day, "16.15")
    assert found.errors.as_data()["at"][0].code == "day"
    if day:
        assert f'type="text" class="form-control" name="at-day" value="{day}"' in str(found["at"])
    assert 'value="16.15"' in str(found["at"])


@pytest.mark.parametrize("time", ["", "24.00", "16.60", "16", "1615", "16.1", "klo"])
def test_what_is_no_time_of_day_is_refused_and_the_date_stays(time):
    found = form("31.3.2021", time)
    assert found.errors.as_data()["at"][0].code == "time"
    assert 'type="date" class="form-control" name="at-day" value="2021-03-31"' in str(found["at"])


def test_nothing_is_required_or_none():
    assert form("", "").errors.as_data()["at"][0].code == "required"
    field = HelsinkiMomentField(required=False)
    assert field.clean(field.widget.value_from_datadict({}, {}, "at")) is None


@pytest.mark.parametrize(
    ("time", "nearest"), [("3.00", "2.59 ja 4.00"), ("3.30", "2.59 ja 4.00"), ("3.59", "2.59 ja 4.00")]
)
def test_a_time_that_the_clocks_skip_is_refused_with_its_neighbours(time, nearest):
    found = form("28.3.2021", time)
    error = found.errors.as_data()["at"][0]
    assert error.code == "skipped"
    assert nearest in error.message
    assert "28.3.2021" in error.message


@pytest.mark.parametrize(("time", "hour"), [("2.59", (0, 59)), ("4.00", (1, 0))])
def test_the_neighbours_of_what_is_skipped_are_taken(time, hour):
    assert form("28.3.2021", time).moment() == utc(2021, 3, 28, *hour)


def test_a_time_that_comes_twice_is_asked_about_and_never_guessed():
    found = form("31.10.2021", "3.30")
    assert found.errors.as_data()["at"][0].code == "twice"
    page = str(found["at"])
    assert "UTC+3" in page
    assert "UTC+2" in page
    assert "checked" not in page
    assert 'value="3.30"' in page
    assert found["name"].value() == "Haku"


@pytest.mark.parametrize(("which", "at"), [("first", (0, 30)), ("second", (1, 30))])
def test_the_answer_says_which_is_meant_and_is_shown_again(which, at):
    found = form("31.10.2021", "3.30", **{"at-which": which})
    assert found.moment() == utc(2021, 10, 31, *at)
    again = OneMoment(initial={"at": utc(2021, 10, 31, *at)})
    assert f'value="{which}" id="id_at_{"0" if which == "first" else "which"}" checked' in str(again["at"])


@pytest.mark.parametrize("which", ["third", "FIRST", " "])
def test_another_answer_is_no_answer(which):
    assert form("31.10.2021", "3.30", **{"at-which": which}).errors.as_data()["at"][0].code == "twice"


@pytest.mark.parametrize(("time", "hour"), [("2.59", (23, 59, 30)), ("4.00", (2, 0, 31))])
def test_the_neighbours_of_what_comes_twice_are_plain_times(time, hour):
    found = form("31.10.2021", time)
    assert found.moment() == utc(2021, 10, hour[2], *hour[:2])
    assert "radio" not in str(found["at"])


def test_an_answer_left_over_from_another_time_changes_nothing():
    assert form("31.3.2021", "16.15", **{"at-which": "second"}).moment() == utc(2021, 3, 31, 13, 15)


def test_the_stored_instant_comes_back_as_it_was():
    at = utc(2021, 3, 31, 13, 15)
    field = HelsinkiMomentField()
    shown = field.prepare_value(at)
    assert shown == ("2021-03-31", "16.15", "")
    assert not field.has_changed(at, shown)
    assert field.has_changed(at, shown._replace(time="16.16"))
    assert field.has_changed(at, shown._replace(time="x"))
    assert field.has_changed(None, shown)


def test_the_summary_of_errors_leads_to_what_is_asked():
    page = str(form("31.10.2021", "3.30")["at"])
    assert 'value="first" id="id_at_0"' in page
    assert 'id="id_at_day"' in page
    assert 'name="at-day" value="" id="id_at_0"' in str(form("", "16.15")["at"])


@pytest.mark.parametrize(
    ("time", "seconds"), [("16.15.07", 7), ("16:15:07", 7), ("klo 16.15.00", 0), ("16.15", 0)]
)
def test_seconds_are_taken_where_they_are_asked_for(time, seconds):
    field = ExactMomentField()
    found = field.clean(Typed("31.3.2021", time))
    assert found == utc(2021, 3, 31, 13, 15, seconds)
    assert field.has_changed(found, Typed("31.3.2021", time)) is False
    assert form("31.3.2021", time).is_valid() is (time == "16.15")


def test_seconds_are_shown_again_and_asked_about_when_the_hour_comes_twice():
    assert typed(utc(2021, 3, 31, 13, 15, 7)).time == "16.15.07"
    with pytest.raises(ValidationError, match="kahdesti") as asked:
        ExactMomentField().clean(Typed("31.10.2021", "3.30.07"))
    assert asked.value.code == "twice"
    drawn = ExactMomentField().widget.get_context("at", Typed("31.10.2021", "3.30.07"), {})
    assert len(drawn["moment"]["choices"]) == 2


@pytest.mark.parametrize("time", ["16.15.60", "16.15.7", "16.15.", "16.15.07.1"])
def test_what_is_no_second_is_refused(time):
    with pytest.raises(ValidationError) as refused:
        ExactMomentField().clean(Typed("31.3.2021", time))
    assert refused.value.code == "time"
