"""Whom the accessibility statement names."""

from datetime import date

import pytest

from sky_portal.ui.supervision import AGENCY, TRAFICOM, supervisor


@pytest.mark.parametrize(
    ("day", "found"),
    [(date(2021, 3, 15), AGENCY), (date(2024, 12, 31), AGENCY), (date(2025, 1, 1), TRAFICOM)],
)
def test_supervision_moved_at_a_new_year(day, found):
    assert supervisor(day) is found
