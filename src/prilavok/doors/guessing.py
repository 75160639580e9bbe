"""Numbers that are typed by staff who see them masked: some at once, then slowly, so that none can be tried out."""

from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.api.refusals import TooOften
from prilavok.kit import clock
from prilavok.kit.limits import Limit, take

#: people who stand before somebody type a number in some four looks; what one mask hides would take days
_NUMBERS = Limit("numbers typed", 120, 30)
_DIGITS = 8  # with fewer it is no phone and no card


def slow_guesses(actor: StaffActor, text: str) -> None:
    """Count a search for a number or an address by somebody who may not see them whole. Raises TooOften.

    To be called outside the story: a refusal must not give the token back.
    """
    if "@" not in text and sum(sign.isdigit() for sign in text) < _DIGITS:
        return
    if may(actor, "customers.see_raw") is None:
        taken = take(_NUMBERS, str(actor.id), clock.now())
        if not taken.allowed:
            raise TooOften(taken.retry_after)
