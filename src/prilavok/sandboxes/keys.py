"""What sandboxes of payments share about keys: each does something once, and only so many are remembered."""

MOST_CHARGES = 50_000
SETTLING = 3.0  # seconds from pending to its end


class KeyReused(Exception):
    """The key was used with another body."""


class Full(Exception):
    """The terminal remembers all it can."""
