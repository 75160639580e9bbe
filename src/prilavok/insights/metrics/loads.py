"""What was loaded and what was not: rows and amounts refused, how dates were moved, what a rule made."""

from django.utils.translation import gettext_lazy as _

from prilavok.insights.metrics.indicator import OWNER, Indicator
from prilavok.insights.metrics.reading import Row, ask_plainly

LOADS_SQL = """
SELECT run, source, currency, origin, state, current_step, shift_weeks, totals, began_at, beat_at, finished_at, refusal,
       coalesce(sum(rows_in), 0)::bigint AS rows_in,
       coalesce(sum(rows_loaded), 0)::bigint AS rows_loaded,
       coalesce(sum(rows_refused), 0)::bigint AS rows_refused,
       coalesce(sum(amount_in), 0)::bigint AS amount_in,
       coalesce(sum(amount_loaded), 0)::bigint AS amount_loaded,
       coalesce(sum(amount_refused), 0)::bigint AS amount_refused
FROM counted_import
GROUP BY run, source, currency, origin, state, current_step, shift_weeks, totals, began_at, beat_at, finished_at,
         refusal
ORDER BY began_at DESC, run
"""

STEPS_SQL = """
SELECT run, currency, step, rows_in, rows_loaded, rows_refused, amount_in, amount_loaded, amount_refused
FROM counted_import WHERE step IS NOT NULL
ORDER BY run, step
"""

REFUSALS_SQL = """
SELECT run, source, currency, step, reason, count(*) AS rows, sum(amount)::bigint AS amount
FROM counted_refusal
GROUP BY run, source, currency, step, reason
ORDER BY currency, sum(abs(amount)) DESC, run, step, reason
"""

REFUSED_SQL = """
SELECT coalesce(sum(rows_refused), 0)::bigint AS rows, coalesce(sum(amount_refused), 0)::bigint AS amount,
       coalesce(sum(rows_in), 0)::bigint AS rows_in, coalesce(sum(amount_in), 0)::bigint AS amount_in
FROM counted_import
WHERE currency = %(currency)s
"""

# Each mark is the one its own row carries; opening stock is counted by its accounts, one per variant.
GENERATED_SQL = """
SELECT (SELECT count(*) FROM opened_variant) AS opened_variants,
       (SELECT count(*) FROM generated_card) AS cards,
       (SELECT count(*) FROM named_place WHERE jsonb_array_length(generated) > 0) AS places,
       (SELECT count(*) FROM named_customer WHERE made_up) AS people,
       (SELECT count(*) FROM generated_programme) AS programmes
"""


def read_loads() -> list[Row]:
    """Every import, the newest first, with the sums of its steps."""
    return ask_plainly(LOADS_SQL, {})


def read_steps() -> list[Row]:
    """The steps of every import."""
    return ask_plainly(STEPS_SQL, {})


def read_refusals() -> list[Row]:
    """Rows and amounts refused, by import, step and reason; within a currency the largest amount first."""
    return ask_plainly(REFUSALS_SQL, {})


def read_refused(currency: str) -> Row:
    """Rows and amounts refused and come in over all imports of a currency, in one row."""
    return ask_plainly(REFUSED_SQL, {"currency": currency})[0]


def read_generated() -> Row:
    """How much of what is shown was made by a stated rule, in one row."""
    return ask_plainly(GENERATED_SQL, {})[0]


_SOURCE = _("Committed slices of imports; each adds up: come in = loaded + refused.")
INDICATORS = (
    Indicator(
        "refused_rows",
        _("Refused rows"),
        _("How many rows of imports no rule could place, so that they are missing here."),
        _("Sum of refused rows over all imports of this currency."),
        "count",
        _SOURCE,
        REFUSED_SQL,
        OWNER,
        "rows",
        good=False,
        rows="refused",
        follows=(),
    ),
    Indicator(
        "refused_share",
        _("Refused amounts"),
        _("Which part of the amounts in imported files was refused, and so is missing from the sales shown."),
        _("Refused amounts ÷ amounts that came in, over all imports of this currency."),
        "share",
        _SOURCE,
        REFUSED_SQL,
        OWNER,
        "amount",
        "amount_in",
        good=False,
        rows="refused",
        follows=(),
    ),
)
