"""The owner says whether national numbers are taken, and whether people who are very alike are joined by themselves."""

from datetime import datetime

from prilavok.domains.customers.actions import allow_numbers, put_join_rule, stop_joins, stop_numbers
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "customers.law"


def take_numbers(country: str, ground: str, *, actor: Actor, at: datetime) -> None:
    """National numbers are taken from now on. Raises NumberForbidden where the law of the day gives no such ground."""
    with story():
        allow_numbers(country, ground, actor=actor, at=at)


def take_no_numbers(*, actor: Actor, at: datetime) -> bool:
    """No more of them are taken, and those known stay until their people are erased; whether any were taken before."""
    with story():
        return stop_numbers(actor=actor, at=at)


def join_by_itself(millionths: int, most: int, *, actor: Actor, at: datetime) -> None:
    """From this confidence on, so many pairs a day are joined without a person's decision. Raises JoinSettingUnfit."""
    with story():
        put_join_rule(millionths, most, actor=actor, at=at)


def join_nobody(*, actor: Actor, at: datetime) -> bool:
    """Nobody is joined by likeness alone from now on; whether anybody was before."""
    with story():
        return stop_joins(actor=actor, at=at)
