"""The small made-up shop: the same on every machine, whole in three languages, marked as made up where it can be."""

import re
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from prilavok.adapters.feeds.demo_shop.adapter import DemoShop
from prilavok.adapters.feeds.demo_shop.draws import draw, with_check_digit
from prilavok.kit.money import round_half_away
from prilavok.kit.phones import read_phone
from prilavok.kit.words import gaps

SOURCES = Path(__file__).resolve().parents[3] / "src"
CYRILLIC = re.compile("[а-яёА-ЯЁ]")
KAZAKH_ONLY = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


@pytest.fixture(scope="module")
def shop() -> DemoShop:
    return DemoShop()


def test_size(shop: DemoShop) -> None:
    totals = shop.totals()
    assert totals["places"] == 4 and totals["entities"] == 2 and totals["customers"] == 60
    assert 130 <= totals["cards"] <= 170
    assert 380 <= totals["receipts"] <= 480
    assert totals["campaigns"] == 3 and totals["redemptions"] >= 10


def test_another_process_with_another_hash_seed_gives_the_same() -> None:
    code = "from prilavok.adapters.feeds.demo_shop.adapter import DemoShop as D; print(D().fingerprint())"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            env={"PYTHONPATH": str(SOURCES), "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("77", "America/New_York"))
    }
    assert told == {DemoShop().fingerprint()}


def test_draws_never_change() -> None:
    assert [draw(1000, "golden", nth) for nth in range(5)] == [draw(1000, "golden", nth) for nth in range(5)]
    assert draw(1_000_000, "golden") == GOLDEN_DRAW
    counts = Counter(draw(10, "even", nth) for nth in range(10_000))
    assert all(850 < count < 1150 for count in counts.values()) and len(counts) == 10


GOLDEN_DRAW = 991121


def test_everything_is_said_in_three_languages(shop: DemoShop) -> None:
    for card in shop.cards():
        for words in (card.name, card.description, *card.category_names):
            assert gaps(words) == ()
            assert CYRILLIC.search(words["ru"]) and not KAZAKH_ONLY & set(words["ru"]), words
            assert CYRILLIC.search(words["kk"]), words
            assert not CYRILLIC.search(words["en"]), words
        assert len(card.category_names) == len(card.category) == 2
    kazakh = [bool(KAZAKH_ONLY & set(card.name["kk"] + card.description["kk"])) for card in shop.cards()]
    assert sum(kazakh) > len(kazakh) * 19 // 20, "Russian words left standing where Kazakh ones belong"
    for entity in shop.entities():
        assert gaps(entity.name) == ()
    for place in shop.places():
        assert gaps(place.name) == () and gaps(place.address) == ()
    for campaign in shop.campaigns():
        assert gaps(campaign.name) == ()


def test_names_and_codes_are_not_repeated(shop: DemoShop) -> None:
    cards = list(shop.cards())
    for language in ("ru", "kk", "en"):
        assert len({card.name[language] for card in cards}) == len(cards)
    assert len({card.code for card in cards}) == len({card.barcode for card in cards}) == len(cards)
    identifiers = [one for person in shop.customers() for one in person.identifiers]
    assert len(set(identifiers)) == len(identifiers)
    assert len({person.name for person in shop.customers()}) == 60


def test_everything_is_marked(shop: DemoShop) -> None:
    assert all(card.generated for card in shop.cards())
    assert all(entity.generated for entity in shop.entities())
    assert all(set(place.generated) >= {"name", "address", "hours", "entity"} for place in shop.places())
    assert all(person.made_up for person in shop.customers())


def test_people_can_reach_nobody(shop: DemoShop) -> None:
    for person in shop.customers():
        assert person.identifiers[0][0] == "card" and person.identifiers[0][1].startswith("299")
        found = dict(person.identifiers)
        assert re.fullmatch(r"\+7700000\d{4}", found["phone"])
        assert read_phone(found["phone"]).e164 == found["phone"]
        assert "email" not in found or re.fullmatch(r"[a-z.]+@example\.com", found["email"])
    assert {person.language for person in shop.customers()} == {"ru", "kk", "en"}


def test_tax_numbers_are_shaped_as_ours_and_belong_to_nobody(shop: DemoShop) -> None:
    numbers = [entity.tax_number or "" for entity in shop.entities()]
    assert all(re.fullmatch(r"\d{12}", number) for number in numbers)
    assert all(int(number[2:4]) > 12 for number in numbers), "a month that no registry gives"
    assert {entity.kind for entity in shop.entities()} == {"llp", "sole_trader"}


def test_barcodes_have_the_right_check_digit_and_are_internal(shop: DemoShop) -> None:
    # Known from the standard's own example and from a printed book (ISBN 978-0-306-40615-7).
    assert with_check_digit("629104150021") == "6291041500213"
    assert with_check_digit("978030640615") == "9780306406157"
    codes = [card.barcode or "" for card in shop.cards()]
    codes += [person.identifiers[0][1] for person in shop.customers()]
    for code in codes:
        assert 200 <= int(code[:3]) <= 299
        weighed = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(code))
        assert len(code) == 13 and weighed % 10 == 0
    with pytest.raises(ValueError):
        with_check_digit("12345")


def test_every_line_costs_what_the_tag_says(shop: DemoShop) -> None:
    cards = {card.code: card for card in shop.cards()}
    for receipt in shop.receipts():
        for line in receipt.lines:
            card = cards[line.product]
            price = card.prices.get(receipt.place, card.prices[""])
            assert line.amount + line.promotion == round_half_away(price * line.quantity, card.price_per)
            assert line.amount > 0 and line.problem is None and line.match == line.coupon == 0
            assert (line.quantity >= 150 and line.quantity % 50 == 0) if card.unit == "gram" else line.quantity <= 6
    assert {card.unit for card in cards.values()} == {"piece", "gram"}
    assert all(price % 100 == 0 for card in cards.values() for price in card.prices.values()), "whole tenge"


def test_receipts_stand_in_eight_weeks_of_opening_hours(shop: DemoShop) -> None:
    hours = {place.code: place.hours for place in shop.places()}
    receipts = list(shop.receipts())
    assert receipts == sorted(receipts, key=lambda receipt: receipt.at)
    assert receipts[0].at.date() == date(2025, 7, 7)
    assert receipts[-1].at.date() == shop.last_day() == date(2025, 8, 31)
    assert shop.last_day().isoweekday() == 7
    for receipt in receipts:
        assert str(receipt.at)[19:] == "+05:00"
        opens, closes = hours[receipt.place][str(receipt.at.isoweekday())][0]
        assert opens <= f"{receipt.at:%H:%M}" < closes
    assert {receipt.place for receipt in receipts} == {"demo-almaty", "demo-astana", "demo-shymkent"}
    assert any(receipt.customer == "" for receipt in receipts)


def test_stock_is_enough_for_what_was_sold(shop: DemoShop) -> None:
    sold = {(one.place, one.product): one.quantity for one in shop.sold()}
    units = Counter[tuple[str, str]]()
    for receipt in shop.receipts():
        for line in receipt.lines:
            units[receipt.place, line.product] += line.quantity
    assert sold == units
    cards = {card.code: card for card in shop.cards()}
    left = [cards[product].stock[place] - quantity for (place, product), quantity in sold.items()]
    assert min(left) == 0, "something is sold out, to be tried by hand"
    assert sum(one > 0 for one in left) > len(left) * 3 // 4
    assert {place for card in cards.values() for place in card.stock} == {place.code for place in shop.places()}


def test_coupons_are_used_by_those_they_were_sent_to_once_and_in_time(shop: DemoShop) -> None:
    campaigns = {campaign.code: campaign for campaign in shop.campaigns()}
    bought = {
        (receipt.customer, receipt.at.date()): receipt
        for receipt in shop.receipts()
        if any(line.promotion for line in receipt.lines)
    }
    uses = list(shop.redemptions())
    assert len({(use.customer, use.coupon) for use in uses}) == len(uses) == len(bought)
    for use in uses:
        campaign = campaigns[use.campaign]
        assert use.customer in campaign.reached
        assert campaign.starts_on <= use.day <= campaign.ends_on
        cheaper = {line.product for line in bought[use.customer, use.day].lines if line.promotion}
        assert cheaper and cheaper <= set(campaign.coupons[use.coupon])
