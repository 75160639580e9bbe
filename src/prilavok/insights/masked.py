"""What of a person's name is shown to those who may not see personal data raw."""


def masked_name(name: str) -> str:
    """Enough to call somebody to the counter, not enough to find them elsewhere: "Pavel Goncharov" -> "Pavel G."."""
    first, *rest = name.split()[:2] or [""]
    return f"{first} {rest[0][0]}." if rest else first
