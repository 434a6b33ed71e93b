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
        series = _locked_series(authority, clock.today().year)
        # Read after the lock: another act may have numbered the case while we waited.
        case.refresh_from_db(fields=["number"])
        if case.number:
            return case.number
        if series.last_number is not None and series.next_number > series.last_number:
            raise SeriesExhausted(_("The reserved case numbers of %s are used up.") % series)
        case.number = f"{authority}/{series.next_number}/{case_class}/{series.year}"
        case.save(update_fields=["number"])
        series.next_number += 1
        series.save(update_fields=["next_number"])
        return case.number


def reserve_range(authority: str, *, year: int, first: int, last: int) -> NumberSeries:
    """Numbers the authority's cases of the year from `first` to `last`, as its registry reserved.

    Raises ValueError when the range is empty, or when the series would run backwards into
    numbers that have been given.
    """
    if not 1 <= first <= last:
        raise ValueError(f"no numbers from {first} to {last}")
    with locks.act():
        series = _locked_series(authority, year)
        if first < series.next_number:
            raise ValueError(f"{series} is at {series.next_number} already")
        series.next_number, series.last_number = first, last
        series.save(update_fields=["next_number", "last_number"])
        return series


def _locked_series(authority: str, year: int) -> NumberSeries:
    try:
        return locks.lock(NumberSeries, authority=authority, year=year)
    except NumberSeries.DoesNotExist:
        # The first of the year.
        NumberSeries.objects.get_or_create(authority=authority, year=year)
        return locks.lock(NumberSeries, authority=authority, year=year)
