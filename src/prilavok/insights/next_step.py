"""The next best step with a customer: the first line of a short table that holds, each with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

StepCode = Literal["answer", "hand_over", "mend_contact", "basket", "prove_contact", "ask_offers"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the table looks at.

    waits: they wrote and nobody answered. unfinished: an order of theirs is not handed over. basket: there are goods in
    an open basket. reachable: there is a proven contact whose last message did not fail. failing: there is a contact
    whose last message did. contacts: there is any. offers: what they said of offers by a proven contact; None: nothing.
    """

    waits: bool = False
    unfinished: bool = False
    basket: bool = False
    reachable: bool = False
    failing: bool = False
    contacts: bool = False
    offers: bool | None = None


#: What waits for us goes before what we would like; nobody who said no to offers is asked again.
_STEPS: tuple[tuple[StepCode, Callable[[Standing], bool]], ...] = (
    ("answer", lambda of: of.waits),
    ("hand_over", lambda of: of.unfinished),
    ("mend_contact", lambda of: of.failing and not of.reachable),
    ("basket", lambda of: of.basket),
    ("prove_contact", lambda of: of.contacts and not of.reachable),
    ("ask_offers", lambda of: of.reachable and of.offers is None),
)


def next_step(of: Standing) -> StepCode | None:
    """The step; None where nothing is to be done."""
    return next((step for step, holds in _STEPS if holds(of)), None)
