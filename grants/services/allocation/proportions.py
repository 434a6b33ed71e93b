"""Stub."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sums:
    """Accepted costs and their parts in cents (whole euros): total = own_share + other + grant."""

    total: int
    own_share: int
    other: int
    grant: int
