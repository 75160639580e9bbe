"""MAX: whose phone a shared contact is, and files that MAX still works on."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.conformance.channel_world import Wire, body_of, examples_of, outgoing, secrets_of

from prilavok.adapters.channels.max_bot.sending import PAUSES, kind_of, say
from prilavok.adapters.channels.port import File, Incoming, open_channel, read_told
from prilavok.adapters.channels.port.saying import file_form
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.secrets import Secret

IN, OUT = dict(examples_of("max_bot", "in")), dict(examples_of("max_bot", "out"))


def _told(of: str, secrets: Mapping[str, Secret] | None = None, **card: Any) -> Incoming:
    """An example read with our secrets; card: fields of its contact that are other ones."""
    body = json.loads(body_of(IN[of]))
    if card:
        body["message"]["body"]["attachments"][0]["payload"].update(card)
    known = secrets_of("max_bot") if secrets is None else secrets
    (row,) = read_told(open_channel("max_bot"), json.dumps(body).encode(), lambda: known)
    return row


def test_a_phone_is_ones_own_where_max_signed_it() -> None:
    assert (_told("own_contact").own, _told("own_contact").phone) == (True, "+77015550142")
    payload = IN["own_contact"]["body"]["message"]["body"]["attachments"][0]["payload"]
    assert _told("own_contact", hash=payload["hash"].upper()).own
    assert _told("own_contact", max_info=None).own, "the signature says it, with or without who it is"
    # Told with its line ends written out, it is the same card.
    assert _told("own_contact", vcf_info=payload["vcf_info"].replace("\r\n", "\\r\\n")).own
    assert _told("own_contact", vcf_info=payload["vcf_info"].replace("\r\n", "\\r\\n")).phone == "+77015550142"


def test_a_phone_is_nobodys_where_max_did_not_sign_it() -> None:
    payload = IN["own_contact"]["body"]["message"]["body"]["attachments"][0]["payload"]
    forged = payload["vcf_info"].replace("77015550142", "77015550199")
    stranger = payload["max_info"] | {"user_id": 55500001}
    for card in (
        {"vcf_info": forged},
        {"hash": None},
        {"hash": ""},
        {"hash": "é" * 64},
        {"hash": "0" * 64},
        {"hash": 1},
        {"max_info": stranger},
        {"vcf_info": forged, "hash": None},
    ):
        row = _told("own_contact", **card)
        assert (row.kind, row.own) == ("contact", False), card
    for secrets in ({}, {"token": Secret("")}, {"token": Secret("another")}):
        assert not _told("own_contact", secrets).own
    assert not _told("contact_sent_on").own, "who sends a card on did not share it"
    assert not _told("contact_of_another").own
    (row,) = open_channel("max_bot").read(body_of(IN["own_contact"]))
    assert not row.own, "read without our secret nobody is believed"


def test_all_else_reads_the_same_with_secrets_and_without() -> None:
    channel = open_channel("max_bot")
    for of in IN.keys() - {"own_contact"}:
        assert [_told(of)] == channel.read(body_of(IN[of])), of


def test_secrets_are_opened_only_for_who_needs_them() -> None:
    def never() -> Mapping[str, Secret]:
        raise AssertionError("Telegram vouches without")

    body = body_of(dict(examples_of("telegram_bot", "in"))["own_contact"])
    assert read_told(open_channel("telegram_bot"), body, never) == open_channel("telegram_bot").read(body)


def _say_file(answers: list[tuple[int, object]]) -> tuple[Wire, list[float], Any]:
    wire, pauses = Wire("max_bot", answers), list[float]()
    message = outgoing(OUT["file"]["call"]["send"])
    try:
        return wire, pauses, say(message, "chat_id=1", wire.line, pauses.append)
    except OutsideFailed as failure:
        return wire, pauses, failure


def _answers(of: str) -> list[tuple[int, object]]:
    return [(one["status"], one["json"]) for one in OUT[of]["answers"]]


def test_a_file_that_max_works_on_is_waited_for_and_uploaded_once() -> None:
    address, token, not_ready, said = _answers("file_not_ready_at_first")
    wire, pauses, sent = _say_file([address, token, not_ready, not_ready, not_ready, said])
    assert sent.outside_id == OUT["file"]["gives"]["outside_id"]
    assert pauses == list(PAUSES[:3]) and list(PAUSES) == sorted(PAUSES)
    assert [one["path"].partition("?")[0] for one in wire.asked].count("/uploads") == 1
    assert len(wire.asked) == 2 + 4
    wire, pauses, failure = _say_file([address, token, not_ready])
    assert (failure.outcome, failure.code) == ("temporary", "max.not_ready")
    assert pauses == list(PAUSES) and len(wire.asked) == 2 + len(PAUSES) + 1


def test_only_that_one_refusal_is_waited_for() -> None:
    address, token, *_more = _answers("file")
    wire, pauses, failure = _say_file([address, token, (400, {"code": "proto.payload", "message": "?"})])
    assert (failure.outcome, failure.code, pauses, len(wire.asked)) == ("final", "max.refused", [], 3)
    wire = Wire("max_bot", [(400, {"code": "attachment.not.ready", "message": "?"})])
    with pytest.raises(OutsideFailed):
        say(outgoing({"address": "1", "text": "x"}), "chat_id=1", wire.line, pauses.append)
    assert (pauses, len(wire.asked)) == ([], 1), "without a file there is nothing to wait for"


def test_our_token_is_told_to_max_alone() -> None:
    wire, _pauses, _sent = _say_file(_answers("file"))
    told = {one["path"]: "Authorization" in one.get("headers", {}) for one in wire.asked}
    assert told == {
        "/uploads?type=file": True,
        "https://fu.oneme.ru/api/upload.do?sig=1": False,
        "/messages?chat_id=1": True,
    }


def test_many_pictures_go_ten_at_a_time() -> None:
    files = [{"name": f"{one}.png", "mime": "image/png", "content": str(one)} for one in range(12)]
    place, token, said = (
        (200, {"url": "https://iu.oneme.ru/x"}),
        (200, {"photos": {"a": {"token": "t"}}}),
        _answers("file")[-1],
    )
    wire = Wire("max_bot", [*[place, token] * 12, said])
    say(outgoing({"address": "1", "text": "", "files": files}), "chat_id=1", wire.line)
    assert [len(one["json"]["attachments"]) for one in wire.asked if one["path"].startswith("/messages")] == [10, 2]


def test_what_a_file_is_uploaded_as() -> None:
    kinds = {
        "image/jpeg": "image",
        "image/svg+xml": "file",
        "video/mp4": "video",
        "video/x-flv": "file",
        "audio/ogg": "audio",
        "application/pdf": "file",
        "": "file",
    }
    assert {mime: kind_of(File("x", mime, b"x")) for mime in kinds} == kinds


def test_a_form_carries_a_file_as_others_read_it() -> None:
    from email import message_from_bytes, policy

    kind, body = file_form("data", File('a"b\r\n.пдф', "application/pdf", b"\r\n--x\0\xff"), {"chat": "7"})
    told = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=policy.HTTP)
    text, file = told.iter_parts()
    assert (text.get_param("name", header="content-disposition"), text.get_content()) == ("chat", "7")
    assert b'filename="a%22b%0D%0A.\xd0\xbf\xd0\xb4\xd1\x84"' in body
    assert file.get_content_type() == "application/pdf" and file.get_payload(decode=True) == b"\r\n--x\0\xff"
    assert file_form("data", File("x", "a/b", b"1")) == file_form("data", File("x", "a/b", b"1"))
