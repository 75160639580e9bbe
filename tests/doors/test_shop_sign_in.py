"""Signing in by phone, e-mail or Telegram, on the site and over REST: nothing tells who is known, byte for byte."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests import people, talking
from tests.doors.api_callers import Program, program_of
from tests.doors.test_shop import _page, _post
from tests.doors.web_people import client_of
from tests.make import ask
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.connections.actions import put_connection
from prilavok.domains.connections.types import NewConnection
from prilavok.flows import read_arrivals, share_phone, tell_code
from prilavok.kit import clock
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.qr import qr_of

RUN = (read_arrivals, share_phone, tell_code)  # what the worker runs here
USER, PAVEL = 5_700_100, 5_700_101
# Each pair is masked alike, so that the pages may be compared as they are.
KNOWN = {"+7 701 123 45 67": "+7 701 999 99 67", "pavel@example.com": "pyotr@example.com"}


@pytest.fixture
def shop(rolled_back: None) -> Iterator[Shop]:
    made = open_small_shop()
    connections = talking.connect()
    for user, phone in ((USER, "+77011234567"), (PAVEL, "+77000000002")):
        contact = {"phone_number": phone, "first_name": "A", "user_id": user}
        talking.arrive(connections["telegram"], talking.message(user, clock.now(), contact=contact), at=clock.now())
    yield made


def _browser() -> Any:
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    _page(client, "/shop/")
    return client


def _guest() -> Program:
    nobody = program_of(None)
    return Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])


def _plain(text: str) -> str:
    """Without what is drawn anew for each answer: ids of codes, tokens of forms, nonces."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text)
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1T", text)
    return re.sub(r'(nonce="|csrf[a-zA-Z-]*&quot;: ?&quot;|"X-CSRFToken": ?")[^"&]*', r"\1T", text)


def _digits(to: str) -> str:
    return people.digits_sent(to)


def _told_on_site(contact: str, **by: str) -> list[str]:
    client = _browser()
    sent = _post(client, "/shop/sign-in/send", contact=contact, then="/shop/me", **by)
    entering = str(sent.headers["Location"])
    told = [f"{sent.status_code} {sent.content.decode()} {entering}", _page(client, entering)]
    run_due()
    told.append(_page(client, entering))
    code = re.search(r"code=([0-9a-f-]{36})", entering)
    assert code
    for _nth in range(5):
        wrong = _post(client, "/shop/sign-in/enter", code=code[1], digits="0", then="/shop/me", next=entering)
        told += [f"{wrong.status_code} {wrong.headers['Location']}", _page(client, entering)]
    return [_plain(one) for one in told]


@pytest.mark.parametrize("by", [{}, {"by": "telegram"}], ids=["itself", "telegram"])
@pytest.mark.parametrize("known", list(KNOWN), ids=["phone", "mail"])
def test_the_site_answers_known_and_unknown_byte_for_byte_alike(shop: Shop, known: str, by: dict[str, str]) -> None:
    told = _told_on_site(known, **by)
    assert told == _told_on_site(KNOWN[known], **by)
    assert ("is connected to us in telegram" in told[1].lower()) == bool(by) and 'name="digits"' in told[1]
    assert "Tries left: 1" in told[-3] and "that was the last try" in told[-1] or "no longer valid" in told[-1]


@pytest.mark.parametrize("by", ["contact", "telegram"])
@pytest.mark.parametrize("known", list(KNOWN), ids=["phone", "mail"])
def test_programs_are_answered_byte_for_byte_alike(shop: Shop, known: str, by: str) -> None:
    told = []
    clock.set_clock(clock.now())
    for contact in (known, KNOWN[known]):
        guest = _guest()
        sent = guest.post("/shop/sign-in", {"contact": contact, "by": by})
        run_due()
        body = {"code": sent.json()["code"], "digits": "0"}
        wrong = [guest.post("/shop/sign-in/enter", body) for _nth in range(6)]
        assert [one.json()["code"] for one in wrong] == ["code.wrong"] * 5 + ["code.ended"]
        told.append([_plain(one.content.decode()) for one in (sent, *wrong)])
    assert told[0] == told[1]
    assert sent.status_code == 200 and (sent.json()["by"], sent.json()["resend_after"]) == (by, 30)


def test_the_one_field_takes_an_e_mail_and_says_what_is_neither(shop: Shop) -> None:
    client = _browser()
    page = _page(client, "/shop/sign-in")
    assert "Phone or e-mail" in page and 'name="contact"' in page and 'name="by" value="telegram"' in page
    _post(client, "/shop/sign-in/send", contact="Айгуль", next="/shop/sign-in")
    assert "Enter your phone number or your e-mail address." in _page(client, "/shop/sign-in")
    entering = str(
        _post(client, "/shop/sign-in/send", contact="pavel@example.com", then="/shop/me").headers["Location"]
    )
    sent = _page(client, entering)
    assert "/outbox" in sent and "p***@example.com" in sent and "pavel@example.com" not in sent
    code = re.search(r"code=([0-9a-f-]{36})", entering)
    assert code
    _post(client, "/shop/sign-in/enter", code=code[1], digits=_digits("pavel@example.com"), then="/shop/me")
    assert "Павел Ким" in _page(client, "/shop/me")


def test_without_a_messenger_none_is_offered(rolled_back: None) -> None:
    open_small_shop()
    people.sms()
    put_connection(NewConnection("mail", "mail", "outbox", {"en": "mail"}), at=clock.now())
    client = _browser()
    page = _page(client, "/shop/sign-in")
    assert 'name="by"' not in page and "/shop/sign-in/bot" not in page
    _post(client, "/shop/sign-in/bot", next="/shop/sign-in")
    assert "We cannot write by telegram now" in _page(client, "/shop/sign-in")
    refused = _guest().post("/shop/sign-in", {"contact": "+77011234567", "by": "telegram"})
    assert (refused.status_code, ask("SELECT count(*) FROM customers_code")) == (422, [(0,)])


def _to_bot(client: Any, then: str = "/shop/me") -> tuple[str, str]:
    """Press the button; where the digits are entered, and the link into the bot."""
    sent = _post(client, "/shop/sign-in/bot", then=then, next="/shop/sign-in")
    entering = str(sent.headers["Location"])
    assert sent.status_code == 303 and entering.startswith("/shop/sign-in?code=")
    found = re.search(r'href="([^"]+/t/ours_bot[?]start=[A-Za-z0-9_-]{64})" target="_blank"', _page(client, entering))
    assert found
    return entering, found[1]


def _start(user: int, link: str) -> str:
    """Press Start in the bot by the link; what it says."""
    [(bot,)] = ask("SELECT id FROM connections_connection WHERE code = 'telegram'")
    talking.arrive(
        UUID(str(bot)), talking.message(user, clock.now(), text=f"/start {link.rpartition('=')[2]}"), at=clock.now()
    )
    [(text,)] = ask(
        "SELECT text FROM conversations_message WHERE direction = 'out' AND address = %s ORDER BY id DESC LIMIT 1",
        str(user),
    )
    return str(text)


def _enter(client: Any, entering: str, digits: str, then: str = "/shop/me") -> Any:
    code = re.search(r"code=([0-9a-f-]{36})", entering)
    assert code
    return _post(client, "/shop/sign-in/enter", code=code[1], digits=digits, then=then, next=entering)


def test_the_bots_button_signs_the_browser_in_that_pressed_it(shop: Shop) -> None:
    client = _browser()
    assert 'action="/shop/sign-in/bot"' in _page(client, "/shop/sign-in")
    entering, link = _to_bot(client, "/shop/checkout")
    page = _page(client, entering)
    code = qr_of(link)
    assert code is not None and code.path in page and page.count('name="digits"') == 1
    assert _to_bot(client, "/shop/checkout")[1] != link and link not in _page(client, "/shop/sign-in")
    entering, link = _to_bot(client, "/shop/checkout")
    assert link in _page(client, entering), "looked at again it is the same link"
    found = re.search(r"\b\d{6}\b", _start(USER, link))
    assert found
    assert _enter(_browser(), entering, found[0]).headers["Location"] == entering, "no other browser is let in by it"
    entered = _enter(client, entering, found[0], "/shop/checkout")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/shop/checkout")
    own = _page(client, "/shop/me")
    assert "T-S1" in own and "+77011234567" not in own.replace(" ", "")
    assert client.get(entering).status_code == 302, "the page of a used link leads on"


def test_the_page_of_the_link_tells_nothing_of_who_comes_by_it(shop: Shop) -> None:
    """A customer, one the bot never met and nobody at all: the browser that asked is answered byte for byte alike."""
    told = []
    for user in (USER, 5_700_999, None):
        client = _browser()
        entering, link = _to_bot(client)
        if user:
            _start(user, link)
        seen = [_page(client, entering).replace(link.rpartition("=")[2], "TOKEN")]
        seen[0] = re.sub(r'<path d="[^"]*"', "<path", re.sub(r'(viewBox=")[^"]*', r"\1", seen[0]))
        for _nth in range(5):
            wrong = _enter(client, entering, "0")
            seen += [f"{wrong.status_code} {wrong.headers['Location']}"]
        seen.append(_page(client, entering))
        told.append([_plain(one) for one in seen])
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize(
    ("language", "many", "wrong", "ended"),
    [
        ("en", "Too many codes were asked for", "The code is not right", "no longer valid"),
        ("ru", "Кодов запрошено слишком много", "Код неверный", "больше не действует"),
        ("kk", "Код тым көп сұралды", "Код қате", "енді жарамайды"),
    ],
)
def test_refusals_of_the_link_are_said_in_three_languages(
    shop: Shop, language: str, many: str, wrong: str, ended: str
) -> None:
    client = client_of(HTTP_ACCEPT_LANGUAGE=language)
    _page(client, "/shop/")
    entering, _link = _to_bot(client)
    _enter(client, entering, "0")
    assert wrong in _page(client, entering)
    for _nth in range(2):
        _to_bot(client)
    assert ended in _page(client, entering)
    refused = _post(client, "/shop/sign-in/bot", next="/shop/sign-in")
    assert refused.headers["Location"] == "/shop/sign-in"
    assert many in _page(client, "/shop/sign-in")


@pytest.mark.parametrize(("by", "to"), [("contact", "+77011234567"), ("telegram", str(USER))])
def test_a_program_signs_its_guest_in(shop: Shop, by: str, to: str) -> None:
    guest, stranger = _guest(), _guest()
    code = guest.post("/shop/sign-in", {"contact": "8 701 123 45 67", "by": by}).json()["code"]
    run_due()
    body = {"code": code, "digits": _digits(to)}
    assert stranger.post("/shop/sign-in/enter", body).json()["code"] == "code.ended"
    assert guest.get(f"/shop/orders/{shop.orders['S1']}").status_code == 404
    entered = guest.post("/shop/sign-in/enter", body)
    assert (entered.status_code, entered.json()) == (200, {"token": None})
    assert guest.get(f"/shop/orders/{shop.orders['S1']}").status_code == 200


def test_a_program_that_signs_somebody_else_in_is_given_their_token(shop: Shop) -> None:
    other = "+77019999967"
    people.household(other)
    guest = _guest()
    for contact in ("+77011234567", other):
        code = guest.post("/shop/sign-in", {"contact": contact}).json()["code"]
        entered = guest.post("/shop/sign-in/enter", {"code": code, "digits": _digits(contact)}).json()
    order = f"/shop/orders/{shop.orders['S1']}"
    assert entered["token"] and guest.get(order).status_code == 200
    assert Program(guest.client, entered["token"]).get(order).status_code == 404


def test_programs_are_limited_and_told_how_long_to_wait(shop: Shop) -> None:
    for _nth in range(3):
        assert _guest().post("/shop/sign-in", {"contact": "+7 701 999 99 67"}).status_code == 200
    refused = _guest().post("/shop/sign-in", {"contact": "+7 701 999 99 67", "by": "telegram"})
    assert (refused.status_code, refused.json()["code"]) == (429, "code.too_many")
    assert int(refused.headers["Retry-After"]) > 0
    for body in (
        {"contact": "nobody"},
        {"contact": "жigul@mail.kz"},
        {"contact": ""},
        {"contact": "a@b.kz", "by": "x"},
    ):
        assert _guest().post("/shop/sign-in", body).status_code == 422


@pytest.mark.parametrize(("more", "folded"), [(0, 0), (1, 0), (2, 1)])
def test_many_messengers_stand_behind_one_button_and_each_has_its_own(shop: Shop, more: int, folded: int) -> None:
    others = [("vk", "vk_community", {"screen_name": "ours_shop"}), ("max", "max_bot", {"username": "ours_bot"})][:more]
    for channel, provider, settings in others:
        put_connection(NewConnection(channel, channel, provider, {"en": channel}, settings), at=clock.now())
    names = {"telegram"} | {channel for channel, *_ in others}
    browser = _browser()
    signing, chat = _page(browser, "/shop/sign-in"), _page(browser, "/shop/chat")
    assert (signing.count('<details class="messengers">'), chat.count('<details class="messengers">')) == (
        2 * folded,
        folded,
    )
    assert set(re.findall(r'name="by" value="(\w+)"', signing)) == names
    assert set(re.findall(r'action="/shop/chat/on/(\w+)"', chat)) == names
