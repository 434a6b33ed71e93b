"""Opening cases and numbering them."""

from django.utils.translation import gettext as _

from sky_portal import clock, locks
from sky_portal.cases.models import Case, NumberSeries


class SeriesExhausted(Exception):
    """The range that the registry reserved is used up."""


def open_case(kind: str, *, language: str = "fi") -> Case:
    """A new case without a number: it gets one when the matter becomes pending."""
    return Case.objects.create(kind=kind, language=language)


def assign_number(case: Case, *, authority: str, case_class: str) -> str:
    """Gives the case the next number of the authority's series of this (Helsinki) year.

    Gapless: the series is locked until the act commits. A case that has a number keeps it.
    Raises SeriesExhausted at the end of a reserved range.
    """
    with locks.act():
        case.refresh_from_db(fields=["number"])
        if case.number:
            return case.number
        lookup = {"authority": authority, "year": clock.today().year}
        NumberSeries.objects.get_or_create(**lookup)
        series = locks.lock(NumberSeries, **lookup)
        if series.last_number is not None and series.next_number > series.last_number:
            raise SeriesExhausted(_("The reserved case numbers of %s are used up.") % series)
        case.number = f"{authority}/{series.next_number}/{case_class}/{series.year}"
        case.save(update_fields=["number"])
        series.next_number += 1
        series.save(update_fields=["next_number"])
        return case.number
