"""What a till knows of an order that it opened by a code, until its goods are handed over."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer was asked whether so many points, which pay `amount`, shall pay for the order.

    kind and masked: where the code `code` went. ends: until when it is good, ISO. digits: once they were found right.
    """

    code: str
    points: int
    amount: int
    kind: str
    masked: str
    ends: str
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An order opened at this till. code: the pickup code that opened it. asked: about points that shall pay.

    acts: by variant, units to be put in (or taken out, below nought) by a change that is not confirmed yet.
    key: of the next act that counts, so that two clicks and two tabs do it once.
    """

    code: str = ""
    acts: tuple[tuple[str, int], ...] = ()
    key: str = field(default_factory=lambda: str(uuid4()))
    asked: Asked | None = None

    def by_code(self, code: str) -> "Opened":
        """The same, opened by this code."""
        return replace(self, code=code)

    def with_act(self, variant: UUID, units: int) -> "Opened":
        """The same with so many units more (or fewer) of the variant; nought altogether is no act."""
        acts = dict(self.acts)
        acts[str(variant)] = acts.get(str(variant), 0) + units
        return replace(self, acts=tuple((one, delta) for one, delta in acts.items() if delta))

    def without_act(self, variant: UUID) -> "Opened":
        """The same without what was meant for the variant."""
        return replace(self, acts=tuple((one, delta) for one, delta in self.acts if one != str(variant)))

    def asking(self, asked: Asked | None) -> "Opened":
        """The same with the customer asked about points, or with the question dropped."""
        return replace(self, asked=asked, key=str(uuid4()))

    def standing(self, due: int, at: datetime) -> Asked | None:
        """The question that stands: its code is good, and it would pay no more than is due (minor units)."""
        asked = self.asked
        return asked if asked and at < datetime.fromisoformat(asked.ends) and asked.amount <= due else None

    def told(self, digits: str) -> "Opened":
        """The same with the digits that the customer said, which were right."""
        return replace(self, asked=replace(self.asked, digits=digits)) if self.asked else self

    def done(self) -> "Opened":
        """The same after its change was confirmed, or dropped."""
        return Opened(self.code)
