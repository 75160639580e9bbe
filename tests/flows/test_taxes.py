"""The tax within the price is that of the sale's day at the place, and goes from the quote to the receipt.

An order that is agreed in the old year and handed over in the new one is sold at the new rate. By prilavok.flows.tax_order and prilavok.flows.write_receipt.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import make
from tests.counter_world import CASHIER, code_of
from tests.people import browser
from tests.shop_world import Counter, open_counter, placed, quoted

from prilavok.domains.catalog.queries import read_products, read_variants
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.types import Paying
from prilavok.domains.places.actions import state_tax_standing
from prilavok.domains.places.queries import list_entities, read_place
from prilavok.domains.pricing.errors import TaxGroupUnknown
from prilavok.domains.pricing.queries import list_taxed_goods, order_taxes, read_quote
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.receipts.types import ReceiptView
from prilavok.flows.change_at_pickup import Act, confirm_change
from prilavok.flows.hand_over_order import hand_over
from prilavok.flows.keep_taxes import group_goods, say_standing, ungroup_goods
from prilavok.flows.record_sales import record_sales_here
from prilavok.flows.sell_at_till import sell
from prilavok.kit.errors import NotFound

#: the last minute of 2025 in Almaty (UTC+5), and the first of 2026
OLD_YEAR = datetime(2025, 12, 31, 18, 59, tzinfo=UTC)
NEW_YEAR = OLD_YEAR + timedelta(minutes=1)


def owing(*units: int, owes: bool = True, at: datetime = OLD_YEAR - timedelta(days=2)) -> Counter:
    """A counter whose legal entity has said whether it owes the tax."""
    counter = open_counter(*units, at=at)
    entity = read_place(counter.place).legal_entity
    state_tax_standing(entity, owes=owes, since=date(2020, 1, 1), actor=CASHIER, at=make.AT)
    return counter


def sold(counter: Counter, at: datetime, *, key: str) -> ReceiptView:
    wishes = [PricedWish(variant, 1) for variant in counter.variants]
    pays = [Paying("cash", 1500 * len(wishes))]
    return sell(wishes, pays, place=counter.place, key=key, actor=CASHIER, at=at).receipt


def rates(receipt: ReceiptView) -> list[tuple[int | None, int]]:
    return [(line.tax, line.tax_amount) for line in receipt.lines]


def test_the_rate_changes_at_midnight_of_the_place(rolled_back: None) -> None:
    counter = owing(9)
    assert rates(sold(counter, OLD_YEAR, key="old")) == [(1200, 161)]  # 1500 * 12 / 112
    assert rates(sold(counter, NEW_YEAR, key="new")) == [(1600, 207)]
    west = open_counter(9, at=OLD_YEAR - timedelta(days=2), place=make.place(zone="Europe/Moscow"))
    assert rates(sold(west, NEW_YEAR, key="west")) == [(1200, 161)], "there it is the old year still"


def test_who_owes_none_sells_without_it_and_who_said_nothing_states_nothing(rolled_back: None) -> None:
    silent = open_counter(9)
    receipt = sold(silent, make.AT, key="silent")
    assert rates(receipt) == [(None, 0)]
    assert order_taxes([receipt.order]) == {}
    free = owing(9, owes=False)
    receipt = sold(free, make.AT, key="free")
    assert rates(receipt) == [(0, 0)]
    assert [(one.rate, one.amount) for one in receipt.taxes] == [(0, 1500)]


def test_from_the_day_on_which_the_entity_owes_it(rolled_back: None) -> None:
    counter = owing(9, owes=False)
    [entity] = [one for one in list_entities() if one.id == read_place(counter.place).legal_entity]
    say_standing(entity.id, owes=True, since=date(2026, 3, 3), actor=CASHIER, at=make.AT)
    assert rates(sold(counter, make.AT, key="before")) == [(0, 0)]
    assert rates(sold(counter, make.AT + timedelta(days=1), key="after")) == [(1600, 207)]
    say_standing(entity.id, owes=False, since=date(2026, 3, 3), actor=CASHIER, at=make.AT)
    assert rates(sold(counter, make.AT + timedelta(days=1), key="said again")) == [(0, 0)]
    with pytest.raises(NotFound):
        say_standing(counter.place, owes=True, since=date(2026, 3, 3), actor=CASHIER, at=make.AT)


def test_goods_of_several_groups_on_one_receipt_add_up_by_rate(rolled_back: None) -> None:
    counter = owing(9, 9, 9)
    known = read_variants(counter.variants)
    first, second, third = (known[one].product for one in counter.variants)
    shelf = read_products([first])[first].category_path
    group_goods("reduced", category=shelf, actor=CASHIER, at=make.AT)
    group_goods("none", product=second, actor=CASHIER, at=make.AT)
    group_goods("general", product=third, actor=CASHIER, at=make.AT)
    receipt = sold(counter, make.AT, key="three")
    assert {line.variant: line.tax for line in receipt.lines} == dict(
        zip(counter.variants, (500, 0, 1600), strict=True)
    )
    taxes = receipt.taxes
    assert [(one.rate, one.amount, one.tax_amount) for one in taxes] == [
        (1600, 1500, 207),
        (500, 1500, 71),
        (0, 1500, 0),
    ]
    [kept] = [one for one in list_taxed_goods() if one.product == third]
    assert ungroup_goods(kept.id, actor=CASHIER, at=make.AT)
    assert not ungroup_goods(kept.id, actor=CASHIER, at=make.AT)
    assert {line.variant: line.tax for line in sold(counter, make.AT, key="again").lines}[counter.variants[2]] == 500
    assert order_taxes([receipt.order])[receipt.order][counter.variants[2]] == 1600, "what was sold keeps its rate"
    with pytest.raises(TaxGroupUnknown):
        group_goods("tenth", product=first, actor=CASHIER, at=make.AT)


def test_an_order_agreed_in_the_old_year_is_sold_at_the_rate_of_the_hand_over(rolled_back: None) -> None:
    counter = owing(9, 9)
    leaf = browser()
    quote = quoted(counter, leaf, 2, at=OLD_YEAR)
    [line] = read_quote(quote.id, lines=True).lines
    assert (line.tax, line.tax_amount, line.amount) == (1200, 321, 3000)
    assert [(one.rate, one.tax_amount) for one in read_quote(quote.id, lines=True).taxes] == [(1200, 321)]
    order = placed(counter, leaf, 2, at=OLD_YEAR).order
    assert order_taxes([order]) == {order: {counter.variant: 1200}}
    other = counter.variants[1]
    key = {"key": "1", "place": counter.place, "actor": CASHIER}
    confirm_change(order, [Act("add", other, 1), Act("add", counter.variant, 1)], at=NEW_YEAR, **key)  # type: ignore[arg-type]
    assert order_taxes([order]) == {order: {counter.variant: 1200, other: 1600}}
    given = hand_over(order, [Paying("cash", read_order(order).amount)], code=code_of(order), at=NEW_YEAR, **key)  # type: ignore[arg-type]
    assert sorted(rates(given.receipt)) == sorted([(1600, 414), (1600, 207), (1600, 207)])
    assert order_taxes([order]) == {order: {counter.variant: 1600, other: 1600}}


def test_a_finished_sale_of_another_source_states_no_tax(rolled_back: None) -> None:
    counter = owing(9)
    sale = make.sale(counter.place, make.leaf(), [make.line(counter.variant)])
    record_sales_here([sale], method="cash", actor=CASHIER, at=make.AT, origin="load")
    assert order_taxes([sale.id]) == {}
