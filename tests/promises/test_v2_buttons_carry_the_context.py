"""From a product's page into Telegram: one button carries product, question and basket to whoever answers."""

from pathlib import Path
from uuid import UUID

import pytest
from tests.conftest import OwnDatabase
from tests.promises.counter_at_work import counter
from tests.promises.house_at_work import ask, signed_in, until
from tests.promises.telegram_people import Telegram
from tests.small_shop import open_small_shop

from prilavok.domains.baskets.queries import find_open_basket
from prilavok.domains.baskets.types import Wish
from prilavok.domains.customers.queries import find_identifier_leaves, leaves_with
from prilavok.flows.change_basket import change_basket
from prilavok.flows.make_passport import make_passport
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs


@pytest.fixture
def home(reachable_folder: Path) -> Path:
    folder = reachable_folder / "home of buttons"
    folder.mkdir()
    return folder


def _leaf(own: OwnDatabase, person: int) -> UUID | None:
    ((connection,),) = ask(own, "SELECT id FROM connections_connection WHERE code = 'telegram'")
    return find_identifier_leaves("telegram", [f"{connection}:{person}"]).get(f"{connection}:{person}")


@pytest.mark.thin("by Telegram alone; the buttons of other messengers, of the till and of mail are not tried")
def test_a_button_carries_product_question_and_basket_into_telegram(own_database: OwnDatabase, home: Path) -> None:
    shop = open_small_shop()
    code, product = next(iter(shop.products.items()))
    variant = next(iter(shop.variants.values()))
    visitor = meet_visitor(None, actor=SYSTEM, at=clock.now()).leaf
    who = Actor("leaf", visitor)
    wishes = [Wish(variant, 2)]
    place = shop.places["t-alm"]
    basket = change_basket(visitor, wishes, place=place, touchpoint="site", actor=who, at=clock.now())
    with counter(own_database, home) as port:
        telegram = Telegram(port)
        until(lambda: bool(ask(own_database, "SELECT 1 FROM connections_connection WHERE code = 'telegram'")))
        link = make_passport(visitor, "telegram", product=product, actor=who, at=clock.now())
        until(telegram.has_bot, seconds=60)
        anna, eve = telegram.person("Anna", "12025550177"), telegram.person("Eve", "12025550178")
        token = link.rpartition("=")[2]
        telegram.act(anna, "start", payload=token)
        until(lambda: len(telegram.texts(anna)) >= 2)
        assert "come along" in telegram.texts(anna)[-1]
        telegram.act(anna, "say", text="Is it fresh today?")
        talk = "SELECT conversation_id FROM conversations_message WHERE text = 'Is it fresh today?'"
        until(lambda: bool(ask(own_database, talk)))
        ((conversation,),) = ask(own_database, talk)

        messenger = _leaf(own_database, anna)
        assert messenger is not None and set(leaves_with(messenger)) == {visitor, messenger}
        carried = find_open_basket(leaves_with(messenger))
        assert carried is not None and (carried.id, carried.lines[0].quantity) == (basket.id, 2)

        with signed_in(f"http://127.0.0.1:{port}", "operator", login="v2.operator") as operator:
            page = operator.get(f"/desk/conversations/{conversation}").text
            names = ask(own_database, "SELECT name->>'en' FROM catalog_product WHERE id = %s", product)
            assert "Is it fresh today?" in page and str(names[0][0]) in page, code
            wanted = operator.get(f"/desk/conversations/{conversation}/basket").text
            sold = "SELECT p.name->>'en' FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id"
            ((wished,),) = ask(own_database, f"{sold} WHERE v.id = %s", variant)
            assert str(wished) in wanted

        telegram.act(eve, "start", payload=token)
        until(lambda: len(telegram.texts(eve)) >= 2)
        assert "too old" in telegram.texts(eve)[-1], "whoever else has the link gets nothing by it"
        stranger = _leaf(own_database, eve)
        assert stranger is not None and leaves_with(stranger) == [stranger]
        assert find_open_basket([stranger]) is None
