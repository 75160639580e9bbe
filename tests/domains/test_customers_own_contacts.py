"""What goes with a contact that is taken off the own page, and how contacts are said to be proven."""

from uuid import UUID

import pytest

from prilavok.domains.customers.rules import arrived_by
from prilavok.domains.customers.rules.own_contacts import bind_digits, goes_along, proven_by

PHONE, MAIL, HERE, TABLET, KEY, CHAT, CARD, SECOND = (UUID(int=nth) for nth in range(1, 9))
KINDS = {
    PHONE: "phone", MAIL: "email", HERE: "browser", TABLET: "browser", KEY: "passkey", CHAT: "telegram", CARD: "card",
    SECOND: "phone",
}  # fmt: skip
TIES = [(HERE, PHONE), (PHONE, MAIL), (HERE, MAIL), (TABLET, PHONE), (TABLET, KEY), (CHAT, PHONE), (CARD, PHONE)]


def test_devices_and_messengers_that_hang_on_it_alone_go_along_and_cards_stay() -> None:
    assert goes_along(PHONE, HERE, KINDS.keys() - {SECOND}, TIES, KINDS) == {PHONE, TABLET, KEY, CHAT}


def test_what_something_else_holds_stays() -> None:
    held = [*TIES, (TABLET, MAIL), (CHAT, SECOND), (SECOND, PHONE)]
    assert goes_along(PHONE, HERE, KINDS, held, KINDS) == {PHONE}
    assert goes_along(MAIL, HERE, KINDS, held, KINDS) == {MAIL}


def test_who_acts_never_goes_along() -> None:
    assert goes_along(PHONE, TABLET, [PHONE, TABLET], [(TABLET, PHONE)], KINDS) == {PHONE}


@pytest.mark.parametrize(
    ("sources", "verified", "told"),
    [
        ({"code", "own_page"}, True, "code"),
        ({"own_page"}, True, "own_page"),
        ({"telegram_contact"}, True, "messenger"),
        ({"messenger_code"}, False, "messenger"),
        ({"checked_document"}, False, "document"),
        ({"decided"}, False, "staff"),
        ({"load:erp"}, True, "list"),
        (set(), True, "list"),
        (set(), False, ""),
    ],
)
def test_how_a_contact_was_proven_is_told_by_the_firmest(sources: set[str], verified: bool, told: str) -> None:
    assert proven_by(sources, verified) == told


def test_a_messenger_from_which_a_contact_was_proven_is_linked_by_proof_and_the_contact_by_nothing_more() -> None:
    assert arrived_by(CHAT, [(CHAT, PHONE, "own_page")]) == "messenger"
    assert arrived_by(PHONE, [(CHAT, PHONE, "own_page")]) is None
    assert bind_digits("123456") != "123456"
