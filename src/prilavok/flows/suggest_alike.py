"""All known people are compared by likeness; who may be one is put before staff, and joined only as the owner said."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from prilavok.domains.customers import actions
from prilavok.domains.customers.errors import JoinsOff
from prilavok.domains.customers.queries import join_rule, people_to_compare
from prilavok.domains.customers.types.identity import Alike
from prilavok.flows.join_surest import join_surest
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.matching import ENOUGH, Pair, Person, learn_names, matching, prepare, write_model

needs = "customers.join"
#: suggestions of one comparison, the surest first; more than this nobody looks at
MOST = 1_000
_SLICE = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """How many people were compared, how many pairs are new suggestions, and how many of those were joined."""

    people: int
    suggested: int
    joined: int


def suggest_alike(
    *,
    least: float,
    join_from: float | None = None,
    at_most: int = 0,
    folder: Path | None = None,
    told: Callable[[str], None] = lambda step: None,
    actor: Actor,
    at: datetime,
) -> Compared:
    """Compare everybody; whom to suggest. It takes minutes and works in the folder, not in the database.

    least: the confidence (0 to 1) from which two are suggested. Joined by themselves are those whom the owner's setting
    lets be joined; join_from, at_most only narrow it (JoinsOff where it is off). What is learnt judges newcomers.
    """
    if join_from is not None and join_rule() is None:
        raise JoinsOff
    leaves: list[UUID] = []

    words = learn_names(one.fields.get("name", "") for one in people_to_compare())

    def rows() -> Iterator[Person]:
        for one in people_to_compare():
            leaves.append(one.leaf)
            yield prepare(one.fields, words)

    with matching([rows()], least=least, folder=folder, told=told) as matched:
        learnt = write_model(matched.model) if matched.clusters or len(leaves) >= ENOUGH else ""
        found = [_alike(pair, leaves) for pair, _nth in zip(matched.pairs(least), range(MOST), strict=False)]
    suggested: list[tuple[UUID, float]] = []
    for start in range(0, len(found), _SLICE):
        with story():
            suggested += actions.suggest_alike(found[start : start + _SLICE], at)
    if learnt:
        with story():
            actions.keep_model(learnt, at=at)
    narrowed = None if join_from is None else at_most
    joined = join_surest(suggested, join_from=join_from or 0.0, at_most=narrowed, actor=actor, at=at)
    return Compared(len(leaves), len(suggested), joined)


def _alike(pair: Pair, leaves: Sequence[UUID]) -> Alike:
    parts = tuple((one.column, one.level, round(one.bits, 2)) for one in pair.scored.evidence)
    return Alike(leaves[pair.left], leaves[pair.right], pair.scored.confidence, parts)
