"""The part of `prilavok check` that adds up what orders wait for of expected goods."""

from prilavok.domains.stock.queries import promised_drift


def check() -> list[str]:
    """Sentences on lines of expected goods that do not say what orders wait for of them."""
    return [
        f"line {line} of expected goods says that {said} are promised, orders wait for {awaited}"
        for line, said, awaited in promised_drift()
    ]
