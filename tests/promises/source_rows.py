"""The rows of some stores as the source's own files have them, read past the loader: for queries written by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from tests.flows.journey_truth import folder

_ZONE = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class SourceRow:
    """One line of a receipt; amounts in cents, day: the local day in source dates."""

    store: str
    basket: str
    household: str
    product: str
    day: date
    at: datetime
    quantity: int
    amount: int
    discount: int
    coupon: int


def rows_of(stores: str) -> list[SourceRow]:
    """Every row of these stores in the order of the file."""
    table = pq.read_table(folder() / "transactions.parquet")
    wanted = pa.array([int(store) for store in stores.split(",")], pa.int64())
    rows = table.filter(pc.is_in(table["store_id"], value_set=wanted)).to_pylist()

    def cents(value: float) -> int:
        return round(value * 100)

    found = []
    for row in rows:
        at = row["transaction_timestamp"].replace(tzinfo=UTC)
        found.append(
            SourceRow(
                str(row["store_id"]),
                str(row["basket_id"]),
                str(row["household_id"]),
                str(row["product_id"]),
                at.astimezone(_ZONE).date(),
                at,
                row["quantity"],
                cents(row["sales_value"]),
                cents(row["retail_disc"]) + cents(row["coupon_match_disc"]),
                cents(row["coupon_disc"]),
            )  # fmt: skip
        )
    return found


def fuel() -> set[str]:
    """Products sold by measure."""
    goods = pq.read_table(folder() / "products.parquet", columns=["product_id", "product_type"]).to_pylist()
    return {str(one["product_id"]) for one in goods if str(one["product_type"]).startswith("GASOLINE")}
