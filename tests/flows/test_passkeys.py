"""Passkeys through their flows: ask_for_passkey, keep_passkey, enter_by_passkey; and everything that is refused."""

import json
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.make import AT, grown, rows_of_all_tables
from tests.passkey_device import PRESENT, Device, b64
from tests.people import browser, new_phone, prove

from prilavok.domains.customers.errors import ChallengeEnded, PasskeysTooMany, PasskeyUnknown
from prilavok.domains.customers.queries import customer_of, leaves_shown, list_passkeys, opens
from prilavok.flows.ask_for_passkey import NotProven, ask_to_make, ask_to_sign
from prilavok.flows.enter_by_passkey import enter_by_passkey
from prilavok.flows.keep_passkey import drop_passkey, keep_passkey
from prilavok.kit.events.actor import Actor
from prilavok.kit.passkeys import PasskeyUnfit, Site

pytestmark = pytest.mark.usefixtures("rolled_back")
SITE = Site("shop.example", "https://shop.example", "Shop")
LATER = AT + timedelta(minutes=1)


def _known() -> UUID:
    """A browser whose holder proved a phone by a code."""
    leaf = browser()
    prove(leaf, new_phone())
    return leaf


def _asked(leaf: UUID, what: Any = ask_to_sign, **more: Any) -> dict[str, Any]:
    return dict(what(leaf, site=SITE, address="10.0.0.1", actor=Actor("leaf", leaf), at=LATER, **more))


def _keep(leaf: UUID, device: Device, label: str = "My phone") -> None:
    answered = device.make(_asked(leaf, ask_to_make, label="+7 *** 42"))
    keep_passkey(leaf, answered, site=SITE, label=label, actor=Actor("leaf", leaf), at=LATER)


def _enter(leaf: UUID, answered: str, site: Site = SITE) -> Any:
    return enter_by_passkey(leaf, answered, site=site, actor=Actor("leaf", leaf), at=LATER)


def _device() -> Device:
    return Device(SITE.origin)


def _nothing_changed(act: Any, refusal: type[Exception]) -> None:
    before = rows_of_all_tables()
    with pytest.raises(refusal):
        act()
    assert grown(before) == {}


def test_a_key_signs_a_new_browser_in_as_its_owner() -> None:
    known, device, elsewhere = _known(), _device(), browser()
    _keep(known, device)
    assert [(one.label, one.used_at) for one in list_passkeys(leaves_shown(known))] == [("My phone", None)]
    entered = _enter(elsewhere, device.sign(_asked(elsewhere)))
    assert (entered.customer, entered.leaf, entered.token) == (customer_of(known), elsewhere, None)
    assert opens(elsewhere).see_personal == "yes" and set(leaves_shown(elsewhere)) == set(leaves_shown(known))
    assert list_passkeys(leaves_shown(known))[0].used_at == LATER
    again = browser()
    assert _enter(again, device.sign(_asked(again))).customer == entered.customer


def test_what_is_asked_tells_nobody_who_is_known() -> None:
    known, stranger = _known(), browser()
    _keep(known, _device())
    mine, theirs = _asked(known), _asked(stranger)
    assert mine.keys() == theirs.keys() and mine.pop("challenge") != theirs.pop("challenge")
    assert mine == theirs and mine["allowCredentials"] == [] and mine["userVerification"] == "required"


def test_on_a_device_where_somebody_else_is_known_nothing_is_joined() -> None:
    owner, other, device = _known(), _known(), _device()
    _keep(owner, device)
    entered = _enter(other, device.sign(_asked(other)))
    assert entered.token is not None and entered.leaf != other
    assert customer_of(entered.leaf) == customer_of(owner) != customer_of(other)
    assert make.ask("SELECT count(*) FROM customers_join") == [(0,)]


def test_only_who_has_proven_a_contact_adds_a_key() -> None:
    stranger = browser()
    with pytest.raises(NotProven):
        _asked(stranger, ask_to_make, label="me")
    assert make.ask("SELECT count(*) FROM customers_challenge") == [(0,)]
    answered = _device().make({"rp": {"id": SITE.host}, "challenge": _asked(stranger)["challenge"]})
    _nothing_changed(
        lambda: keep_passkey(stranger, answered, site=SITE, label="", actor=Actor("leaf", stranger), at=LATER),
        NotProven,
    )


def test_an_answer_is_good_once_for_one_browser_and_some_minutes() -> None:
    known, device, thief = _known(), _device(), browser()
    _keep(known, device)
    answered = device.sign(_asked(known))
    _nothing_changed(lambda: _enter(thief, answered), ChallengeEnded)
    _enter(known, answered)
    _nothing_changed(lambda: _enter(known, answered), PasskeyUnfit)  # its count is no more than what was seen
    late = device.sign(_asked(thief))
    with pytest.raises(ChallengeEnded):
        enter_by_passkey(thief, late, site=SITE, actor=Actor("leaf", thief), at=LATER + timedelta(minutes=7))
    assert customer_of(thief) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer["response"].update(signature=b64(b"0" * 64)),
        lambda answer: answer["response"].update(clientDataJSON="%%%"),
        lambda answer: answer["response"].update(authenticatorData=b64(b"")),
        lambda answer: answer.pop("response"),
        lambda answer: answer.update(rawId=7),
    ],
)
def test_a_forged_or_broken_answer_is_refused(spoil: Any) -> None:
    known, device, thief = _known(), _device(), browser()
    _keep(known, device)
    answer = json.loads(device.sign(_asked(thief)))
    spoil(answer)
    _nothing_changed(lambda: _enter(thief, json.dumps(answer)), PasskeyUnfit)
    for broken in ("", "{", "[]", "null", "[" * 30_000):
        _nothing_changed(partial(_enter, thief, broken), PasskeyUnfit)


def test_another_site_another_key_and_a_finger_not_shown_are_refused() -> None:
    known, device, thief = _known(), _device(), browser()
    _keep(known, device)
    asked = _asked(thief)  # once, so that nothing but the answer is tried
    phishing = Device("https://shop.example.evil", credential=device.credential, key=device.key, signed=5)
    _nothing_changed(lambda: _enter(thief, phishing.sign(asked)), PasskeyUnfit)
    other_key = Device(SITE.origin, credential=device.credential, signed=5)
    _nothing_changed(lambda: _enter(thief, other_key.sign(asked)), PasskeyUnfit)
    unseen = Device(SITE.origin, flags=PRESENT, credential=device.credential, key=device.key, signed=5)
    _nothing_changed(lambda: _enter(thief, unseen.sign(asked)), PasskeyUnfit)
    copied = Device(SITE.origin, credential=device.credential, key=device.key, signed=-1)
    device.sign(asked)
    elsewhere = browser()
    _enter(elsewhere, device.sign(_asked(elsewhere)))
    _nothing_changed(lambda: _enter(thief, copied.sign(asked)), PasskeyUnfit)
    _nothing_changed(lambda: _enter(thief, _device().sign(asked)), PasskeyUnknown)


def test_a_removed_key_opens_nothing_and_only_its_owner_removes_it() -> None:
    known, device, other = _known(), _device(), _known()
    _keep(known, device)
    [kept] = list_passkeys(leaves_shown(known))
    with pytest.raises(PasskeyUnknown):
        drop_passkey(other, kept.id, actor=Actor("leaf", other), at=LATER)
    drop_passkey(known, kept.id, actor=Actor("leaf", known), at=LATER)
    assert list_passkeys(leaves_shown(known)) == []
    stranger = browser()
    with pytest.raises(PasskeyUnknown):
        _enter(stranger, device.sign(_asked(stranger)))
    assert customer_of(stranger) is None


def test_a_person_keeps_ten_keys() -> None:
    known = _known()
    for nth in range(10):
        _keep(known, _device(), f"device {nth}")
    with pytest.raises(PasskeysTooMany):
        _keep(known, _device())
    assert len(list_passkeys(leaves_shown(known))) == 10


def test_challenges_are_forgotten() -> None:
    from prilavok.flows.forget_ended import forget_ended
    from prilavok.kit.events.actor import SYSTEM

    _asked(browser())
    forget_ended(actor=SYSTEM, at=LATER)
    assert make.ask("SELECT count(*) FROM customers_challenge") == [(1,)]
    forget_ended(actor=SYSTEM, at=LATER + timedelta(minutes=7))
    assert make.ask("SELECT count(*) FROM customers_challenge") == [(0,)]
