"""A moment in Helsinki as people give it: a date and a time of day.

A time that the clocks skip is refused with the two nearest that exist; one that occurs twice is
asked about. Nothing is guessed, and what was typed stays.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sky_portal import clock
from sky_portal.ui import formats

FIRST: Final = "first"
SECOND: Final = "second"
MINUTE = timedelta(minutes=1)
EARLIEST, LATEST = 2000, 2199
_DAY = re.compile(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4})", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_CLOCK = r"(?:klo\s+|kl\.\s*)?([0-9]{1,2})[.:]([0-9]{2})"
_TIME = re.compile(_CLOCK, re.ASCII | re.IGNORECASE)
_EXACT = re.compile(rf"{_CLOCK}(?:[.:]([0-9]{{2}}))?", re.ASCII | re.IGNORECASE)


class Typed(NamedTuple):
    """A moment as it stands in its fields; `which` of two equal times is meant: first, second or ""."""

    day: str = ""
    time: str = ""
    which: str = ""


def read_day(text: str) -> date:
    """The date of "31.3.2021" or "2021-03-31"; raises ValueError for anything else."""
    if found := _DAY.fullmatch(text.strip()):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO.fullmatch(text.strip()):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise ValueError(text)
    if not EARLIEST <= year <= LATEST:
        raise ValueError(text)
    return date(year, month, day)


def read_time(text: str) -> time:
    """The time of day of "16.15" or "16:15"; raises ValueError for anything else."""
    return _time_of(text, _TIME)


def read_exact_time(text: str) -> time:
    """The time of day of "16.15" or, with its seconds, "16.15.07"; raises ValueError otherwise."""
    return _time_of(text, _EXACT)


def _time_of(text: str, form: re.Pattern[str]) -> time:
    found = form.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hour, minute, second = (int(part or 0) for part in (*found.groups(), 0)[:3])
    return time(hour, minute, second)


def typed(value: datetime) -> Typed:
    """An instant as its fields show it."""
    local = value.astimezone(clock.HELSINKI)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    which = (SECOND if local.fold else FIRST) if twice else ""
    seconds = f".{local.second:02d}" if local.second else ""
    return Typed(local.date().isoformat(), f"{local.hour}.{local.minute:02d}{seconds}", which)


class MomentWidget(forms.Widget):
    """A date and a time of day beside each other; below them the question which, when it is one."""

    template_name = "ui/widgets/moment.html"
    use_fieldset = True

    def id_for_label(self, id_: str) -> str:
        """None: the legend names both fields."""
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        """What was typed, as it was typed."""
        return Typed(*(data.get(f"{name}-{part}", "") for part in ("day", "time", "which")))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the request has neither field."""
        return f"{name}-day" not in data and f"{name}-time" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The fields' names, ids and values; `choices` when the time occurs twice."""
        context = super().get_context(name, value, attrs)
        identity = context["widget"]["attrs"].get("id", f"id_{name}")
        shown = value or Typed()
        choices = _choices(shown)
        context["moment"] = {
            **_day_shown(shown.day),
            "time": shown.time,
            "choices": choices,
            # The summary of errors links to the first one: what is asked about, then.
            "day_id": f"{identity}_{'day' if choices else '0'}",
            "time_id": f"{identity}_1",
            "id": identity,
            "invalid": "is-invalid" in context["widget"]["attrs"].get("class", ""),
        }
        return context


class HelsinkiMomentField(forms.Field):
    """Gives an aware instant in UTC, or None when nothing is required and nothing given."""

    widget = MomentWidget
    read_time: Any = staticmethod(read_time)
    default_error_messages = {
        "required": gettext_lazy("Give the date and the time of day."),
        "day": gettext_lazy("Give the date as day, month and year: 31.3.2021."),
        "time": gettext_lazy("Give the time of day as hours and minutes: 16.15."),
    }

    def prepare_value(self, value: Any) -> Any:
        """An instant as its fields show it; what was typed as it is."""
        return typed(value) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        """The instant; raises ValidationError with one of the codes day, time, skipped, twice."""
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        given = value or Typed()
        if not given.day.strip() and not given.time.strip():
            return None
        local = datetime.combine(
            self._part(read_day, given, "day"), self._part(self.read_time, given, "time")
        )
        return _instant(local, given.which)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another instant is given than before."""
        try:
            return self.to_python(data) != (initial or None)
        except ValidationError:
            return True

    def _part(self, read: Any, given: Typed, name: str) -> Any:
        try:
            return read(getattr(given, name))
        except ValueError:
            raise ValidationError(self.error_messages[name], code=name) from None


class ExactMomentField(HelsinkiMomentField):
    """The same with seconds for whoever knows them, as a mail's head does: 16.15.07."""

    read_time = staticmethod(read_exact_time)
    default_error_messages = {
        "time": gettext_lazy("Give the time of day as hours and minutes, seconds if you know them: 16.15.07.")
    }


def _instant(local: datetime, which: str) -> datetime:
    meant = cast("Literal['first', 'second']", which) if which in (FIRST, SECOND) else None
    try:
        return clock.local_moment(local, which=meant)
    except clock.NoSuchTime:
        raise ValidationError(_skipped(local), code="skipped") from None
    except clock.AmbiguousTime:
        words = _(
            "The clocks go back that night, and %(time)s on %(day)s comes twice. Choose which you mean."
        )
        raise ValidationError(words % _words(local), code="twice") from None


def _skipped(local: datetime) -> str:
    words = _(
        "The clocks go forward that night: there is no %(time)s on %(day)s."
        " The nearest times are %(before)s and %(after)s."
    )
    nearest = {"before": _time(_nearest(local, -MINUTE)), "after": _time(_nearest(local, MINUTE))}
    return words % (_words(local) | nearest)


def _nearest(local: datetime, step: timedelta) -> datetime:
    """The next local minute in the direction of the step that exists."""
    local = local.replace(second=0)
    while True:
        local += step
        try:
            clock.local_moment(local, which=FIRST)
        except clock.NoSuchTime:
            continue
        return local


def _words(local: datetime) -> dict[str, str]:
    return {"time": _time(local), "day": formats.day(local.date())}


def _time(local: datetime) -> str:
    mark = ":" if formats.language() == "en" else "."
    seconds = f"{mark}{local.second:02d}" if local.second else ""
    return f"{local.hour}{mark}{local.minute:02d}{seconds}"


def _choices(shown: Typed) -> list[dict[str, Any]]:
    """The two instants of a time that occurs twice, in words; none for any other time."""
    try:
        clock.local_moment(datetime.combine(read_day(shown.day), read_exact_time(shown.time)))
    except clock.AmbiguousTime as twice:
        hours = [_hours_ahead(instant) for instant in twice.choices]
        labels = (_("The first: summer time (UTC+%(hours)d)"), _("The second: winter time (UTC+%(hours)d)"))
        return [
            {"value": value, "label": label % {"hours": ahead}, "checked": shown.which == value}
            for value, label, ahead in zip((FIRST, SECOND), labels, hours, strict=True)
        ]
    except ValueError:
        pass
    return []


def _hours_ahead(instant: datetime) -> int:
    ahead = instant.astimezone(clock.HELSINKI).utcoffset() or timedelta(0)
    return ahead // timedelta(hours=1)


def _day_shown(text: str) -> dict[str, str]:
    """The browser's own date field shows nothing that is no date: such a text keeps a plain field."""
    try:
        return {"day": read_day(text).isoformat(), "day_type": "date"}
    except ValueError:
        return {"day": text, "day_type": "text" if text else "date"}
