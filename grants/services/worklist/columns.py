"""The columns of the worklist: ten that decide, the others one click away."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from sky_portal.accounts.enums import Role
from sky_portal.accounts.rules import holds
from sky_portal.ui import tables

# Who reads what assessors have given: nobody sees others' scores before their own are done.
_reads_scores = holds(Role.PRESENTING_OFFICER, Role.DECISION_MAKER)


@dataclass(frozen=True)
class Column(tables.Column):
    """A column of the worklist: `first` ones are shown unless others are chosen."""

    first: bool = False
    of_scores: bool = False


COLUMNS = (
    Column("number", _("Number"), first=True),
    Column("name", _("Pilot"), first=True),
    Column("applicant", _("Applicant"), first=True),
    Column("region", _("Region")),
    Column("language", _("Language")),
    Column("members", _("Members"), numeric=True),
    Column("total", _("Total costs, €"), numeric=True),
    Column("grant", _("Applied for, €"), numeric=True, first=True),
    Column("eligible", _("Condition of the call"), first=True),
    Column("arrived", _("Arrived")),
    Column("state", _("State"), first=True),
    Column("officer", _("Presenting officer"), first=True),
    Column("assessments", _("Assessments done"), numeric=True, first=True),
    Column("score", _("Score"), numeric=True, first=True, of_scores=True),
    Column("spread", _("Spread"), numeric=True, of_scores=True),
    Column("flags", _("To be noted"), first=True, sortable=False),
)
# What cannot be chosen away: a row is known by them.
ALWAYS = ("number", "name")


def sees_scores(user: Any) -> bool:
    """Whether the worklist tells this person of scores: never an assessor, who is blind to others'."""
    return _reads_scores.test(user, None)


def columns_for(user: Any, chosen: tuple[str, ...] = ()) -> list[Column]:
    """The chosen columns, or the first ones, as this person may see them."""
    allowed = [column for column in COLUMNS if sees_scores(user) or not column.of_scores]
    wanted = {*ALWAYS, *chosen} if chosen else {column.key for column in allowed if column.first}
    return [column for column in allowed if column.key in wanted]
