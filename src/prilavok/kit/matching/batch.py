"""Whole files: every pair that may be one person, and every row with the person it seems to be, by Splink on DuckDB."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prilavok.kit.matching.comparisons import chosen
from prilavok.kit.matching.engine import Loaded, in_bounds, load_people, opened, workplace
from prilavok.kit.matching.joining import components, final_bits, groups, settle
from prilavok.kit.matching.model import Model, level_names
from prilavok.kit.matching.preparing import Person
from prilavok.kit.matching.scoring import Evidence, Scored, bits_of, both, level_of, probability
from prilavok.kit.matching.splinking import predict, train

#: pairs with this much against them are of no interest to anybody
_FEWEST_BITS = -3.0
_SLICE = 5_000
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows and what is thought of them. They are numbered from nought, the second file's after the first's."""

    left: int
    right: int
    scored: Scored


@dataclass(frozen=True, slots=True)
class Placed:
    """One row and the person it seems to be.

    cluster: the number of the person's first row; size: how many rows the person has. tie: the pair by which it
    belongs there, the strongest of those inside; None for a row that stands alone.
    """

    row: int
    cluster: int
    size: int
    tie: Pair | None


class Matched:
    """What was found in the files. Rows and pairs are read as a stream while the work is open."""

    def __init__(self, loaded: Loaded, model: Model, least: float) -> None:
        self.model = model
        self.rows = loaded.rows
        self._loaded = loaded
        self._least = bits_of(least)
        self._clusters = self._join() if loaded.comparable else {}

    @property
    def clusters(self) -> int:
        """How many people have more than one row."""
        return len(set(self._clusters.values()))

    @property
    def tied(self) -> int:
        """How many rows belong to one of those."""
        return len(self._clusters)

    def pairs(self, least: float = 0.5) -> Iterator[Pair]:
        """Every pair of at least this confidence, the surest first."""
        if not self._loaded.comparable:
            return
        yield from self._pairs(f"SELECT * FROM scored WHERE bits >= {bits_of(least)} ORDER BY bits DESC, a, b")

    def placed(self) -> Iterator[Placed]:
        """Every row in order, with its person."""
        sizes: dict[int, int] = {}
        for cluster in self._clusters.values():
            sizes[cluster] = sizes.get(cluster, 0) + 1
        ties = self._pairs(
            "SELECT scored.* EXCLUDE (a, b), tie.row AS a, tie.other AS b FROM scored "
            "JOIN tie ON a = least(tie.row, tie.other) AND b = greatest(tie.row, tie.other) ORDER BY tie.row"
        )
        tie = next(ties, None) if sizes else None
        for row in range(sum(self.rows)):
            cluster = self._clusters.get(row, row)
            if tie is not None and tie.left == row:
                yield Placed(row, cluster, sizes[cluster], tie)
                tie = next(ties, None)
            else:
                yield Placed(row, cluster, 1, None)

    def _join(self) -> dict[int, int]:
        """Settle the priors, score, group; keeps in the engine what is to be read afterwards."""
        database = self._loaded.database
        told = database.execute("SELECT strangers, household FROM pairs WHERE strangers > 0").fetchnumpy()
        prior, kin = settle(told["strangers"], told["household"], self._loaded.pairs)
        self.model = replace(self.model, prior=prior, kin=kin)
        told = database.execute("SELECT a, b, strangers, household FROM pairs").fetchnumpy()
        numbers = {"a": told["a"], "b": told["b"]}
        numbers["bits"] = final_bits(told["strangers"], told["household"], prior, kin)
        _keep(database, "judged", numbers)
        database.execute(
            "CREATE TABLE scored AS SELECT least(p.a, p.b) AS a, greatest(p.a, p.b) AS b, p.* EXCLUDE (a, b), j.bits "
            f"FROM pairs p POSITIONAL JOIN judged j WHERE j.bits >= {_FEWEST_BITS}"
        )
        ties = _read_ties(database, f"SELECT bits, a, b FROM scored WHERE bits >= {self._least}")
        parts = components(sum(self.rows), ((one, two) for _bits, one, two in ties))
        _keep(database, "part", {"row": list(range(len(parts))), "part": parts})
        known = _read_ties(
            database,
            "SELECT j.bits, j.a, j.b FROM judged j JOIN part x ON x.row = j.a JOIN part y ON y.row = j.b "
            "WHERE x.part = y.part",
        )
        clusters = groups(ties, known)
        self._keep_ties(ties, clusters)
        sizes: dict[int, int] = {}
        for cluster in clusters.values():
            sizes[cluster] = sizes.get(cluster, 0) + 1
        return {row: cluster for row, cluster in clusters.items() if sizes[cluster] > 1}

    def _keep_ties(self, ties: Sequence[tuple[float, int, int]], clusters: dict[int, int]) -> None:
        """For each row its strongest pair inside its group."""
        strongest: dict[int, int] = {}
        for _bits, one, two in sorted(ties, key=lambda tie: (-tie[0], tie[1], tie[2])):
            if clusters[one] == clusters[two]:
                strongest.setdefault(one, two)
                strongest.setdefault(two, one)
        rows = sorted(strongest)
        _keep(self._loaded.database, "tie", {"row": rows, "other": [strongest[row] for row in rows]})

    def _pairs(self, statement: str) -> Iterator[Pair]:
        """Pairs with their evidence: the levels from the rows themselves, the bits as Splink gave them."""
        database, compared = self._loaded.database, chosen(self._loaded.columns)
        columns = [one.column for one in compared]
        sides = ", ".join(f"{side}.{column}" for side in "lr" for column in columns)
        bits = ", ".join(f"t.bits_{column}" for column in columns)
        people = " UNION ALL ".join(f"SELECT unique_id, {', '.join(columns)} FROM {one}" for one in self._loaded.tables)
        cursor = database.cursor()  # its own place in the answer: several streams may be read at once
        cursor.execute(
            f"WITH t AS MATERIALIZED ({statement}), people AS ({people}) "
            f"SELECT t.a, t.b, t.strangers, t.household, {bits}, {sides} FROM t "
            "JOIN people l ON l.unique_id = t.a JOIN people r ON r.unique_id = t.b "
            f"ORDER BY {'t.a' if 'tie.row' in statement else 't.bits DESC, t.a, t.b'}"
        )
        prior, kin, width = bits_of(self.model.prior), bits_of(self.model.kin), len(columns)
        while rows := cursor.fetchmany(_SLICE):
            for a, b, strangers, household, *told in rows:
                said, left, right = told[:width], told[width : 2 * width], told[2 * width :]
                one = {column: text for column, text in zip(columns, left, strict=True) if text is not None}
                two = {column: text for column, text in zip(columns, right, strict=True) if text is not None}
                evidence = tuple(
                    Evidence(comparison.column, level_names(comparison)[nth], weight)
                    for comparison, weight in zip(compared, said, strict=True)
                    if (nth := level_of(comparison, one, two)) is not None
                )
                total = both(strangers + prior, household + kin)
                scored = Scored(total, probability(total), strangers + prior, household + kin, evidence)
                yield Pair(a, b, scored)


def _keep(database: Any, table: str, columns: dict[str, Any]) -> None:
    import pyarrow as pa

    database.register("arriving", pa.table(columns))
    database.execute(f"CREATE TABLE {table} AS SELECT * FROM arriving")
    database.unregister("arriving")


def _read_ties(database: Any, statement: str) -> list[tuple[float, int, int]]:
    told = database.execute(statement).fetchnumpy()
    names = list(told)
    return list(zip(*(told[name].tolist() for name in names), strict=True))


@contextmanager
def matching(
    files: Sequence[Iterable[Person]],
    *,
    model: Model | None = None,
    least: float = 0.5,
    folder: Path | None = None,
    spark: bool = False,
    told: Told = lambda step: None,
) -> Iterator[Matched]:
    """Find who is who: the repeats within one file of prepared rows, or the links between two.

    model: one trained before; without it the shares are learnt from the rows. least: the confidence from which two
    rows are taken for one person. folder: where the work lies while it is open (as much disk as the files and their
    pairs), by default the system's. spark: have it compare the rows, for lists whose pairs DuckDB's memory is
    too small for. told: hears which step begins. Raises Refused where disk or memory is too little.
    """
    with in_bounds(), workplace(folder) as place, opened(place) as database:
        told("reading")
        loaded = load_people(database, files)
        if not loaded.comparable:
            yield Matched(loaded, model or Model({}, 1e-4, 0.5, 0), least)
            return
        if model is None:
            told("learning")
            model = train(loaded)
        else:
            kept = {column: shares for column, shares in model.shares.items() if column in loaded.columns}
            model = replace(model, shares=kept)
        told("comparing")
        predict(loaded, model, spark_in=place if spark else None)
        told("joining")
        yield Matched(loaded, model, least)
