"""A visitor comes to the shop: known again by the browser's token, or given one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import (
    browser_value,
    is_browser_token,
    leaf_of_browser,
    new_browser_token,
    open_leaf,
)
from prilavok.domains.customers.queries import find_leaf, leaf_is_kept
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the shop. new: the token was made just now, so the browser must be given it.

    unmet: nothing of theirs can be kept yet, since their leaf is written nowhere.
    """

    token: str
    leaf: UUID
    customer: UUID | None
    new: bool
    unmet: bool = False

    @property
    def actor(self) -> Actor:
        """The visitor as the one who acts."""
        return Actor("leaf", self.leaf)


def meet_visitor(token: str | None, *, actor: Actor, at: datetime, looking: bool = False) -> Visitor:
    """Who the browser of this token is; a token that is not ours is answered by a new one.

    A token met before costs one question and no write. looking: the caller only shows a page, so a leaf met for the
    first time is not written yet (its id is what it will be): whoever never comes back leaves no row.
    """
    known = token if token and is_browser_token(token) else None
    given = known or new_browser_token()
    value = browser_value(given)
    if known and (found := find_leaf("browser", value)):
        return Visitor(given, found.leaf, found.customer, new=False)
    if known and leaf_is_kept(leaf_of_browser(value)):
        # Whose browser this was is erased: whoever comes back with it is somebody new.
        known, given = None, new_browser_token()
        value = browser_value(given)
    if looking:
        return Visitor(given, leaf_of_browser(value), None, new=known is None, unmet=True)
    if known is None:
        # One statement, which is the story's transaction.
        return Visitor(given, open_leaf("browser", value, at=at, drawn=True), None, new=True)
    with story():
        return Visitor(given, open_leaf("browser", value, at=at), None, new=False)
