"""What the gallery shows: invented things, enough to see every part of the face in every state."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sky_portal import clock
from sky_portal.money import euros
from sky_portal.ui.forms import DateInput, PortalFormMixin
from sky_portal.ui.moment_field import HelsinkiMomentField
from sky_portal.ui.tables import PAGE, Column, Table
from sky_portal.ui.texts_field import TextsFormField
from sky_portal.ui.tilemap import PLACES, TileMap, draw

STEP = timedelta(days=70)
# The kernel knows no register; the gallery names the regions as their longest names would stand.
REGIONS = dict(
    zip(
        ("19", "17", "18", "15", "16", "11", "12", "14", "13", "10", "09", "04", "06", "07", "08"),
        (
            *("Lappi", "Pohjois-Pohjanmaa", "Kainuu", "Pohjanmaa", "Keski-Pohjanmaa", "Pohjois-Savo"),
            *("Pohjois-Karjala", "Etelä-Pohjanmaa", "Keski-Suomi", "Etelä-Savo", "Etelä-Karjala"),
            *("Satakunta", "Pirkanmaa", "Päijät-Häme", "Kymenlaakso"),
        ),
        strict=True,
    ),
    **{"21": "Ahvenanmaa", "02": "Varsinais-Suomi", "05": "Kanta-Häme", "01": "Uusimaa"},
)


@dataclass
class Stage:
    """A milestone that is not in the database."""

    at: datetime
    label: dict[str, str]
    precision: str = "day"
    when: dict[str, str] = field(default_factory=dict)
    on_horizon: bool = True


@dataclass
class Stages:
    """Something with milestones, as a call has them."""

    stages: list[Stage]

    @property
    def milestones(self) -> "Stages":
        """Itself: the horizon asks for `milestones.all()`."""
        return self

    def all(self) -> list[Stage]:
        """The stages."""
        return self.stages


class SampleForm(PortalFormMixin, forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Name of the pilot"),
        help_text=gettext_lazy("Short and easy to remember. It is public."),
        max_length=120,
    )
    description = forms.CharField(
        label=gettext_lazy("What will you do?"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Region"), choices=[("", "–"), ("11", "Pohjois-Savo"), ("12", "Pohjois-Karjala")]
    )
    starts = forms.DateField(label=gettext_lazy("Starts on"), widget=DateInput, required=False)
    closes = HelsinkiMomentField(label=gettext_lazy("Closes"))
    title = TextsFormField(label=gettext_lazy("Heading"), max_length=60)
    cost = forms.IntegerField(
        label=gettext_lazy("Cost, €"),
        min_value=0,
        widget=forms.TextInput(attrs={"class": "euro", "inputmode": "numeric"}),
    )
    size = forms.ChoiceField(
        label=gettext_lazy("How many municipalities?"),
        help_text=gettext_lazy("Count the coordinating one too."),
        choices=[("4", "4–6"), ("7", "7–10")],
        widget=forms.RadioSelect,
    )
    grades = forms.MultipleChoiceField(
        label=gettext_lazy("Grades"),
        choices=[(str(grade), str(grade)) for grade in range(5, 10)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    attested = forms.BooleanField(label=gettext_lazy("What we tell is right and sufficient."))


def context(query: QueryDict) -> dict[str, Any]:
    """Everything the gallery's template shows; `query` sorts the sample table."""
    # The hour that comes twice when summer time ends: the field asks which is meant.
    twice = {"closes-day": "31.10.2021", "closes-time": "3.30"}
    wrong = SampleForm({"cost": "-5", "region": "", "size": "99", "title_sv": "å" * 61, **twice})
    return {
        "form": SampleForm(prefix="new"),
        "wrong": wrong,
        "horizons": horizons(),
        "table": sample_table(query),
        "maps": maps(),
        "page": Paginator(range(200), 10).get_page(query.get(PAGE, 5)),
        "soon": clock.now() + timedelta(days=3),
        "sum_cents": euros(625_000),
        "texts": {"fi": "Suomeksi kirjoitettu teksti"},
        "prose": _(
            "## A heading\n\nText with **weight**, a [link](https://example.org) and a list:\n\n- one\n- two"
        ),
    }


def horizons() -> list[Stages]:
    """Calls in every phase: coming, running, past; with two, six and twelve stages."""
    return [_stages(6, -2.6), _stages(6, 1), _stages(6, -7), _stages(2, -0.5), _stages(12, -4.4)]


def maps() -> list[TileMap]:
    """Some regions of the nineteen, and all of them in five shades."""
    title, unit = _("Municipalities by region"), _("Municipalities")
    everywhere = {code: place % 9 * 3 for place, code in enumerate(PLACES)}
    return [
        draw({"11": 3, "17": 1, "21": 2}, REGIONS, title=title, unit=unit),
        draw(everywhere, REGIONS, title=title, unit=unit, shaded=True),
    ]


def sample_table(query: QueryDict) -> Table:
    """Three rows to sort."""
    columns = [
        Column("pilot", _("Pilot")),
        Column("sum", _("Applied, €"), numeric=True),
        Column("state", _("State"), sortable=False),
    ]
    rows = [("Jokainen koulupäivä", 500_000), ("Läsnä", 680_000), ("Ysikymppi", 412_000)]
    table = Table(columns, query, default="pilot")
    order = table.order
    rows.sort(key=lambda row: row[1] if order.key == "sum" else row[0], reverse=order.descending)
    table.rows = rows
    return table


def _stages(count: int, first: float) -> Stages:
    names = [
        {"fi": "Haku avautuu", "sv": "Ansökningstiden börjar", "en": "Call opens"},
        {"fi": "Haku päättyy", "sv": "Ansökningstiden går ut", "en": "Call closes"},
        {"fi": "Päätökset", "sv": "Besluten fattas", "en": "Decisions"},
        {"fi": "Pilotit lukuvuonna", "sv": "Pilotprojekten under läsåret", "en": "Pilots at work"},
        {"fi": "Yhteinen malli", "sv": "Den gemensamma modellen publiceras", "en": "Common model"},
        {"fi": "Käyttöaika päättyy", "sv": "Användningstiden går ut", "en": "Use period ends"},
    ]
    start = clock.now() + first * STEP
    kept = [*names[: count - 1], names[-1]] if count <= len(names) else names * 2
    precisions = ["day", "minute", "month"] * count
    return Stages([Stage(start + i * STEP, kept[i], precisions[i]) for i in range(count)])
