"""What Messenger and Instagram share beyond the examples: waits told in a header, files that lie elsewhere, long ids."""

import json
from typing import Any

import pytest
from tests.conformance.channel_world import secrets_of, settings_of

from prilavok.adapters.channels.port import Attached, Button, Line, Outgoing, open_channel
from prilavok.adapters.channels.port.meta_reading import kept_id
from prilavok.adapters.channels.port.saying import refuse_unfit
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer

CDN = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1"


class _Wire:
    """Answers one after the other, and keeps every request whole."""

    def __init__(self, *answers: Answer) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self._answers = list(answers)

    def __call__(self, method: str, url: str, **more: Any) -> Answer:
        self.asked.append((method, url, more))
        return self._answers.pop(0)

    def line(self, name: str) -> Line:
        return Line("http://127.0.0.1:9", secrets_of(name), self, settings_of(name))


def _moved(to: str) -> Answer:
    return Answer(302, {"location": to}, b"")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"x-business-use-case-usage": '{"1":[{"type":"messenger","estimated_time_to_regain_access":3}]}'}, 180),
        ({"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":999999}],"2":7}'}, 86_400),
        ({"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":-1}, 5]}'}, None),
        ({"x-business-use-case-usage": '{"1":[{"estimated_time_to_regain_access":0}]}', "retry-after": "9"}, 9),
        ({"x-business-use-case-usage": "soon"}, None),
    ],
)
def test_the_wait_is_what_the_header_says(headers: dict[str, str], wait: int | None) -> None:
    wire = _Wire(Answer(400, headers, b'{"error":{"code":613}}'))
    with pytest.raises(OutsideFailed) as told:
        open_channel("messenger_page").send(Outgoing("1", "x"), wire.line("messenger_page"))
    assert (told.value.outcome, told.value.code, told.value.retry_after) == ("temporary", "meta.too_fast", wait)


def test_a_wait_belongs_to_what_was_too_fast_alone() -> None:
    wire = _Wire(Answer(503, {"retry-after": "7"}, b"{}"))
    with pytest.raises(OutsideFailed) as told:
        open_channel("messenger_page").send(Outgoing("1", "x"), wire.line("messenger_page"))
    assert (told.value.code, told.value.retry_after) == ("meta.down", None)


def test_a_file_is_asked_for_without_our_login_and_where_it_was_moved_to() -> None:
    there = "https://scontent.cdninstagram.com/v/1.jpg?oh=2"
    wire = _Wire(_moved(there), Answer(200, {}, b"JPEG"))
    assert open_channel("instagram_login").fetch(Attached("photo", CDN), 9, wire.line("instagram_login")) == b"JPEG"
    assert [(method, url) for method, url, _ in wire.asked] == [("GET", CDN), ("GET", there)]
    for _, _, more in wire.asked:
        assert more["public_only"] is True and more["most_bytes"] == 9 and not more.get("headers")


@pytest.mark.parametrize(
    "ref",
    [
        "http://scontent.xx.fbcdn.net/1.jpg",
        "https://evil.example/1.jpg",
        "https://evilfbcdn.net/1.jpg",
        "https://fbcdn.net.evil.example/1.jpg",
        "https://user@scontent.xx.fbcdn.net/1.jpg",
        "https://scontent.xx.fbcdn.net:8443/1.jpg",
        "https://scontent.xx.fbcdn.net:99999/1.jpg",
        "http://127.0.0.1:90/1.jpg",
        "file:///etc/hosts",
    ],
)
def test_a_file_elsewhere_is_not_asked_for(ref: str) -> None:
    for asked, wire in ((ref, _Wire()), (CDN, _Wire(_moved(ref)))):
        with pytest.raises(OutsideFailed) as told:
            open_channel("messenger_page").fetch(Attached("photo", asked), 9, wire.line("messenger_page"))
        assert (told.value.outcome, told.value.code) == ("final", "meta.elsewhere")
        assert [url for _, url, _ in wire.asked] == ([CDN] if asked == CDN else [])


def test_a_file_that_was_moved_to_what_is_no_address_is_not_asked_for() -> None:
    wire = _Wire(_moved("https://[::1/1.jpg"))
    with pytest.raises(OutsideFailed) as told:
        open_channel("messenger_page").fetch(Attached("photo", CDN), 9, wire.line("messenger_page"))
    assert (told.value.code, len(wire.asked)) == ("meta.elsewhere", 1)


@pytest.mark.parametrize("ref", ["", "no address", "https://[::1/1.jpg"])
def test_what_is_no_address_is_not_asked_for(ref: str) -> None:
    with pytest.raises(OutsideFailed) as told:
        open_channel("messenger_page").fetch(Attached("photo", ref), 9, _Wire().line("messenger_page"))
    assert told.value.code == "meta.elsewhere"


def test_a_file_that_is_moved_for_ever_is_given_up() -> None:
    wire = _Wire(*[_moved(CDN)] * 9)
    with pytest.raises(OutsideFailed) as told:
        open_channel("messenger_page").fetch(Attached("photo", CDN), 9, wire.line("messenger_page"))
    assert (told.value.code, len(wire.asked)) == ("meta.gone", 3)


def test_ids_longer_than_we_keep_are_told_apart_and_the_same_both_ways() -> None:
    ids = [f"aWdfZAG1{'x' * 160}{end}" for end in "ab"]
    wire = _Wire(Answer(200, {}, json.dumps({"recipient_id": "1", "message_id": ids[0]}).encode()))
    sent = open_channel("instagram_login").send(Outgoing("1", "x"), wire.line("instagram_login"))
    item = {"sender": {"id": "1"}, "recipient": {"id": "2"}, "timestamp": 1772442000123}
    items = [item | {"read": {"mid": mid}} for mid in ids]
    body = json.dumps({"object": "instagram", "entry": [{"id": "2", "messaging": items}]}).encode()
    first, second = open_channel("instagram_login").read(body)
    assert sent.outside_id == first.about == kept_id(ids[0]) != second.about and len(first.about) <= 120
    assert kept_id("m_short") == "m_short"


def test_what_we_answer_is_named_unless_we_do_not_know_its_name() -> None:
    for answers, named in (("m_1", {"mid": "m_1"}), (kept_id("x" * 200), None)):
        wire = _Wire(Answer(200, {}, b'{"message_id":"m_2"}'))
        message = Outgoing("1", "x", answers=answers)
        open_channel("messenger_page").send(message, wire.line("messenger_page"))
        assert wire.asked[0][2]["json"].get("reply_to") == named


@pytest.mark.parametrize(("links", "template"), [(1, True), (3, True), (4, False)])
def test_links_are_buttons_while_a_template_takes_them(links: int, template: bool) -> None:
    wire = _Wire(Answer(200, {}, b'{"message_id":"m_2"}'))
    buttons = tuple(Button(f"{number}", url=f"https://shop.example/{number}") for number in range(links))
    open_channel("messenger_page").send(Outgoing("1", "x", buttons), wire.line("messenger_page"))
    said = wire.asked[0][2]["json"]["message"]
    assert ("attachment" in said) is template
    assert template or said == {"text": "x\n" + "\n".join(f"{one.text}: {one.url}" for one in buttons)}


def test_nothing_is_sent_again_where_a_person_of_ours_was_refused_for_another_reason() -> None:
    wire = _Wire(Answer(400, {}, b'{"error":{"code":551}}'))
    with pytest.raises(OutsideFailed) as told:
        open_channel("messenger_page").send(Outgoing("1", "x", human=True), wire.line("messenger_page"))
    assert (told.value.code, len(wire.asked)) == ("meta.unavailable", 1)


def test_links_into_a_chat_name_the_account() -> None:
    messenger, instagram = open_channel("messenger_page"), open_channel("instagram_login")
    assert messenger.start_link({"page_id": "12"}, "t-1") == "https://m.me/12?ref=t-1"
    assert (
        messenger.start_link({"page_id": "12"}, "t", "http://127.0.0.1:8006") == "http://127.0.0.1:8006/m.me/12?ref=t"
    )
    assert instagram.start_link({"username": "our.shop"}, "t_1") == "https://ig.me/m/our.shop?ref=t_1"
    with pytest.raises(ValueError, match="account"):
        messenger.start_link({}, "t")


def test_instagram_counts_bytes_and_messenger_characters() -> None:
    refuse_unfit(Outgoing("1", "я" * 500), open_channel("instagram_login"))
    with pytest.raises(ValueError, match="1000 bytes"):
        refuse_unfit(Outgoing("1", "я" * 501), open_channel("instagram_login"))
    refuse_unfit(Outgoing("1", "я" * 2000), open_channel("messenger_page"))
