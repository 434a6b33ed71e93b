"""Periods of recurring work. Each has a key: one job a period, however many beats ask."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sky_portal.clock import HELSINKI


@dataclass(frozen=True)
class Hourly:
    """Once every hour of real time, from `minute` past on."""

    minute: int = 0

    def period(self, now: datetime) -> str:
        """The key of the hour that is running at `now`."""
        return (now.astimezone(UTC) - timedelta(minutes=self.minute)).strftime("%Y-%m-%dT%HZ")


@dataclass(frozen=True)
class Daily:
    """Once every day in Helsinki, from `at` on; also in an hour that the clocks skip."""

    at: time = time(3, 0)

    def period(self, now: datetime) -> str:
        """The key of the day whose `at` was last passed at `now`."""
        here = now.astimezone(HELSINKI)
        passed = here.time().replace(tzinfo=None) >= self.at
        return (here.date() if passed else here.date() - timedelta(days=1)).isoformat()


Schedule = Hourly | Daily
