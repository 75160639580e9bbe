"""A person's own contacts through their flows: a second one added by two proofs, told of, disowned, taken away.

The flows are prilavok.flows.ask_own_contact, prilavok.flows.add_own_contact, prilavok.flows.remove_own_contact,
prilavok.flows.disown_contact and prilavok.flows.tell_of_contact.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests import make, people, talking

from prilavok.domains.customers.actions import list_identifier, put_customers
from prilavok.domains.customers.errors import (
    CodeEnded,
    CodeWrong,
    ContactLast,
    ContactShared,
    ContactTooNew,
    ContactUnconfirmed,
    ContactUnknown,
    FamilyPhone,
)
from prilavok.domains.customers.queries import (
    current_rules,
    customer_of,
    find_leaf,
    leaves_with,
    list_customer_ids,
    opens,
    own_contacts,
    proves,
    what_if,
)
from prilavok.domains.customers.types import CodeSent, NewCustomer, NewIdentifier
from prilavok.domains.customers.types.identity import ListedValue
from prilavok.flows import read_arrivals, send_message, share_phone
from prilavok.flows.add_own_contact import OwnContactAdded, add_own_contact
from prilavok.flows.ask_own_contact import ask_own_contact, confirm_own_contact
from prilavok.flows.disown_contact import disown_contact
from prilavok.flows.make_sign_in_link import make_sign_in_link
from prilavok.flows.meet_visitor import Visitor, meet_visitor
from prilavok.flows.messages import read_not_me_link, sign_in_link
from prilavok.flows.prove_code import Proved, prove_code
from prilavok.flows.remove_own_contact import remove_own_contact
from prilavok.flows.send_code import send_code
from prilavok.flows.undo_join import undo_join
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM, Actor

AT = make.AT
RUN = (read_arrivals, send_message, share_phone)  # what the worker runs here
PHONE, MAIL = "+77010000123", "ann.k@example.com"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def bot(rolled_back: None) -> Iterator[UUID]:
    """Our bot, SMS and mail."""
    clock.set_clock(AT)
    yield talking.connect()["telegram"]


@dataclass
class Person:
    """Somebody at a browser, at an instant of their own."""

    who: Visitor
    at: datetime = AT

    @property
    def leaf(self) -> UUID:
        return self.who.leaf

    def sign_in(self, contact: str) -> Proved:
        self._goes_on()
        sent = send_code(
            self.leaf, contact, actor=self.who.actor, language="en", address=f"192.0.2.{self.at.minute}", at=self.at
        )
        return prove_code(self.leaf, sent.code, people.digits_sent(contact), actor=self.who.actor, at=self.at)

    def ask(self, contact: str) -> CodeSent:
        self._goes_on()
        return ask_own_contact(
            self.leaf, contact, actor=self.who.actor, language="en", address=f"192.0.2.{self.at.minute}", at=self.at
        )

    def add(self, contact: str) -> OwnContactAdded:
        code = self.ask(contact).code
        return self.enter(code, people.digits_sent(contact))

    def enter(self, code: UUID, digits: str) -> OwnContactAdded:
        return add_own_contact(self.leaf, code, digits, actor=self.who.actor, at=self.at)

    def remove(self, contact: UUID) -> None:
        self._goes_on()
        remove_own_contact(self.leaf, contact, actor=self.who.actor, at=self.at)

    def later(self, by: timedelta) -> None:
        self.at += by
        clock.set_clock(self.at)

    def _goes_on(self) -> None:
        self.later(timedelta(seconds=61))


def _person() -> Person:
    return Person(meet_visitor(None, actor=SYSTEM, at=clock.now()), clock.now())


def _ann(contact: str = PHONE) -> Person:
    """Signed in by her phone a minute ago."""
    ann = _person()
    ann.sign_in(contact)
    return ann


def _leaf(value: str) -> UUID:
    found = find_leaf("email" if "@" in value else "phone", value)
    assert found is not None
    return found.leaf


def _whose(value: str) -> UUID | None:
    return customer_of(_leaf(value))


def _told(template: str) -> list[tuple[str, str]]:
    rows = make.ask("SELECT address, text FROM conversations_message WHERE template = %s ORDER BY id", template)
    return [(str(address), str(text)) for address, text in rows]


def _link(text: str) -> str:
    found = re.search(r"/shop/not-me/([\w-]+)$", text)
    assert found, text
    return found[1]


def _ties(one: UUID, other: UUID) -> list[tuple[str, bool]]:
    rows = make.ask(
        "SELECT source, revoked_at IS NULL FROM customers_evidence"
        " WHERE one_id = %s AND other_id = %s AND strength = 'verified' AND holds ORDER BY id",
        *(one, other),
    )
    return [(str(source), bool(stands)) for source, stands in rows]


def _otherwise() -> tuple[object, ...]:
    """People that the whole log under today's rules would make otherwise than they are."""
    found = what_if(current_rules())
    return (*found.joins, *found.splits)


# ---------------------------------------------------------------- another one is added


def test_a_second_contact_is_tied_to_who_is_signed_in_and_signs_them_in_everywhere() -> None:
    ann = _ann()
    mine = customer_of(ann.leaf)
    assert ann.add(MAIL) == OwnContactAdded(mine, joined=False)
    assert _whose(MAIL) == mine and _ties(_leaf(PHONE), _leaf(MAIL)) == [("own_page", True)]
    listed = [(one.kind, one.value, one.proven) for one in own_contacts(leaves_with(ann.leaf))]
    assert listed == [("phone", "+7 701 *** ** 23", "code"), ("email", "a***@example.com", "code")]
    elsewhere = _person()
    assert elsewhere.sign_in(MAIL).customer == mine and opens(elsewhere.leaf) == proves("code")
    assert _otherwise() == ()


def test_a_code_to_add_a_contact_signs_nobody_in_and_a_code_to_sign_in_adds_none() -> None:
    ann = _ann()
    asked = ann.ask(MAIL)
    with pytest.raises(CodeWrong):
        prove_code(ann.leaf, asked.code, people.digits_sent(MAIL), actor=ann.who.actor, at=ann.at)
    ann.later(MINUTE)
    sent = send_code(ann.leaf, MAIL, actor=ann.who.actor, language="en", address="192.0.2.99", at=ann.at)
    with pytest.raises(CodeWrong):
        ann.enter(sent.code, people.digits_sent(MAIL))
    assert find_leaf("email", MAIL) is None
    [(text,)] = make.ask("SELECT text FROM conversations_message WHERE key = %s", f"code:{asked.code}")
    assert "to add this contact to your page" in str(text) and "Tell it to nobody" in str(text)


def test_tries_are_counted_and_digits_are_good_once() -> None:
    ann = _ann()
    asked = ann.ask(MAIL)
    right = people.digits_sent(MAIL)
    with pytest.raises(CodeWrong) as wrong:
        ann.enter(asked.code, "0")
    assert wrong.value.left == 4 and make.ask("SELECT tries FROM customers_code WHERE id = %s", asked.code) == [(1,)]
    ann.enter(asked.code, right)
    with pytest.raises(CodeEnded):
        ann.enter(asked.code, right)


def test_known_and_unknown_contacts_are_answered_alike() -> None:
    _ann("boris@example.com")
    clock.set_clock(AT)
    ann = _ann()
    known, unknown = ann.ask("boris@example.com"), ann.ask("bella@example.com")
    assert (known.kind, known.masked, known.resend_after, known.by) == (
        unknown.kind, unknown.masked, unknown.resend_after, unknown.by,
    )  # fmt: skip
    assert known.expires_at - unknown.expires_at == -timedelta(seconds=61)


# ---------------------------------------------------------------- who may


def test_a_session_alone_adds_and_removes_nothing() -> None:
    ann = _ann()
    asked = ann.ask(MAIL)
    ann.later(15 * MINUTE)
    with pytest.raises(ContactUnconfirmed):
        ann.ask(MAIL)
    with pytest.raises((ContactUnconfirmed, CodeEnded)):
        ann.enter(asked.code, people.digits_sent(MAIL))
    with pytest.raises(ContactUnconfirmed):
        ann.remove(_leaf(PHONE))
    assert find_leaf("email", MAIL) is None
    # A code to the contact that is proven opens it again.
    sent = confirm_own_contact(
        ann.leaf, _leaf(PHONE), actor=ann.who.actor, language="en", address="192.0.2.77", at=ann.at
    )
    prove_code(ann.leaf, sent.code, people.digits_sent(PHONE), actor=ann.who.actor, at=ann.at)
    ann.add(MAIL)
    assert _whose(MAIL) == customer_of(ann.leaf)


def test_what_grew_stale_between_asking_and_entering_adds_nothing_and_is_not_used_up() -> None:
    ann = _ann()
    ann.later(10 * MINUTE)
    asked = ann.ask(MAIL)
    digits = people.digits_sent(MAIL)
    ann.later(6 * MINUTE)
    with pytest.raises(ContactUnconfirmed):
        ann.enter(asked.code, digits)
    assert make.ask("SELECT used_at FROM customers_code WHERE id = %s", asked.code) == [(None,)]
    assert find_leaf("email", MAIL) is None


def test_strangers_and_contacts_of_others_are_no_ground() -> None:
    ann, eve = _ann(), _ann("eve@example.com")
    stranger = _person()
    with pytest.raises(ContactUnconfirmed):
        stranger.ask(MAIL)
    for contact in (_leaf(PHONE), ann.leaf):
        with pytest.raises(ContactUnknown):
            confirm_own_contact(eve.leaf, contact, actor=eve.who.actor, language="en", address="192.0.2.78", at=eve.at)
        with pytest.raises(ContactUnknown):
            eve.remove(contact)
    assert customer_of(ann.leaf) == _whose(PHONE) != customer_of(eve.leaf)


def test_a_code_by_telegram_is_enough_only_where_no_phone_and_no_mail_is_proven(bot: UUID) -> None:
    def digits() -> str:
        return people.digits_sent("4300100")

    def by_bot(who: Person) -> None:
        who.later(MINUTE)
        link = make_sign_in_link(
            who.leaf, "telegram", actor=who.who.actor, address=f"192.0.2.{who.at.minute}", at=who.at
        )
        start = talking.message(4_300_100, who.at, text=f"/start {sign_in_link(link).rpartition('=')[2]}")
        talking.arrive(bot, start, at=who.at)
        prove_code(who.leaf, link.code, digits(), actor=who.who.actor, at=who.at)

    ann = _person()
    by_bot(ann)
    assert opens(ann.leaf) == proves("messenger")
    ann.add(PHONE)
    chat = find_leaf("telegram", f"{bot}:4300100")
    assert chat is not None and _ties(chat.leaf, _leaf(PHONE)) == [("own_page", True)]
    assert opens(ann.leaf) == proves("code"), "the code of the phone was entered here"
    ann.later(20 * MINUTE)
    by_bot(ann)
    with pytest.raises(ContactUnconfirmed):
        ann.ask(MAIL)


# ---------------------------------------------------------------- whose it was


def test_a_contact_of_another_known_person_joins_them_and_the_join_is_undone() -> None:
    boris, ann = _ann("boris@example.com"), _ann()
    his, hers = customer_of(boris.leaf), customer_of(ann.leaf)
    added = ann.add("boris@example.com")
    assert added.joined and added.customer == his == customer_of(ann.leaf), "the one known longer is kept"
    [(join,)] = make.ask("SELECT id FROM customers_join WHERE gone_id = %s AND undone_at IS NULL", hers)
    owner = Actor("staff", people.staff("owner"))
    undo_join(UUID(str(join)), actor=owner, at=ann.at + MINUTE)
    assert (customer_of(boris.leaf), customer_of(ann.leaf)) == (his, hers)
    assert (_whose("boris@example.com"), _whose(PHONE)) == (his, hers)


def test_two_who_each_have_a_phone_stay_two_and_staff_are_asked() -> None:
    boris, ann = _ann("+77010000777"), _ann()
    asked = ann.ask("+77010000777")
    with pytest.raises(FamilyPhone):
        ann.enter(asked.code, people.digits_sent("+77010000777"))
    assert customer_of(boris.leaf) == _whose("+77010000777") != customer_of(ann.leaf)
    waiting = make.ask(
        "SELECT why FROM customers_suggestion WHERE decided_at IS NULL AND (one_id, other_id) = (%s, %s)",
        *sorted((_leaf(PHONE), _leaf("+77010000777"))),
    )
    assert waiting == [("apart",)] and _told("contact.added") == []
    with pytest.raises(CodeEnded):
        ann.enter(asked.code, people.digits_sent("+77010000777"))


def test_a_contact_that_many_use_is_put_to_nobody() -> None:
    list_identifier(ListedValue("email", "desk@*", "shared", "own"), actor=SYSTEM, at=AT)
    ann = _ann()
    mine = set(leaves_with(ann.leaf))
    asked = ann.ask("desk@example.com")
    with pytest.raises(ContactShared):
        ann.enter(asked.code, people.digits_sent("desk@example.com"))
    assert set(leaves_with(ann.leaf)) == mine and _told("contact.added") == []


def test_what_only_a_list_gave_her_becomes_proven() -> None:
    listed = NewCustomer("c-9", (NewIdentifier("phone", PHONE), NewIdentifier("email", MAIL)), strength="asserted")
    put_customers([listed], source="import:crm", seen=AT, at=AT, origin="import")
    ann = _ann()
    assert customer_of(ann.leaf) == list_customer_ids(["c-9"])["c-9"]
    ann.add(MAIL)
    assert [one.proven for one in own_contacts(leaves_with(ann.leaf)) if one.kind == "email"] == ["code"]


# ---------------------------------------------------------------- it was not me


def test_every_contact_of_both_hears_of_it_and_one_press_takes_it_back() -> None:
    boris, ann = _ann("boris@example.com"), _ann()
    his, hers = customer_of(boris.leaf), customer_of(ann.leaf)
    boris.later(ann.at - boris.at)
    boris.add("boris.work@example.com")
    ann.later(2 * MINUTE)
    before = len(_told("contact.added"))
    ann.add("boris@example.com")
    told = _told("contact.added")[before:]
    assert sorted(to for to, _text in told) == [PHONE, "boris.work@example.com"]
    assert all(text.startswith("b***@example.com was added to your page with us.") for _to, text in told)
    token = _link(told[0][1])
    assert read_not_me_link(token, ann.at)[1] == ann.leaf
    assert disown_contact(token, actor=SYSTEM, at=ann.at + MINUTE)
    assert customer_of(boris.leaf) == his == _whose("boris@example.com") == _whose("boris.work@example.com")
    assert _whose(PHONE) == hers == customer_of(ann.leaf), "what was done there stays with whose it is"
    # The browser that added it is nobody's any more; pressed again nothing changes.
    again = meet_visitor(ann.who.token, actor=SYSTEM, at=ann.at + MINUTE)
    assert again.leaf != ann.leaf and again.customer is None and again.token != ann.who.token
    before_again = make.rows_of_all_tables()
    assert not disown_contact(token, actor=SYSTEM, at=ann.at + 2 * MINUTE)
    assert make.grown(before_again) == {}


def test_what_signed_in_by_the_disowned_contact_goes_with_it() -> None:
    ann = _ann()
    ann.add(MAIL)
    thief = _person()
    thief.sign_in(MAIL)
    [(_to, text)] = _told("contact.added")
    assert disown_contact(_link(text), actor=SYSTEM, at=thief.at + MINUTE)
    assert customer_of(thief.leaf) == _whose(MAIL) != _whose(PHONE)
    assert set(leaves_with(_leaf(PHONE))) == {ann.leaf, _leaf(PHONE)}
    assert _otherwise() == ()


def test_a_link_that_is_not_ours_or_old_changes_nothing() -> None:
    ann = _ann()
    ann.add(MAIL)
    [(_to, text)] = _told("contact.added")
    with pytest.raises(Refused, match="link"):
        disown_contact("x" + _link(text)[1:], actor=SYSTEM, at=ann.at)
    with pytest.raises(Refused, match="expired"):
        disown_contact(_link(text), actor=SYSTEM, at=ann.at + 31 * DAY)
    assert _whose(MAIL) == customer_of(ann.leaf)


# ---------------------------------------------------------------- one is taken away


def test_an_old_phone_leaves_with_its_devices_and_the_rest_stays() -> None:
    card = "2990000000099"
    loaded = NewCustomer("c-8", (NewIdentifier("card", card), NewIdentifier("phone", PHONE)))
    put_customers([loaded], source="load:test", seen=AT, at=AT, origin="load")
    ann, tablet = _ann(), _ann()
    mine = list_customer_ids(["c-8"])["c-8"]
    ann.later(MINUTE)
    ann.sign_in(PHONE)
    ann.add(MAIL)
    ann.remove(_leaf(PHONE))
    held = find_leaf("card", card)
    assert held is not None and held.customer == mine == customer_of(ann.leaf) == _whose(MAIL)
    assert customer_of(tablet.leaf) == _whose(PHONE) != mine, "the device that only the phone signed in"
    assert set(leaves_with(ann.leaf)) == {ann.leaf, held.leaf, _leaf(MAIL)}
    assert opens(ann.leaf) == proves("code") and _ties(_leaf(MAIL), held.leaf) == [("stayed", True)]
    assert _ties(_leaf(PHONE), _leaf(MAIL)) == [("own_page", False)], "taken back, and still to be read"
    told = [to for to, text in _told("contact.removed") if "+7 701 *** ** 23 was taken off" in text]
    assert sorted(told) == [PHONE, MAIL]
    assert _otherwise() == ()
    # Who proves it later is somebody else.
    later = _person()
    later.later(DAY)
    assert later.sign_in(PHONE).customer == _whose(PHONE) != mine


def test_the_last_proven_contact_stays() -> None:
    ann = _ann()
    before = make.rows_of_all_tables()
    with pytest.raises(ContactLast):
        ann.remove(_leaf(PHONE))
    assert make.grown(before) == {} and customer_of(ann.leaf) == _whose(PHONE)


def test_one_added_a_moment_ago_takes_no_other_away() -> None:
    ann = _ann()
    ann.add(MAIL)
    thief = _person()
    thief.sign_in(MAIL)
    with pytest.raises(ContactTooNew):
        thief.remove(_leaf(PHONE))
    assert _whose(PHONE) == customer_of(ann.leaf)
    thief.later(7 * DAY)
    thief.sign_in(MAIL)
    thief.remove(_leaf(PHONE))
    assert _whose(PHONE) != _whose(MAIL) == customer_of(thief.leaf)


def test_what_was_joined_goes_back_where_it_came_from() -> None:
    boris = _ann("boris@example.com")
    boris.later(DAY)
    ann = _ann()
    his = customer_of(boris.leaf)
    ann.add("boris@example.com")
    assert customer_of(ann.leaf) == his
    ann.remove(_leaf("boris@example.com"))
    assert customer_of(boris.leaf) == _whose("boris@example.com") != customer_of(ann.leaf) == _whose(PHONE)
