"""How many points a payment earns."""


def points_for(*, paid_amount: int, points: int, per_amount: int, times: int = 10_000, extra: int = 0) -> int:
    """Points for every whole `per_amount` of what was paid; nothing for what is left over, nor where nothing was paid.

    times: basis points by which promotions multiply them, rounded down; extra: what they add.
    """
    if paid_amount <= 0:
        return 0
    return paid_amount // per_amount * points * times // 10_000 + extra


def points_worth(*, points: int, worth: int) -> int:
    """Minor units that so many points pay, where one pays `worth`."""
    return points * worth


def most_points(*, free: int, owed: int, worth: int, most_share: int) -> int:
    """How many of the free points may pay an order: at most the share (basis points) of what is owed, rounded down."""
    if worth <= 0 or owed <= 0:
        return 0
    return max(min(free, owed * most_share // 10_000 // worth), 0)


def points_paying(*, amount: int, worth: int) -> int | None:
    """How many points pay exactly this amount; None where no whole number does."""
    return amount // worth if worth > 0 and amount > 0 and amount % worth == 0 else None
