"""Every feed, found by its folder, keeps what the port promises; a case is waived in its manifest, with a reason."""

import importlib
import inspect
import itertools
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from prilavok.adapters import feeds
from prilavok.adapters.feeds.port import Feed, SourceBroken

FOLDER = Path(feeds.__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/manifest.toml"))
CAN = {"entities", "places", "cards", "prices", "stock", "customers", "campaigns", "receipts", "redemptions"}
ITERATORS = ("entities", "places", "cards", "customers", "campaigns", "sold", "receipts", "redemptions")
#: so many rows of each kind are compared between two readings; a whole year twice would show no more
COMPARED = 2000
CAN_BE_WAIVED = {"totals", "references", "django"}


def _manifest(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name / "manifest.toml").read_text("utf-8"))


def _class(name: str) -> Any:
    module = importlib.import_module(f"prilavok.adapters.feeds.{name}.adapter")
    found = [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if one.__module__ == module.__name__ and hasattr(one, "fingerprint")
    ]
    assert len(found) == 1, f"{name}: one feed class in adapter.py, not {found}"
    return found[0]


def _open(name: str) -> Feed:
    examples = [path for path in (FOLDER / name).glob("examples/*") if path.is_dir()]
    # A source of a whole year may name a slice of itself for trials; `./test --long` loads all of it.
    slices = {key: frozenset(values) for key, values in _manifest(name).get("trial", {}).items()}
    needed = examples[:1] if "folder" in _manifest(name)["settings"] else []
    feed: Feed = _class(name)(*needed, **slices)
    return feed


def _waived(name: str, case: str) -> bool:
    return case in _manifest(name).get("waived", {})


def test_every_folder_is_a_feed() -> None:
    folders = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_"))
    assert folders == NAMES
    assert {"csv_files", "demo_shop"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_manifest_is_valid(name: str) -> None:
    manifest = _manifest(name)
    assert manifest["name"] == name
    assert manifest["kind"] == "feed"
    assert manifest["title"].strip() and manifest["source"].strip()
    date.fromisoformat(manifest["source_date"])
    assert manifest["can"] and set(manifest["can"]) <= CAN
    assert len(set(manifest["can"])) == len(manifest["can"])
    assert all(isinstance(said, str) and said.strip() for said in manifest["unverified"])
    for field, stated in manifest["settings"].items():
        assert set(stated) == {"kind", "needed", "secret", "title"}, field
        assert set(stated["title"]) == {"ru", "kk", "en"} and all(stated["title"].values())
    for case, reason in manifest.get("waived", {}).items():
        assert case in CAN_BE_WAIVED and len(reason) > 20, case


@pytest.mark.parametrize("name", NAMES)
def test_states_what_it_is(name: str) -> None:
    feed = _open(name)
    assert feed.name and len(feed.currency) == 3
    assert feed.label.startswith(feed.name)
    for promise in (feed.prices_from_receipts, feed.opening_from_receipts):
        assert type(promise) is bool
    assert isinstance(feed.last_day(), date | None) and not isinstance(feed.last_day(), datetime)


@pytest.mark.parametrize("name", NAMES)
def test_reading_twice_is_equal(name: str) -> None:
    one, other = _open(name), _open(name)
    assert one.fingerprint() == other.fingerprint() == one.fingerprint()
    assert len(one.fingerprint()) >= 32 and int(one.fingerprint(), 16)
    for rows in ITERATORS:
        first = list(itertools.islice(getattr(one, rows)(), COMPARED))
        assert first == list(itertools.islice(getattr(other, rows)(), COMPARED)), rows
        assert first == list(itertools.islice(getattr(one, rows)(), COMPARED)), rows


@pytest.mark.parametrize("name", NAMES)
def test_gives_only_what_it_says_it_can(name: str) -> None:
    feed, can = _open(name), set(_manifest(name)["can"])
    for rows in ("places", "cards", "customers", "campaigns", "receipts", "redemptions"):
        given = next(getattr(feed, rows)(), None) is not None
        assert given == (rows in can), rows
    cards = list(itertools.islice(feed.cards(), COMPARED))
    assert any(card.prices for card in cards) == ("prices" in can) == (not feed.prices_from_receipts)
    assert any(card.stock for card in cards) == ("stock" in can) == (not feed.opening_from_receipts)


@pytest.mark.parametrize("name", NAMES)
def test_totals_are_what_the_iterators_give(name: str) -> None:
    if _waived(name, "totals"):
        return
    feed = _open(name)
    totals, sums, keys = feed.totals(), Counter[str](), Counter[str]()
    assert {"lines", "amount"} <= set(totals)
    assert all(type(value) is int for value in totals.values())
    last = 0
    for receipt in feed.receipts():
        keys[receipt.key] += 1
        sums["receipts"] += 1
        assert receipt.lines and receipt.at.utcoffset() is not None
        for line in receipt.lines:
            assert line.number > last, "rows come in the order of the source"
            last = line.number
            for field in ("quantity", "amount", "promotion", "match", "coupon"):
                assert type(getattr(line, field)) is int, (field, line)
            sums["lines"] += 1
            for field in ("amount", "promotion", "match", "coupon"):
                sums[field] += getattr(line, field)
    assert max(keys.values()) == 1, "a key names one receipt"
    cards = list(feed.cards())
    sums["cards"], sums["prices"] = len(cards), sum(len(card.prices) for card in cards)
    sums["openings"] = (
        sum(1 for _ in feed.sold()) if feed.opening_from_receipts else sum(len(card.stock) for card in cards)
    )
    for rows in ("entities", "places", "customers", "redemptions"):
        sums[rows] = sum(1 for _ in getattr(feed, rows)())
    campaigns = list(feed.campaigns())
    sums["campaigns"], sums["mailings"] = len(campaigns), sum(len(one.reached) for one in campaigns)
    assert {key: value for key, value in totals.items() if key in sums} == {
        key: sums[key] for key in totals if key in sums
    }


@pytest.mark.parametrize("name", NAMES)
def test_references_lead_somewhere(name: str) -> None:
    if _waived(name, "references"):
        return
    feed = _open(name)
    entities, places = {one.code for one in feed.entities()}, {one.code: one for one in feed.places()}
    cards, customers = {card.code: card for card in feed.cards()}, {one.code for one in feed.customers()}
    coupons = {(one.code, coupon) for one in feed.campaigns() for coupon in one.coupons}
    assert {place.entity for place in places.values()} <= entities
    assert {place.currency for place in places.values()} == {feed.currency}
    for card in cards.values():
        assert set(card.stock) <= set(places) and set(card.prices) <= set(places) | {""}
        assert card.unit in {"piece", "gram", "millilitre", "milligallon"} and card.price_per >= 1
        assert not card.category_names or len(card.category_names) == len(card.category)
    for campaign in feed.campaigns():
        assert set(campaign.reached) <= customers and campaign.starts_on <= campaign.ends_on
        # A coupon may name goods that were never on a shelf, but not only such (a slice lacks most goods).
        assert feed.label != feed.name or all(set(codes) & set(cards) for codes in campaign.coupons.values())
    for used in itertools.islice(feed.redemptions(), COMPARED):
        assert used.customer in customers and (used.campaign, used.coupon) in coupons
    for receipt in itertools.islice(feed.receipts(), 20 * COMPARED):
        for line in receipt.lines:
            if line.problem is None:
                assert receipt.place in places
                assert receipt.customer == "" or receipt.customer in customers
                assert line.product in cards
                assert min(line.quantity, line.amount, line.promotion, line.match, line.coupon) >= 0


@pytest.mark.parametrize("name", NAMES)
def test_no_float_anywhere(name: str) -> None:
    feed = _open(name)
    for rows in ITERATORS:
        for row in itertools.islice(getattr(feed, rows)(), COMPARED):
            assert not [leaf for leaf in _leaves(row) if isinstance(leaf, float)], row


def _leaves(value: object) -> Iterator[object]:
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


@pytest.mark.parametrize("name", NAMES)
def test_imports_no_django_and_no_stranger(name: str) -> None:
    """Import the adapter alone in a fresh process: what it reached is what it needs."""
    code = (
        "import sys, json, importlib\n"
        f"importlib.import_module('prilavok.adapters.feeds.{name}.adapter')\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PYTHONPATH": str(FOLDER.parents[2])},
    )
    reached = json.loads(done.stdout)
    if not _waived(name, "django"):
        assert [module for module in reached if module.partition(".")[0] == "django"] == []
    ours = {module for module in reached if module.startswith("prilavok.") and module.count(".") >= 2}
    allowed = {"port", name}
    strangers = {
        module
        for module in ours
        if module.startswith("prilavok.adapters.feeds.") and module.split(".")[3] not in allowed
    }
    assert strangers == set()
    kits = {module.split(".")[2] for module in ours if module.startswith("prilavok.kit.")}
    assert kits <= {"money", "errors", "words", "ids", "http"}
    assert not {module for module in ours if module.split(".")[1] not in {"adapters", "kit"}}


@pytest.mark.parametrize("name", [name for name in NAMES if "folder" in _manifest(name)["settings"]])
def test_an_empty_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SourceBroken) as told:
        _class(name)(tmp_path).totals()
    assert told.value.reason == "file_missing"
