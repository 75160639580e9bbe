"""What the steps of the story share: its people with their windows, what they hear, and what has come of it so far."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from prilavok.doors.cli.story_parts.chosen import Chosen
from prilavok.doors.cli.story_parts.messenger import Messenger
from prilavok.doors.cli.story_parts.pages import Page
from prilavok.doors.cli.story_parts.stopped import StoryStopped
from prilavok.doors.cli.story_parts.telling import Teller
from prilavok.doors.cli.story_parts.windows import Ears, Window

_QUIET = 0.15  # seconds


@dataclass
class Stage:
    """address: where the shop answers. patience: seconds for what others are to see. heard: ears by their window.

    points, cash (minor units): what the story says the order is paid with.
    """

    address: str
    teller: Teller
    chosen: Chosen
    visitor: Window
    operator: Window
    cashier: Window
    messenger: Messenger
    patience: float
    heard: dict[str, Ears] = field(default_factory=dict)
    conversation: str = ""
    order: str = ""
    number: str = ""
    code: str = ""
    points: int = 0
    cash: int = 0
    since: float = 0.0

    def url(self, path: str) -> str:
        """The whole address of a screen, for the reader."""
        return f"{self.address}{path}"

    @property
    def at_till(self) -> str:
        """The page of the order at the till."""
        return f"/till/orders/{self.order.rpartition('/')[2]}"

    def act(self) -> None:
        """From now on the seconds count till others see it; what earlier acts caused has been heard by then."""
        for one in self.heard.values():
            one.quiet(_QUIET, 2.0)
        self.since = time.monotonic()

    def hears(self, who: str, kind: str, *, id: UUID | str = "") -> str:
        """The window hears of it by itself; how soon is told. Gives the id it heard of. Raises StoryStopped."""
        found = self.heard[who].heard(kind, self.since, self.patience, id=id)
        if found is None:
            raise StoryStopped("not_seen", where=self.teller.words(f"where_{who}"), seconds=f"{self.patience:.0f}")
        self.teller.seen(who, found[0])
        return found[1]

    def reads(self, shown: Callable[[str], bool], *, after: int) -> None:
        """The person reads it in the messenger; how soon is told. Raises StoryStopped."""
        seconds = self.messenger.wait_for(shown, self.since, self.patience, after=after)
        if seconds is None:
            raise StoryStopped("not_seen", where=self.teller.words("where_telegram"), seconds=f"{self.patience:.0f}")
        self.teller.seen("telegram", seconds)

    def sees(self, look: Callable[[], Page], shown: Callable[[Page], bool], what: str) -> Page:
        """A page that shows it within the patience. what: the sentence that says what was not shown."""
        deadline = time.monotonic() + self.patience
        while not shown(page := look()):
            if time.monotonic() > deadline:
                raise StoryStopped(what, address=page.address)
            time.sleep(0.1)
        return page

    def close(self) -> None:
        """Shut every window."""
        for ears in self.heard.values():
            ears.close()
        for window in (self.visitor, self.operator, self.cashier):
            window.close()
        self.messenger.close()
