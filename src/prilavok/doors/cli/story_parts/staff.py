"""The two of the staff whom the story plays: taken on once, with a password that only this run knows."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

from prilavok.domains.staff.queries import find_staff
from prilavok.domains.staff.types import NewStaff, StaffActor
from prilavok.flows.place_staff import place_staff
from prilavok.flows.renew_password import renew_password
from prilavok.flows.take_on_staff import take_on_staff
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

OPERATOR, CASHIER = "story-operator", "story-cashier"
_NAMES = {
    OPERATOR: {"ru": "Айгерим (рассказ)", "kk": "Айгерім (әңгіме)", "en": "Aigerim (story)"},
    CASHIER: {"ru": "Данияр (рассказ)", "kk": "Данияр (әңгіме)", "en": "Daniyar (story)"},
}


@dataclass(frozen=True)
class Played:
    """One of the staff with the password of this run, which nothing prints or keeps."""

    actor: StaffActor
    password: str = field(repr=False)


def take_on(login: str, language: str) -> Played:
    """Hire them, or give them a new password where an earlier run has hired them; sessions of that run end."""
    password, at = "-".join(secrets.token_hex(4) for _ in range(4)), clock.now()
    if find_staff(login) is None:
        role = login.rpartition("-")[2]
        take_on_staff([NewStaff(login, _NAMES[login][language], role, password, language)], actor=SYSTEM, at=at)
    else:
        renew_password(login, password, actor=SYSTEM, at=at)
    found = find_staff(login)
    assert found is not None
    return Played(found, password)


def work_at(one: Played, place: UUID) -> None:
    """Their work is at this store from now on."""
    if one.actor.place != place:
        place_staff(one.actor.login, place, actor=SYSTEM, at=clock.now())
