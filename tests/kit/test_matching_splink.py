"""Our own score is Splink's: the same functions in DuckDB and here, the same bits for the same pairs; ready for Spark."""

import errno
import socket
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler, Levenshtein
from splink.internals.dialects import SplinkDialect
from tests.matching_world import World, halved, quality

from prilavok.kit.errors import Refused
from prilavok.kit.matching import (
    Matched,
    PeopleIndex,
    Person,
    Scorer,
    matching,
    prepare,
    read_model,
    write_model,
)
from prilavok.kit.matching.comparisons import COMPARISONS
from prilavok.kit.matching.levels import creator, holds
from prilavok.kit.matching.scoring import bits_of
from prilavok.kit.matching.splinking import settings_of

#: by how much our bits and Splink's may differ: both are sums of doubles
TOLERANCE = 1e-6
_TEXTS = st.text("abcdefg 0123456789@.", min_size=1, max_size=20)


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@settings(max_examples=150, deadline=None)
@given(one=_TEXTS, two=_TEXTS)
def test_likeness_is_the_same_number_there_and_here(database: duckdb.DuckDBPyConnection, one: str, two: str) -> None:
    there = database.execute("SELECT jaro_winkler_similarity($1, $2), levenshtein($1, $2)", [one, two]).fetchall()[0]
    assert there == (pytest.approx(JaroWinkler.similarity(one, two), abs=1e-12), Levenshtein.distance(one, two))


_DAYS = st.dates().map(lambda day: f"{day:%Y%m%d}".rjust(8, "0"))
_NAMES = st.sampled_from(["a", "ana", "anna", "ivan", "ivanov", "i", "ovan", "ivnov"])


@settings(max_examples=60, deadline=None)
@given(
    left=st.fixed_dictionaries({"first_name": _NAMES, "last_name": _NAMES, "middle_name": _NAMES, "birth_date": _DAYS}),
    right=st.fixed_dictionaries(
        {"first_name": _NAMES, "last_name": _NAMES, "middle_name": _NAMES, "birth_date": _DAYS}
    ),
)
def test_every_level_is_judged_alike_there_and_here(
    database: duckdb.DuckDBPyConnection, left: Person, right: Person
) -> None:
    dialect = SplinkDialect.from_string("duckdb")
    given = {
        f"{column}_{side}": text for side, person in (("l", left), ("r", right)) for column, text in person.items()
    }
    columns = ", ".join(f"${name} AS {name}" for name in given)
    for comparison in COMPARISONS:
        if comparison.column in left:
            for level in comparison.levels:
                condition = creator(level, comparison.column).create_level_dict("duckdb")["sql_condition"]
                answer = database.execute(f"SELECT {condition} FROM (SELECT {columns})", given).fetchall()[0][0]
                assert answer is holds(level, comparison.column, left, right), (comparison.column, level, dialect)


@pytest.fixture(scope="module")
def rows() -> tuple[list[Person], list[int]]:
    world = World(21)
    told, whose = world.repeated(world.people(500))
    half = halved(told[::2], [("first_name",), ("birth_date",)], seed=2)
    told[::2] = half
    return [prepare(row) for row in told], whose


@pytest.fixture(scope="module")
def found(rows: tuple[list[Person], list[int]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matched]:
    """Matched with every connection refused: whatever asked a network would fail here."""

    def refuse(*_told: object) -> None:
        raise AssertionError("a connection was opened")

    folder = tmp_path_factory.mktemp("matching")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(socket.socket, "connect", refuse)
        with matching([rows[0]], folder=folder) as matched:
            assert list(folder.iterdir())
            yield matched
    assert list(folder.iterdir()) == [], "what the work needed is taken away"


def test_our_bits_are_splinks_for_the_same_pairs(rows: tuple[list[Person], list[int]], found: Matched) -> None:
    """Every pair that Splink scored, by column and in all, with the priors settled over the file."""
    people = rows[0]
    index = PeopleIndex(found.model, enumerate(people))
    scorer = Scorer(found.model, index.frequency, bits_of(found.model.prior))
    pairs = list(found.pairs(least=0.15))
    assert len(pairs) > 200
    for pair in pairs:
        own = scorer.score(people[pair.left], people[pair.right])
        assert [(one.column, one.level) for one in own.evidence] == [
            (one.column, one.level) for one in pair.scored.evidence
        ]
        assert [one.bits for one in own.evidence] == pytest.approx(
            [one.bits for one in pair.scored.evidence], abs=TOLERANCE
        )
        assert (own.bits, own.strangers, own.household) == pytest.approx(
            (pair.scored.bits, pair.scored.strangers, pair.scored.household), abs=TOLERANCE
        )


def test_a_wrong_weight_would_be_seen(rows: tuple[list[Person], list[int]], found: Matched) -> None:
    """The comparison above can fail: without the weight of rare values the bits are others."""
    people = rows[0]
    scorer = Scorer(found.model, lambda column, value: None, bits_of(found.model.prior))
    pair = next(found.pairs())
    assert abs(scorer.score(people[pair.left], people[pair.right]).strangers - pair.scored.strangers) > 0.01


def test_what_is_placed_is_told_with_the_pair_that_ties_it(
    rows: tuple[list[Person], list[int]], found: Matched
) -> None:
    placed = list(found.placed())
    assert [one.row for one in placed] == list(range(len(rows[0])))
    clusters = {one.row: one.cluster for one in placed}
    for one in placed:
        assert one.size == list(clusters.values()).count(one.cluster)
        assert (one.tie is None) == (one.size == 1)
        if one.tie is not None:
            assert one.tie.left == one.row
            assert clusters[one.tie.right] == one.cluster <= one.row
            assert one.tie.scored.confidence >= 0.5
            assert one.tie.scored.evidence
    precision, _recall, f1 = quality(clusters, rows[1])
    assert precision >= 0.97
    assert f1 >= 0.85


def test_the_model_learnt_is_used_again_and_finds_the_same(
    rows: tuple[list[Person], list[int]], found: Matched
) -> None:
    told = [(pair.left, pair.right, round(pair.scored.bits, 6)) for pair in found.pairs(least=0.9)]
    with matching([rows[0]], model=read_model(write_model(found.model)), least=0.9) as once_more:
        again = list(once_more.pairs(0.9))
    assert [(pair.left, pair.right) for pair in again] == [pair[:2] for pair in told]
    assert [pair.scored.bits for pair in again] == pytest.approx([pair[2] for pair in told], abs=1e-3)


def test_the_same_settings_are_written_for_spark(found: Matched) -> None:
    """Splink translates them; Spark itself is run by test_matching_spark, where it is there."""
    told = settings_of(found.model, "dedupe_only").create_settings_dict("spark")
    ours = settings_of(found.model, "dedupe_only").create_settings_dict("duckdb")
    assert [one["output_column_name"] for one in told["comparisons"]] == [
        one["output_column_name"] for one in ours["comparisons"]
    ]
    written = str(told["comparisons"])
    assert "jaro_winkler(" in written
    assert "jaro_winkler_similarity" not in written
    assert "jaro_winkler_similarity" in str(ours["comparisons"])


@pytest.mark.parametrize("people", [[], [{}], [{}, {}], [{"first_name": "ana"}] * 2, [{"phone": "77011234567"}] * 3])
def test_files_that_hold_next_to_nothing_are_answered(people: list[Person]) -> None:
    with matching([people]) as matched:
        assert [one.row for one in matched.placed()] == list(range(len(people)))
        assert matched.tied == 0, "nobody is joined by a phone alone, or by a first name"


@pytest.mark.parametrize("trouble", [duckdb.OutOfMemoryException("too much"), OSError(errno.ENOSPC, "disk full")])
def test_too_little_room_is_said_in_a_sentence(trouble: Exception) -> None:
    with pytest.raises(Refused, match=r"match\.no_room"), matching([[]]):
        raise RuntimeError("as Splink wraps it") from trouble
    with pytest.raises(ZeroDivisionError), matching([[]]):
        raise ZeroDivisionError
