"""How many points a payment earns."""


def points_for(*, paid_amount: int, points: int, per_amount: int) -> int:
    """Points for every whole `per_amount` of what was paid; nothing for what is left over."""
    return max(paid_amount, 0) // per_amount * points
