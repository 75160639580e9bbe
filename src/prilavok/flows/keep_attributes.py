"""The office says what can be said of goods: attributes, their values, headings and departments."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog import actions
from prilavok.domains.catalog.types import AttributeView, NewAttribute
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import Words

needs = "catalog.change"


def keep_attribute(said: NewAttribute, *, seen: int | None = None, actor: Actor, at: datetime) -> AttributeView:
    """Make the attribute of a code, or make it as said, at once wherever it is shown.

    seen: the version it is changed from. Raises AttributeUnfit, CardMoved; then nothing is kept.
    """
    with story():
        return actions.put_attribute(said, seen=seen, actor=actor, at=at)


def name_group(code: str, name: Words, position: int, *, actor: Actor, at: datetime) -> None:
    """A heading is called and stands as said. Raises AttributeUnknown, AttributeUnfit."""
    with story():
        actions.rename_group(code, name, position, actor=actor, at=at)


def end_attribute(attribute: UUID, *, actor: Actor, at: datetime) -> bool:
    """It is shown nowhere any more; whether it can be brought back, since goods say it. Raises AttributeUnknown."""
    with story():
        return actions.take_away_attribute(attribute, actor=actor, at=at)


def restore_attribute(attribute: UUID, *, actor: Actor, at: datetime) -> AttributeView:
    """It is back with all that goods said of it. Raises AttributeUnknown."""
    with story():
        return actions.bring_back_attribute(attribute, actor=actor, at=at)


def end_choice(attribute: UUID, choice: UUID, *, actor: Actor, at: datetime) -> bool:
    """A value is given to no more goods; whether it is kept, since goods have it. Raises AttributeUnknown."""
    with story():
        return actions.take_away_choice(attribute, choice, actor=actor, at=at)


def restore_choice(attribute: UUID, choice: UUID, *, actor: Actor, at: datetime) -> AttributeView:
    """A value may be given to goods again. Raises AttributeUnknown."""
    with story():
        return actions.bring_back_choice(attribute, choice, actor=actor, at=at)
