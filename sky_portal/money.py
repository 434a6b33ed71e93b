"""Money: integer cents in the database, whole euros where the call shares and grants."""

from collections.abc import Sequence

CENTS = 100
# Eleven digits of euros: more than any appropriation, far less than a bigint holds.
MAX_CENTS = 99_999_999_999 * CENTS


def euros(amount: int) -> int:
    """Whole euros as cents."""
    return amount * CENTS


def is_whole(cents: int) -> bool:
    """Whether the sum is whole euros."""
    return cents % CENTS == 0


def ceil_to_euro(cents: int) -> int:
    """The sum in cents, rounded up to the next whole euro."""
    return -(-cents // CENTS) * CENTS


def own_share(total: int, percent: int) -> int:
    """The applicant's own share in cents: `percent` of `total`, rounded up to the euro.

    Raises ValueError when the total is negative or the percentage is not 0–100.
    """
    if total < 0 or not 0 <= percent <= 100:
        raise ValueError(f"own share of {total} cents at {percent} %")
    return -(-total * percent // (100 * CENTS)) * CENTS


def share_out(total: int, weights: Sequence[int], *, unit: int = CENTS) -> list[int]:
    """Shares `total` cents by `weights` in steps of `unit` cents by the largest remainder.

    The parts sum to `total` exactly; equal remainders go to the earlier one. Raises
    ValueError on a negative total or weight, when every weight is nought, or when the
    total is not a multiple of the unit.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("a negative sum cannot be shared out")
    whole = sum(weights)
    if not whole:
        raise ValueError("nothing to share by: every weight is nought")
    if total % unit:
        raise ValueError(f"{total} cents is not a multiple of {unit}")
    steps = total // unit
    parts = [steps * weight // whole for weight in weights]
    remainders = [steps * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for index in by_remainder[: steps - sum(parts)]:
        parts[index] += 1
    return [part * unit for part in parts]
