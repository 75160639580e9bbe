"""A person's own contacts through their flows: a second one added by two proofs, told of, disowned, taken away.

The flows are prilavok.flows.ask_own_contact, prilavok.flows.add_own_contact, prilavok.flows.remove_own_contact,
prilavok.flows.disown_contact and prilavok.flows.tell_of_contact.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make, people, talking
from tests.own_contacts_world import (
    AT,
    DAY,
    MAIL,
    MINUTE,
    PHONE,
    Person,
    leaf_of,
    link_in,
    newcomer,
    otherwise,
    signed_in,
    ties_between,
    told_by,
    whose,
)

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
    customer_of,
    find_leaf,
    leaves_with,
    list_customer_ids,
    opens,
    own_contacts,
    proves,
)
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.domains.customers.types.identity import ListedValue
from prilavok.flows import read_arrivals, send_message, share_phone
from prilavok.flows.add_own_contact import OwnContactAdded
from prilavok.flows.ask_own_contact import confirm_own_contact
from prilavok.flows.disown_contact import disown_contact
from prilavok.flows.make_sign_in_link import make_sign_in_link
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.messages import read_not_me_link, sign_in_link
from prilavok.flows.prove_code import prove_code
from prilavok.flows.send_code import send_code
from prilavok.flows.undo_join import undo_join
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM, Actor

RUN = (read_arrivals, send_message, share_phone)  # what the worker runs here


@pytest.fixture(autouse=True)
def bot(rolled_back: None) -> Iterator[UUID]:
    """Our bot, SMS and mail."""
    clock.set_clock(AT)
    yield talking.connect()["telegram"]


# ---------------------------------------------------------------- another one is added


def test_a_second_contact_is_tied_to_who_is_signed_in_and_signs_them_in_everywhere() -> None:
    ann = signed_in()
    mine = customer_of(ann.leaf)
    assert ann.add(MAIL) == OwnContactAdded(mine, joined=False)
    assert whose(MAIL) == mine and ties_between(leaf_of(PHONE), leaf_of(MAIL)) == [("own_page", True)]
    listed = [(one.kind, one.value, one.proven) for one in own_contacts(leaves_with(ann.leaf))]
    assert listed == [("phone", "+7 701 *** ** 23", "code"), ("email", "a***@example.com", "code")]
    elsewhere = newcomer()
    assert elsewhere.sign_in(MAIL).customer == mine and opens(elsewhere.leaf) == proves("code")
    assert otherwise() == ()


def test_a_code_to_add_a_contact_signs_nobody_in_and_a_code_to_sign_in_adds_none() -> None:
    ann = signed_in()
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
    ann = signed_in()
    asked = ann.ask(MAIL)
    right = people.digits_sent(MAIL)
    with pytest.raises(CodeWrong) as wrong:
        ann.enter(asked.code, "0")
    assert wrong.value.left == 4 and make.ask("SELECT tries FROM customers_code WHERE id = %s", asked.code) == [(1,)]
    ann.enter(asked.code, right)
    with pytest.raises(CodeEnded):
        ann.enter(asked.code, right)


def test_known_and_unknown_contacts_are_answered_alike() -> None:
    signed_in("boris@example.com")
    clock.set_clock(AT)
    ann = signed_in()
    known, unknown = ann.ask("boris@example.com"), ann.ask("bella@example.com")
    assert (known.kind, known.masked, known.resend_after, known.by) == (
        unknown.kind, unknown.masked, unknown.resend_after, unknown.by,
    )  # fmt: skip
    assert known.expires_at - unknown.expires_at == -timedelta(seconds=61)


# ---------------------------------------------------------------- who may


def test_a_session_alone_adds_and_removes_nothing() -> None:
    ann = signed_in()
    asked = ann.ask(MAIL)
    ann.later(15 * MINUTE)
    with pytest.raises(ContactUnconfirmed):
        ann.ask(MAIL)
    with pytest.raises((ContactUnconfirmed, CodeEnded)):
        ann.enter(asked.code, people.digits_sent(MAIL))
    with pytest.raises(ContactUnconfirmed):
        ann.remove(leaf_of(PHONE))
    assert find_leaf("email", MAIL) is None
    # A code to the contact that is proven opens it again.
    sent = confirm_own_contact(
        ann.leaf, leaf_of(PHONE), actor=ann.who.actor, language="en", address="192.0.2.77", at=ann.at
    )
    prove_code(ann.leaf, sent.code, people.digits_sent(PHONE), actor=ann.who.actor, at=ann.at)
    ann.add(MAIL)
    assert whose(MAIL) == customer_of(ann.leaf)


def test_what_grew_stale_between_asking_and_entering_adds_nothing_and_is_not_used_up() -> None:
    ann = signed_in()
    ann.later(10 * MINUTE)
    asked = ann.ask(MAIL)
    digits = people.digits_sent(MAIL)
    ann.later(6 * MINUTE)
    with pytest.raises(ContactUnconfirmed):
        ann.enter(asked.code, digits)
    assert make.ask("SELECT used_at FROM customers_code WHERE id = %s", asked.code) == [(None,)]
    assert find_leaf("email", MAIL) is None


def test_strangers_and_contacts_of_others_are_no_ground() -> None:
    ann, eve = signed_in(), signed_in("eve@example.com")
    stranger = newcomer()
    with pytest.raises(ContactUnconfirmed):
        stranger.ask(MAIL)
    for contact in (leaf_of(PHONE), ann.leaf):
        with pytest.raises(ContactUnknown):
            confirm_own_contact(eve.leaf, contact, actor=eve.who.actor, language="en", address="192.0.2.78", at=eve.at)
        with pytest.raises(ContactUnknown):
            eve.remove(contact)
    assert customer_of(ann.leaf) == whose(PHONE) != customer_of(eve.leaf)


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

    ann = newcomer()
    by_bot(ann)
    assert opens(ann.leaf) == proves("messenger")
    ann.add(PHONE)
    chat = find_leaf("telegram", f"{bot}:4300100")
    assert chat is not None and ties_between(chat.leaf, leaf_of(PHONE)) == [("own_page", True)]
    assert opens(ann.leaf) == proves("code"), "the code of the phone was entered here"
    ann.later(20 * MINUTE)
    by_bot(ann)
    with pytest.raises(ContactUnconfirmed):
        ann.ask(MAIL)


# ---------------------------------------------------------------- whose it was


def test_a_contact_of_another_known_person_joins_them_and_the_join_is_undone() -> None:
    boris, ann = signed_in("boris@example.com"), signed_in()
    his, hers = customer_of(boris.leaf), customer_of(ann.leaf)
    added = ann.add("boris@example.com")
    assert added.joined and added.customer == his == customer_of(ann.leaf), "the one known longer is kept"
    [(join,)] = make.ask("SELECT id FROM customers_join WHERE gone_id = %s AND undone_at IS NULL", hers)
    owner = Actor("staff", people.staff("owner"))
    undo_join(UUID(str(join)), actor=owner, at=ann.at + MINUTE)
    assert (customer_of(boris.leaf), customer_of(ann.leaf)) == (his, hers)
    assert (whose("boris@example.com"), whose(PHONE)) == (his, hers)


def test_two_who_each_have_a_phone_stay_two_and_staff_are_asked() -> None:
    boris, ann = signed_in("+77010000777"), signed_in()
    asked = ann.ask("+77010000777")
    with pytest.raises(FamilyPhone):
        ann.enter(asked.code, people.digits_sent("+77010000777"))
    assert customer_of(boris.leaf) == whose("+77010000777") != customer_of(ann.leaf)
    waiting = make.ask(
        "SELECT why FROM customers_suggestion WHERE decided_at IS NULL AND (one_id, other_id) = (%s, %s)",
        *sorted((leaf_of(PHONE), leaf_of("+77010000777"))),
    )
    assert waiting == [("apart",)] and told_by("contact.added") == []
    with pytest.raises(CodeEnded):
        ann.enter(asked.code, people.digits_sent("+77010000777"))


def test_a_contact_that_many_use_is_put_to_nobody() -> None:
    list_identifier(ListedValue("email", "desk@*", "shared", "own"), actor=SYSTEM, at=AT)
    ann = signed_in()
    mine = set(leaves_with(ann.leaf))
    asked = ann.ask("desk@example.com")
    with pytest.raises(ContactShared):
        ann.enter(asked.code, people.digits_sent("desk@example.com"))
    assert set(leaves_with(ann.leaf)) == mine and told_by("contact.added") == []


def test_what_only_a_list_gave_her_becomes_proven() -> None:
    listed = NewCustomer("c-9", (NewIdentifier("phone", PHONE), NewIdentifier("email", MAIL)), strength="asserted")
    put_customers([listed], source="import:crm", seen=AT, at=AT, origin="import")
    ann = signed_in()
    assert customer_of(ann.leaf) == list_customer_ids(["c-9"])["c-9"]
    ann.add(MAIL)
    assert [one.proven for one in own_contacts(leaves_with(ann.leaf)) if one.kind == "email"] == ["code"]


# ---------------------------------------------------------------- it was not me


def test_every_contact_of_both_hears_of_it_and_one_press_takes_it_back() -> None:
    boris, ann = signed_in("boris@example.com"), signed_in()
    his, hers = customer_of(boris.leaf), customer_of(ann.leaf)
    boris.later(ann.at - boris.at)
    boris.add("boris.work@example.com")
    ann.later(2 * MINUTE)
    before = len(told_by("contact.added"))
    ann.add("boris@example.com")
    told = told_by("contact.added")[before:]
    assert sorted(to for to, _text in told) == [PHONE, "boris.work@example.com"]
    assert all(text.startswith("b***@example.com was added to your page with us.") for _to, text in told)
    token = link_in(told[0][1])
    assert read_not_me_link(token, ann.at)[1] == ann.leaf
    assert disown_contact(token, actor=SYSTEM, at=ann.at + MINUTE)
    assert customer_of(boris.leaf) == his == whose("boris@example.com") == whose("boris.work@example.com")
    assert whose(PHONE) == hers == customer_of(ann.leaf), "what was done there stays with whose it is"
    # The browser that added it is nobody's any more; pressed again nothing changes.
    again = meet_visitor(ann.who.token, actor=SYSTEM, at=ann.at + MINUTE)
    assert again.leaf != ann.leaf and again.customer is None and again.token != ann.who.token
    before_again = make.rows_of_all_tables()
    assert not disown_contact(token, actor=SYSTEM, at=ann.at + 2 * MINUTE)
    assert make.grown(before_again) == {}


def test_what_signed_in_by_the_disowned_contact_goes_with_it() -> None:
    ann = signed_in()
    ann.add(MAIL)
    thief = newcomer()
    thief.sign_in(MAIL)
    [(_to, text)] = told_by("contact.added")
    assert disown_contact(link_in(text), actor=SYSTEM, at=thief.at + MINUTE)
    assert customer_of(thief.leaf) == whose(MAIL) != whose(PHONE)
    assert set(leaves_with(leaf_of(PHONE))) == {ann.leaf, leaf_of(PHONE)}
    assert otherwise() == ()


def test_a_link_that_is_not_ours_or_old_changes_nothing() -> None:
    ann = signed_in()
    ann.add(MAIL)
    [(_to, text)] = told_by("contact.added")
    with pytest.raises(Refused, match="link"):
        disown_contact("x" + link_in(text)[1:], actor=SYSTEM, at=ann.at)
    with pytest.raises(Refused, match="expired"):
        disown_contact(link_in(text), actor=SYSTEM, at=ann.at + 31 * DAY)
    assert whose(MAIL) == customer_of(ann.leaf)


# ---------------------------------------------------------------- one is taken away


def test_an_old_phone_leaves_with_its_devices_and_the_rest_stays() -> None:
    card = "2990000000099"
    loaded = NewCustomer("c-8", (NewIdentifier("card", card), NewIdentifier("phone", PHONE)))
    put_customers([loaded], source="load:test", seen=AT, at=AT, origin="load")
    ann, tablet = signed_in(), signed_in()
    mine = list_customer_ids(["c-8"])["c-8"]
    ann.later(MINUTE)
    ann.sign_in(PHONE)
    ann.add(MAIL)
    ann.remove(leaf_of(PHONE))
    held = find_leaf("card", card)
    assert held is not None and held.customer == mine == customer_of(ann.leaf) == whose(MAIL)
    assert customer_of(tablet.leaf) == whose(PHONE) != mine, "the device that only the phone signed in"
    assert set(leaves_with(ann.leaf)) == {ann.leaf, held.leaf, leaf_of(MAIL)}
    assert opens(ann.leaf) == proves("code") and ties_between(leaf_of(MAIL), held.leaf) == [("stayed", True)]
    assert ties_between(leaf_of(PHONE), leaf_of(MAIL)) == [("own_page", False)], "taken back, and still to be read"
    told = [to for to, text in told_by("contact.removed") if "+7 701 *** ** 23 was taken off" in text]
    assert sorted(told) == [PHONE, MAIL]
    assert otherwise() == ()
    # Who proves it later is somebody else.
    later = newcomer()
    later.later(DAY)
    assert later.sign_in(PHONE).customer == whose(PHONE) != mine


def test_the_last_proven_contact_stays() -> None:
    ann = signed_in()
    before = make.rows_of_all_tables()
    with pytest.raises(ContactLast):
        ann.remove(leaf_of(PHONE))
    assert make.grown(before) == {} and customer_of(ann.leaf) == whose(PHONE)


def test_one_added_a_moment_ago_takes_no_other_away() -> None:
    ann = signed_in()
    ann.add(MAIL)
    thief = newcomer()
    thief.sign_in(MAIL)
    with pytest.raises(ContactTooNew):
        thief.remove(leaf_of(PHONE))
    assert whose(PHONE) == customer_of(ann.leaf)
    thief.later(7 * DAY)
    thief.sign_in(MAIL)
    thief.remove(leaf_of(PHONE))
    assert whose(PHONE) != whose(MAIL) == customer_of(thief.leaf)


def test_what_was_joined_goes_back_where_it_came_from() -> None:
    boris = signed_in("boris@example.com")
    boris.later(DAY)
    ann = signed_in()
    his = customer_of(boris.leaf)
    ann.add("boris@example.com")
    assert customer_of(ann.leaf) == his
    ann.remove(leaf_of("boris@example.com"))
    assert customer_of(boris.leaf) == whose("boris@example.com") != customer_of(ann.leaf) == whose(PHONE)
