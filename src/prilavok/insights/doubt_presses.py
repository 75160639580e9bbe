"""What the buttons under a question about two orders bring back, and how it is read again."""

from uuid import UUID

from prilavok.domains.orders.types.doubts import WANTED, Wanted

_PRESS = "doubt:"


def doubt_buttons(order: UUID) -> list[tuple[str, str]]:
    """The buttons under the question: the code of each and what a press of it brings back."""
    return [(wanted, f"{_PRESS}{order}:{wanted}") for wanted in WANTED]


def read_press(pressed: str) -> tuple[UUID, Wanted] | None:
    """The order and what of it is wanted, of a press of ours; None for any other."""
    order, _colon, said = pressed.removeprefix(_PRESS).partition(":")
    wanted = next((one for one in WANTED if one == said), None)
    try:
        return (UUID(order), wanted) if pressed.startswith(_PRESS) and wanted else None
    except ValueError:
        return None
