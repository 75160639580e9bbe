"""Which evidence holds people together under the rules by kind, and what the whole log makes of them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from fnmatch import translate
from functools import lru_cache
from uuid import UUID

from prilavok.domains.customers.rules.numbers import IIN
from prilavok.domains.customers.types.identity import Broken, Held, IdentityRules, KindRule, ListedValue, LoggedTie

#: what makes somebody known as a person, and what staff search people by
CONTACTS = ("phone", "email", "card")
_FREE = KindRule("", "limited")


def weigh(
    rules: IdentityRules,
    one: Held,
    other: Held,
    mine: Sequence[Held],
    theirs: Sequence[Held],
    *,
    people: bool,
    decided: bool = False,
) -> Broken:
    """The rule that a tie of two leaves of different people would break, "" where it may hold.

    mine, theirs: all leaves that stand with `one` and with `other`, those among them. people: both sides are somebody
    already; a phone that nobody has is just a phone. decided: somebody has looked at it, so that only what no decision
    overrules is asked.
    """
    ends = [rules.kinds.get(end.kind, _FREE) for end in (one, other)]
    if any(rule.use == "blocked" for rule in ends):
        return "blocked"
    if one.nobodys or other.nobodys or any(rule.use == "shared" for rule in ends):
        return "shared"
    if len(mine) + len(theirs) > rules.cap:
        return "cap"
    # Two numbers that a state gave are two people, whoever decides.
    if len({held.leaf for held in (*mine, *theirs) if held.kind == IIN}) > 1:
        return "unique"
    if decided:
        return ""
    if any(rule.use == "leased" for rule in ends) and _known(mine) and _known(theirs):
        return "leased"
    both = {held.kind for held in mine} & {held.kind for held in theirs}
    if people and any(rules.kinds.get(kind, _FREE).apart for kind in both):
        return "apart"
    for kind in sorted(both):
        rule = rules.kinds.get(kind, _FREE)
        if rule.use == "unique":
            return "unique"
        if rule.use == "limited" and _over(rule, [held for held in (*mine, *theirs) if held.kind == kind]):
            return "limited"
    return ""


def list_says(listed: Iterable[ListedValue], kind: str, value: str) -> str:
    """What the list says of an identifier: "blocked", "shared" or ""; blocked counts more."""
    said = {line.use for line in listed if line.kind == kind and _glob(line.pattern).fullmatch(value)}
    return "blocked" if "blocked" in said else "shared" if said else ""


def nobodys_use(rules: IdentityRules, kind: str, value: str) -> str:
    """Why an identifier is nobody's, by the rule of its kind or by the list: "blocked", "shared" or ""."""
    ruled, said = rules.kinds.get(kind, _FREE).use, list_says(rules.listed, kind, value)
    return "blocked" if "blocked" in (ruled, said) else "shared" if "shared" in (ruled, said) else ""


def components(leaves: Collection[UUID], ties: Iterable[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """The leaves in the sets that the ties make of them, each set once; ties to other leaves are passed over."""
    found = Sets(leaves)
    for one, other in ties:
        if one in found.of and other in found.of:
            found.unite(one, other)
    return list({id(members): members for members in found.of.values()}.values())


def proven_apart(
    leaf: UUID, leaves: Collection[UUID], verified: Iterable[tuple[UUID, UUID]], proven: Collection[UUID]
) -> set[UUID]:
    """Of a person's leaves those that go with one of them when somebody else proves it; none where all of them come.

    verified: the ties of proven evidence; what else holds the person together is a list's word. proven: leaves by which
    somebody was here. Where one of them stands apart from this leaf, only a list made the two one person.
    """
    with_it = next(part for part in components(leaves, verified) if leaf in part)
    return with_it if set(proven) - with_it else set()


def lists_torn(
    leaves: Collection[UUID],
    verified: Iterable[tuple[UUID, UUID]],
    listed: Iterable[tuple[UUID, UUID, UUID]],
    proven: Collection[UUID],
) -> set[UUID]:
    """Of the ties (id, one, other) that lists told, in their order, those by which two proven people would be one."""
    found = Sets(leaves)
    for one, other in verified:
        found.unite(one, other)
    torn = set()
    for id, one, other in listed:
        mine, theirs = found.of[one], found.of[other]
        if mine is not theirs and not mine.isdisjoint(proven) and not theirs.isdisjoint(proven):
            torn.add(id)
        else:
            found.unite(one, other)
    return torn


def shortest_path(one: UUID, other: UUID, ties: Iterable[tuple[UUID, UUID, UUID]]) -> list[UUID]:
    """The ids of the fewest ties (id, one, other) that lead from one leaf to the other; [] where none do."""
    beside: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for id, left, right in ties:
        beside.setdefault(left, []).append((right, id))
        beside.setdefault(right, []).append((left, id))
    came: dict[UUID, tuple[UUID, UUID]] = {}
    ahead, seen = [one], {one}
    while ahead and other not in seen:
        further = []
        for leaf in ahead:
            for neighbour, id in beside.get(leaf, ()):
                if neighbour not in seen:
                    seen.add(neighbour)
                    came[neighbour] = (leaf, id)
                    further.append(neighbour)
        ahead = further
    path: list[UUID] = []
    at = other
    while at in came:
        at, id = came[at]
        path.append(id)
    return path[::-1]


def replay(
    rules: IdentityRules, leaves: Mapping[UUID, Held], ties: Sequence[LoggedTie]
) -> tuple[dict[UUID, Broken], list[set[UUID]]]:
    """What each tie of the log comes to, by its id, and the people they make; ties in the order they came in.

    Of what came at once the decided and the strongest stand first, so that the weakest gives way. A device that the
    log ties to two known people is taken out and stands alone: whose its anonymous facts are, nobody can say.
    """
    alone: set[UUID] = set()
    while True:
        verdicts, people, torn = _replay_once(rules, leaves, ties, alone)
        if torn <= alone:
            return verdicts, people
        alone |= torn


def _replay_once(
    rules: IdentityRules, leaves: Mapping[UUID, Held], ties: Sequence[LoggedTie], alone: set[UUID]
) -> tuple[dict[UUID, Broken], list[set[UUID]], set[UUID]]:
    sets = Sets(leaves)
    verdicts: dict[UUID, Broken] = {}
    torn: set[UUID] = set()
    for tie in ties:
        verdict: Broken = ""
        if tie.one in alone or tie.other in alone:
            verdict = "leased"
        elif sets.of[tie.one] is not sets.of[tie.other]:
            mine = [leaves[leaf] for leaf in sets.of[tie.one]]
            theirs = [leaves[leaf] for leaf in sets.of[tie.other]]
            one, other = leaves[tie.one], leaves[tie.other]
            people = not tie.listed and _somebody(mine, tie) and _somebody(theirs, tie)
            verdict = weigh(rules, one, other, mine, theirs, people=people, decided=tie.decided)
            if tie.listed and not verdict and not (tie.stood or _nobodys(mine) or _nobodys(theirs)):
                verdict = "apart"
            if verdict == "leased":
                torn |= {end.leaf for end in (one, other) if rules.kinds.get(end.kind, _FREE).use == "leased"}
            if not verdict:
                sets.unite(tie.one, tie.other)
        verdicts[tie.id] = verdict
    return verdicts, list({id(members): members for members in sets.of.values()}.values()), torn


class Sets:
    """Disjoint sets with their members at hand; the smaller goes into the larger."""

    def __init__(self, leaves: Iterable[UUID]) -> None:
        self.of = {leaf: {leaf} for leaf in leaves}

    def unite(self, one: UUID, other: UUID) -> None:
        small, large = sorted((self.of[one], self.of[other]), key=len)
        if small is not large:
            large |= small
            for leaf in small:
                self.of[leaf] = large


def _somebody(side: Sequence[Held], tie: LoggedTie) -> bool:
    return len(side) > 1 or any(held.owned_since is not None and held.owned_since < tie.at for held in side)


def _nobodys(side: Sequence[Held]) -> bool:
    return len(side) == 1 and side[0].owned_since is None


def _known(leaves: Iterable[Held]) -> bool:
    return any(held.kind in CONTACTS for held in leaves)


def _over(rule: KindRule, held: Sequence[Held]) -> bool:
    if rule.most is None:
        return False
    if rule.days is None:
        return len(held) > rule.most
    times = sorted(one.since for one in held)
    # More than `most` within some window: the first and the one `most` after it lie closer than the window.
    window = timedelta(days=rule.days)
    return any(late - early < window for early, late in zip(times, times[rule.most :], strict=False))


@lru_cache(maxsize=4096)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern.replace("[", "[[]")))
