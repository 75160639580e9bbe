"""Splink's part: its settings drawn from our comparisons, the shares learnt by it, and the pairs of a file scored.

The settings name no engine: the same are scored by DuckDB and by Spark. Shares are learnt by DuckDB, from samples.
"""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from prilavok.kit.matching.comparisons import COMPARISONS, chosen
from prilavok.kit.matching.engine import Loaded
from prilavok.kit.matching.levels import Comparison, creator
from prilavok.kit.matching.model import MOST_BITS, Model, Share
from prilavok.kit.matching.spark import lend, sparked, take_back

LinkType = Literal["dedupe_only", "link_only"]
_SAMPLED_PAIRS = 1_000_000
_TAUGHT_PAIRS = 1_000_000  # that one round of expectation and maximisation looks at, about
_FEWEST_TO_TEACH = 30  # pairs that agree, or a block teaches nothing
#: how many pairs the shares assumed beforehand weigh as much as
_ASSUMED = 50
#: nor does a likeness that is not the same say more than this, in bits: e-mails are made of names
_MOST_OF_LIKENESS = 10.0
#: blocks whose pairs are one person or strangers, hardly ever a household: from those the shares are learnt
_TEACHING = (("first_name", "last_name"), ("birth_date",), ("email",), ("document",))
#: agreements of which nearly all are one person, by which the first guess of how many there are is made; those in
#: the second row, which a household may share, only where no birthday is told
_SURE = (("first_name", "last_name", "birth_date"), ("email", "first_name"), ("document",), ("email", "birth_date"))
_SURE_WITHOUT_DAYS = (("phone", "first_name", "last_name"), ("first_name", "last_name", "street"))
_SURE_FIND = 0.6
_KIN = 0.5  # until the pairs of the file have been looked at
_SEED = 7


def settings_of(model: Model, link_type: LinkType) -> Any:
    """Splink's settings with a model's shares in them."""
    return _settings(model.comparisons, link_type, model.prior, model)


def _settings(comparisons: Sequence[Comparison], link_type: LinkType, prior: float, model: Model | None) -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type=link_type,
        comparisons=[_comparison(one, model) for one in comparisons],
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        probability_two_random_records_match=prior,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
        max_iterations=20,
        em_convergence=0.001,
    )


def _comparison(comparison: Comparison, model: Model | None) -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    levels: list[Any] = [cll.NullLevel(comparison.column)]
    made = [(creator(level, comparison.column), level.m) for level in comparison.levels]
    for nth, (level, m) in enumerate([*made, (cll.ElseLevel(), comparison.differs)]):
        told: dict[str, Any] = {"m_probability": m}
        if model is not None:
            share = model.shares[comparison.column][nth]
            told = {"m_probability": share.m, "u_probability": share.u}
        if nth == 0 and comparison.rare:
            told["tf_adjustment_column"] = comparison.column
        levels.append(level.configure(**told))
    return cl.CustomComparison(output_column_name=comparison.column, comparison_levels=levels)


def _linker(loaded: Loaded, settings: Any) -> Any:
    from splink import DuckDBAPI

    engine = DuckDBAPI(loaded.database)
    return _linker_of([engine.register(table, dataset_display_name=table) for table in loaded.tables], settings)


def _linker_of(tables: Sequence[Any], settings: Any) -> Any:
    from splink import Linker

    return Linker(list(tables) if len(tables) > 1 else tables[0], settings, log_level="ERROR", validate_settings=False)


def link_type_of(loaded: Loaded) -> LinkType:
    """What Splink calls finding repeats in one file, or linking two."""
    return "link_only" if len(loaded.rows) == 2 else "dedupe_only"


def train(loaded: Loaded) -> Model:
    """Learn the shares from the rows themselves, without labels.

    What a file does not show (few repeats, an empty column) stays as assumed beforehand: a learnt share weighs as
    much as there are pairs that surely are one person.
    """
    comparisons = chosen(loaded.columns)
    sure = _count_sure(loaded)
    prior = min(0.05, max(sure / _SURE_FIND, 1) / max(loaded.pairs, 2))
    settings = _settings(comparisons, link_type_of(loaded), prior, None)
    learnt = _learn(loaded, settings, [one for one in _TEACHING if _teaches(loaded, one)])
    sampled = min(loaded.pairs, _SAMPLED_PAIRS)
    shares = {one.column: _weighed(one, learnt[one.column], sure, prior, sampled) for one in comparisons}
    return Model(_crossed_once(shares), prior, _KIN, sum(loaded.rows))


def _crossed_once(shares: Mapping[str, tuple[Share, ...]]) -> dict[str, tuple[Share, ...]]:
    """Names that stand in each other's column are seen in both: each says half of what one alone was learnt to say.

    Else namesakes would be tied by the order of their names, where the same names in one order tie nobody.
    """
    at = {
        one.column: nth
        for one in COMPARISONS
        for nth, level in enumerate(one.levels)
        if level.kind == "swapped" and {one.column, level.other} <= set(shares)
    }
    bits = min((shares[column][nth].bits for column, nth in at.items()), default=0.0) / 2
    halved = dict(shares)
    for column, nth in at.items():
        m = shares[column][nth].m
        halved[column] = (*shares[column][:nth], Share(m, min(m * 2.0**-bits, 0.99999)), *shares[column][nth + 1 :])
    return halved


def _teaches(loaded: Loaded, columns: tuple[str, ...]) -> bool:
    return set(columns) <= set(loaded.columns) and _count_alike(loaded, columns) >= _FEWEST_TO_TEACH


def _learn(loaded: Loaded, settings: Any, teaching: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    """What Splink learns of each column. A block that does not converge (all of it strangers) is left out."""
    from splink import block_on
    from splink.internals.exceptions import EMTrainingException

    linker = _linker(loaded, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED, num_chunks=1)
    for columns in teaching:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*columns),
                estimate_without_term_frequencies=True,
                max_pairs=_TAUGHT_PAIRS,
                record_sample_proportion=1,
            )
        except (EMTrainingException, ValueError):  # a share under the least that a float holds
            return _learn(loaded, settings, [one for one in teaching if one != columns])
    return {one["output_column_name"]: one for one in linker.misc.save_model_to_json()["comparisons"]}


def _count_sure(loaded: Loaded) -> int:
    rules = _SURE if "birth_date" in loaded.columns else _SURE + _SURE_WITHOUT_DAYS
    return max((_count_alike(loaded, one) for one in rules if set(one) <= set(loaded.columns)), default=0)


def _count_alike(loaded: Loaded, columns: tuple[str, ...]) -> int:
    """How many pairs agree in all of these columns."""
    by, there = ", ".join(columns), " AND ".join(f"{column} IS NOT NULL" for column in columns)
    grouped = [f"(SELECT {by}, count(*) AS n FROM {table} WHERE {there} GROUP BY {by})" for table in loaded.tables]
    if len(grouped) == 2:
        return int(
            loaded.one(f"SELECT coalesce(sum(l.n * r.n), 0) FROM {grouped[0]} l JOIN {grouped[1]} r USING ({by})")
        )
    return int(loaded.one(f"SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM {grouped[0]}"))


def _weighed(
    comparison: Comparison, learnt: dict[str, Any], sure: int, prior: float, sampled: int
) -> tuple[Share, ...]:
    """Learnt shares beside those assumed, each weighing as much as the pairs behind it.

    Among pairs taken at random some are one person: what those add to u is taken off, or a file full of repeats
    would make its e-mails look common.
    """
    levels = [level for level in learnt["comparison_levels"] if not level.get("is_null_level")]
    assumed = [(level.m, level.u) for level in comparison.levels]
    assumed.append((comparison.differs, max(0.05, 1 - sum(u for _m, u in assumed))))
    shares: list[Share] = []
    for level, (m_assumed, u_assumed) in zip(levels, assumed, strict=True):
        m = (level.get("m_probability", m_assumed) * sure + m_assumed * _ASSUMED) / (sure + _ASSUMED)
        u = level.get("u_probability")
        if u is not None:
            u = max(u - prior * m, u * 0.1)
        # Never rarer than the sample can show: one in as many pairs as were looked at.
        u = u_assumed if u is None else max(u, 0.5 / max(sampled, 1))
        shares.append(_bounded(m, u, MOST_BITS if not shares else _MOST_OF_LIKENESS))
    return tuple(shares)


def _bounded(m: float, u: float, most: float) -> Share:
    m, u = min(max(m, 1e-5), 0.99999), min(max(u, 1e-9), 0.99999)
    return Share(m, max(u, m * 2.0**-most))


def predict(loaded: Loaded, model: Model, *, spark_in: Path | None = None) -> None:
    """Score every pair of rows that has a key in common. Makes the table `pairs`: numbers and bits by column, no prior.

    spark_in: compared by Spark, with that folder for its files; else by DuckDB.
    """
    settings = settings_of(model, link_type_of(loaded))
    if spark_in is not None:
        with sparked(spark_in) as session:
            open_engine = importlib.import_module("splink").SparkAPI
            engine = open_engine(spark_session=session, register_udfs_automatically=False)
            lent = lend(loaded, session, spark_in)
            tables = [
                engine.register(one, dataset_display_name=name) for one, name in zip(lent, loaded.tables, strict=True)
            ]
            scored = _scored(_linker_of(tables, settings))
            take_back(loaded, session, _pairs_sql(model, scored), spark_in)
        return
    scored = _scored(_linker(loaded, settings))
    loaded.database.execute(f"CREATE TABLE pairs AS {_pairs_sql(model, scored)}")
    loaded.database.execute(f"DROP TABLE {scored}")


def _scored(linker: Any) -> str:
    return str(linker.inference.predict(warning_mode="never").physical_name)


def _pairs_sql(model: Model, scored: str) -> str:
    """In words that DuckDB and Spark both have."""
    told = {one.column: _bits_sql(one) for one in model.comparisons}
    by_column = ", ".join(f"{bits} AS bits_{column}" for column, bits in told.items())
    all_bits = " + ".join(told.values())
    own = [
        f"least({one.own.most}, greatest({one.own.least}, {told[one.column]}))"
        for one in model.comparisons
        if one.own.most > one.own.least
    ]
    return (
        f"SELECT unique_id_l AS a, unique_id_r AS b, {by_column}, {all_bits} AS strangers, "
        f"CAST({' + '.join(own) or '0.0'} AS double) AS household FROM {scored}"
    )


def _bits_sql(comparison: Comparison) -> str:
    """What one column says; nought where either row lacks it."""
    weight = f"mw_{comparison.column}"
    return f"({weight} + mw_tf_adj_{comparison.column})" if comparison.rare else weight
