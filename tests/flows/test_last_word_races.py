"""Two people say something of the same thing at once: one is told to look again, and no limit is passed."""

from collections import Counter

from tests import make, people
from tests.conftest import OwnDatabase
from tests.flows.test_ordering_races import HANDS
from tests.racing import troubles_of

from prilavok.domains.catalog.actions import put_attribute, put_cards
from prilavok.domains.catalog.errors import CardMoved
from prilavok.domains.catalog.queries import list_variant_keys, read_product, said_of
from prilavok.domains.catalog.types import CardSays, NewAttribute, NewCard, Says
from prilavok.domains.customers.errors import AddressesTooMany
from prilavok.domains.customers.queries import leaves_with, read_preferences
from prilavok.domains.customers.rules.preferences import MOST_ADDRESSES
from prilavok.domains.customers.types.preferences import NewPreference
from prilavok.flows.describe_goods import describe_goods
from prilavok.flows.keep_preference import keep_preferences
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor


def test_of_all_who_describe_what_they_saw_one_is_kept(own_database: OwnDatabase) -> None:
    with story():
        put_cards([NewCard("milk", {"ru": "Молоко"}, ("Food",), "piece")], at=make.AT)
        fat = put_attribute(NewAttribute("fat", {"ru": "Жирность"}, "number"), actor=SYSTEM, at=make.AT).id
    product = list_variant_keys(["milk"])["milk"].product
    seen, outcomes = read_product(product).version, Counter[str]()

    def say(nth: int) -> None:
        try:
            describe_goods([CardSays(product, {fat: Says(number=nth + 1)})], seen=seen, actor=SYSTEM, at=make.AT)
        except CardMoved as moved:
            assert moved.version == seen + 1
            outcomes["told"] += 1
        else:
            outcomes[f"kept {nth + 1}"] += 1

    assert troubles_of(say, HANDS) == []
    assert outcomes["told"] == HANDS - 1 and outcomes.total() == HANDS
    [(kept, _)] = (one for one in outcomes.items() if one[0] != "told")
    [said] = said_of([product])[product].card
    assert kept == f"kept {said.number}" and read_product(product).version == seen + 1


def test_addresses_said_at_once_stay_within_their_number(own_database: OwnDatabase) -> None:
    leaf = people.browser()
    people.prove(leaf, people.new_phone())
    refused = []

    def say(nth: int) -> None:
        for one in range(2):
            new = NewPreference("address", f"Abai {nth}", f"home {nth} {one}")
            try:
                keep_preferences(leaf, [new], source="own_page", actor=Actor("leaf", leaf), at=make.AT)
            except AddressesTooMany:
                refused.append(nth)

    assert troubles_of(say, HANDS) == []
    assert len(read_preferences(leaves_with(leaf)).addresses) == MOST_ADDRESSES
    assert len(refused) == 2 * HANDS - MOST_ADDRESSES
