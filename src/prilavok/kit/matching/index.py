"""People in memory by their keys: who an arriving record may be, in milliseconds, without a database."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from prilavok.kit.matching.comparisons import keys_of, most_per_key
from prilavok.kit.matching.model import Model
from prilavok.kit.matching.preparing import Person
from prilavok.kit.matching.scoring import Scored, Scorer, bits_of

#: of those whom keys bring, so many are scored at most: those of the keys that fewest hold
MOST_CANDIDATES = 600

#: how many people it takes to say how rare a value is
ENOUGH = 300

Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Found(Generic[Who]):
    """One known person whom the arriving record may be."""

    who: Who
    scored: Scored


class PeopleIndex(Generic[Who]):
    """Known people by their keys. One process's own; whoever is put again replaces what was known of them.

    known: the share of arriving records whose person is already here, as a guess.
    """

    def __init__(self, model: Model, people: Iterable[tuple[Who, Person]] = (), known: float = 0.5) -> None:
        self._model = model
        self._known = known
        self._people: dict[Who, Person] = {}
        self._keys: dict[str, dict[Who, None]] = defaultdict(dict)
        self._rare = [one.column for one in model.comparisons if one.rare]
        self._counts: dict[str, Counter[str]] = {column: Counter() for column in self._rare}
        self._filled: Counter[str] = Counter()
        for who, person in people:
            self.put(who, person)

    def __len__(self) -> int:
        return len(self._people)

    def put(self, who: Who, person: Person) -> None:
        """Let somebody be found by this prepared record."""
        self.drop(who)
        self._people[who] = person
        for key in keys_of(person):
            self._keys[key][who] = None
        for column in self._rare:
            if column in person:
                self._counts[column][person[column]] += 1
                self._filled[column] += 1

    def drop(self, who: Who) -> None:
        """Let somebody be found no more; nothing where they are not here."""
        person = self._people.pop(who, None)
        if person is None:
            return
        for key in keys_of(person):
            holders = self._keys[key]
            holders.pop(who, None)
            if not holders:
                del self._keys[key]
        for column in self._rare:
            if column in person:
                self._counts[column][person[column]] -= 1
                self._filled[column] -= 1

    def frequency(self, column: str, value: str) -> float | None:
        """The share of those here who have this value, of all who have the column; one unknown counts as one.

        Among few people every name is the only one of its kind: what lacks to ENOUGH is as the model saw it.
        """
        filled, count = self._filled[column], max(self._counts[column][value], 1)
        lacking = max(ENOUGH - filled, 0)
        return (count + lacking * self._model.shares[column][0].u) / (filled + lacking)

    def candidates(self, person: Mapping[str, str]) -> list[Who]:
        """Whom a prepared record is compared with: everyone who has a key in common that not too many hold."""
        held = [(len(holders), holders, key) for key in keys_of(person) if (holders := self._keys.get(key))]
        rows, found = len(self._people), dict[Who, None]()
        for count, holders, key in sorted(held, key=lambda one: one[0]):
            if len(found) >= MOST_CANDIDATES:
                break
            if count <= most_per_key(key, rows):
                found.update(holders)
        return list(found)[:MOST_CANDIDATES]

    def score(self, person: Person, least: float = 0.5, limit: int = 10) -> list[Found[Who]]:
        """Whom a prepared record may be, of at least that confidence, the surest first."""
        if not self._people:
            return []
        prior = self._known / len(self._people)
        scorer = Scorer(self._model, self.frequency, bits_of(prior))
        scored = [Found(who, scorer.score(self._people[who], person)) for who in self.candidates(person)]
        sure = [found for found in scored if found.scored.confidence >= least]
        return sorted(sure, key=lambda found: -found.scored.bits)[:limit]
