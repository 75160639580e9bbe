"""Somebody new is compared with those already known, shortly after they came; whom they may be is put before staff."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from uuid import UUID

from prilavok.domains.customers.actions import suggest_alike
from prilavok.domains.customers.queries import (
    MOST_COUNTED,
    how_many_called,
    learnt_model,
    people_like,
    person_to_compare,
    roughly_how_many,
)
from prilavok.domains.customers.types.identity import Alike
from prilavok.flows.join_surest import join_surest_here
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.registry import Due, job
from prilavok.kit.matching import ENOUGH, Model, Scorer, bits_of, default_model, prepare, read_model

needs = None  # follows from somebody becoming known; nobody asks for it
#: from this confidence on two are suggested, so many for one newcomer; the share of newcomers known already, a guess
LEAST, MOST, KNOWN = 0.9, 5, 0.5
TELLING = {"birth_date", "email"}  # beside a name: a phone of their own every namesake has
_NAMES = ("first_name", "middle_name", "last_name")


@job("identity.compare", together=1)
def compare_newcomer(due: Due, actor: Actor = SYSTEM) -> None:
    """Whom one customer.recognised may be; told again it changes nothing, since nobody is asked twice about two."""
    compare_customer(UUID(str(due.facts["subject"])), actor=actor, at=clock.now())


def compare_customer(customer: UUID, *, actor: Actor, at: datetime) -> int:
    """Within the caller's story: compare a customer with those like them; how many suggestions came of it.

    For a job, not for a page. It reads a few hundred people by the indexes of the search: memory does not grow with the
    number of customers.
    """
    newcomer = person_to_compare(customer)
    known = people_like(newcomer) if newcomer and TELLING & newcomer.fields.keys() else []
    if newcomer is None or not known:
        return 0
    learnt, people = learnt_model(), roughly_how_many()
    model = read_model(learnt) if learnt else default_model()
    person = prepare(newcomer.fields)
    scorer = Scorer(model, _frequency(model, people), bits_of(KNOWN / people))
    scored = [(one, scorer.score(prepare(one.fields), person)) for one in known]
    sure = sorted(((one, by) for one, by in scored if by.confidence >= LEAST), key=lambda pair: -pair[1].bits)
    found = [
        Alike(one.leaf, newcomer.leaf, by.confidence, tuple((e.column, e.level, round(e.bits, 2)) for e in by.evidence))
        for one, by in sure[:MOST]
    ]
    suggested = suggest_alike(found, at)
    join_surest_here(suggested, actor=actor, at=at)
    return len(suggested)


def _frequency(model: Model, people: int) -> Callable[[str, str], float | None]:
    """The share of customers with a name; of other columns nothing is known but what the model says.

    Among few people every name is the only one of its kind: what lacks to ENOUGH is as the model saw it. A name that
    more bear than are counted is as common as the model takes names for, if that is more.
    """

    @cache
    def share(column: str, value: str) -> float | None:
        if column not in _NAMES or column not in model.shares:
            return None
        usual = model.shares[column][0].u
        count = max(min((how_many_called(word) for word in value.split()), default=1), 1)
        lacking = max(ENOUGH - people, 0)
        counted = (count + lacking * usual) / (people + lacking)
        return max(counted, usual) if count > MOST_COUNTED else counted

    return share
