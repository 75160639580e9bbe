"""campaigns, coupons, mailings and redemptions: files one may leave out; a wrong row means that nothing is read."""

from collections.abc import Collection, Iterator
from functools import partial

from prilavok.adapters.feeds.csv_files.cells import code_cell, day_cell
from prilavok.adapters.feeds.csv_files.folder import CsvFolder, must_read, row_refused
from prilavok.adapters.feeds.csv_files.ground import words_in
from prilavok.adapters.feeds.csv_files.table import CsvRow
from prilavok.adapters.feeds.port import SourceCampaign, SourceRedemption

CAMPAIGN_CODE, COUPON_CODE = 40, 40


def read_campaign_rows(
    folder: CsvFolder, products: Collection[str], customers: Collection[str]
) -> Iterator[SourceCampaign]:
    """Give the campaigns with their coupons and whom they reached. Raises SourceBroken at a reference to nothing."""
    heads = list(folder.rows("campaigns"))
    codes = [must_read("campaigns", row, "code", partial(code_cell, longest=CAMPAIGN_CODE)) for row in heads]
    coupons: dict[str, dict[str, dict[str, None]]] = {code: {} for code in codes}
    reached: dict[str, dict[str, None]] = {code: {} for code in codes}
    if len(coupons) < len(codes):
        nth = next(nth for nth, code in enumerate(codes) if code in codes[:nth])
        raise row_refused("campaigns", heads[nth], "code", f"{codes[nth]!r} twice")
    for row in folder.rows("coupons"):
        campaign = _known("coupons", row, "campaign", coupons)
        coupon = must_read("coupons", row, "coupon", partial(code_cell, longest=COUPON_CODE))
        coupons[campaign].setdefault(coupon, {})[_known("coupons", row, "product", products)] = None
    for row in folder.rows("mailings"):
        reached[_known("mailings", row, "campaign", reached)][_known("mailings", row, "customer", customers)] = None
    for row, code in zip(heads, codes, strict=True):
        starts_on = must_read("campaigns", row, "starts_on", day_cell)
        ends_on = must_read("campaigns", row, "ends_on", day_cell)
        if ends_on < starts_on:
            raise row_refused("campaigns", row, "ends_on", "before starts_on")
        yield SourceCampaign(
            code,
            words_in("campaigns", row, "name", needed=True),
            must_read("campaigns", row, "kind", partial(code_cell, longest=24)),
            starts_on,
            ends_on,
            {coupon: tuple(goods) for coupon, goods in coupons[code].items()},
            tuple(reached[code]),
        )


def read_redemption_rows(
    folder: CsvFolder, customers: Collection[str], coupons: Collection[tuple[str, str]]
) -> Iterator[SourceRedemption]:
    """Give the coupons used. coupons: (campaign, coupon) pairs that there are. Raises SourceBroken for any other."""
    for row in folder.rows("redemptions"):
        customer = _known("redemptions", row, "customer", customers)
        campaign, coupon = row.get("campaign"), row.get("coupon")
        if (campaign, coupon) not in coupons:
            raise row_refused("redemptions", row, "coupon", f"{coupon[:40]!r} of {campaign[:40]!r}: no such coupon")
        yield SourceRedemption(customer, coupon, campaign, must_read("redemptions", row, "day", day_cell))


def _known(name: str, row: CsvRow, column: str, codes: Collection[str]) -> str:
    code = row.get(column)
    if code not in codes:
        raise row_refused(name, row, column, f"{code[:40]!r}: no such {column}")
    return code
