"""A member of staff signs in: tries are counted, the pair is checked, both outcomes are recorded."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser

from prilavok.domains.staff.errors import SignInRefused, TooManyTries
from prilavok.domains.staff.queries import actor_of, find_staff
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import StaffRefused, StaffSignedIn
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.limits import Limit, address_block, give_back, take

needs = None
BY_ADDRESS = Limit("sign-in address", capacity=30, per_minute=10)
BY_LOGIN = Limit("sign-in login", capacity=10, per_minute=2)
NOBODY = UUID(int=0)


def sign_in(login: str, password: str, *, address: str, at: datetime) -> AbstractBaseUser:
    """Who this is, to be handed to Django's session. address: the asker's on the network.

    Raises SignInRefused, and TooManyTries before the password is looked at. The tokens and the check stand outside the
    transaction: a refusal must not give tries back, and Argon2 takes its time on purpose.
    """
    typed = login.strip().lower()[:60]
    for limit, who in ((BY_ADDRESS, address_block(address)), (BY_LOGIN, typed)):
        taken = take(limit, who, at)
        if not taken.allowed:
            raise TooManyTries(taken.retry_after)
    person = authenticate(login=typed, password=password)
    if person is None:
        known = find_staff(typed)
        _record_refusal(known.id if known else NOBODY, "password" if known else "unknown", at)
        raise SignInRefused
    actor = actor_of(person)
    with story():
        event = NewEvent(
            verb="staff.signed_in",
            occurred_at=at,
            subject_kind="staff",
            subject=actor.id,
            place=actor.place,
            actor=Actor("staff", actor.id),
            facts=StaffSignedIn(),
        )
        record([event], at)
    give_back(BY_LOGIN, typed)
    return person


def _record_refusal(subject: UUID, reason: Literal["password", "unknown"], at: datetime) -> None:
    """Refusals by a limit leave no row: an outsider could fill the table with them."""
    with story():
        event = NewEvent(
            verb="staff.refused",
            occurred_at=at,
            subject_kind="staff",
            subject=subject,
            actor=SYSTEM,
            facts=StaffRefused(reason),
        )
        record([event], at)
