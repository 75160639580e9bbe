"""An operator sends files with an answer: they go once, as what they are, by ways that carry them, and stand in the thread."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import made_up_channel, make, talking
from tests.made_up_channel import MadeUp, connected, row, tell

from prilavok.adapters.channels.port import Means
from prilavok.domains.conversations.queries import list_conversations
from prilavok.domains.customers.queries import leaves_with
from prilavok.flows.given_files import MOST_FILES
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.files import files_owned
from prilavok.kit.jobs.registry import works

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
PDF = b"%PDF-1.7\n" + b"x" * 300
NO_ANSWER = OutsideFailed("unknown", "http.no_answer", "%(provider)s does not answer.", provider="Telegram")
KEPT = "SELECT kind, name, mime, size, state FROM conversations_brought ORDER BY nth"


@pytest.fixture
def channel(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    made = made_up_channel.install(monkeypatch.setattr)
    monkeypatch.setattr("prilavok.insights.answer_ways.open_channel", lambda _name: made)
    made.can |= {"files"}
    made.means = Means(text=4096, caption=20, file=1_000)
    return made


@pytest.fixture
def talk(channel: MadeUp) -> UUID:
    tell(channel, connected(), row("text", text="Red?"))
    return list_conversations().rows[0].id


def upload(name: str, content: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def said() -> list[tuple[Any, ...]]:
    return make.ask("SELECT text, state FROM conversations_message WHERE direction = 'out' AND author_kind = 'staff'")


def test_files_go_once_as_what_they_are_and_stand_in_the_thread(
    channel: MadeUp, talk: UUID, signed_in: Callable[..., Any]
) -> None:
    operator, address = signed_in("operator", language="en"), f"/desk/conversations/{talk}"
    for _press in range(2):
        given = [upload("../red.png", PNG), upload("price.exe", PDF, "text/html")]
        answered = operator.post(f"{address}/answer", {"text": "This one", "key": "k", "files": given})
        assert answered.status_code == 302
    talking.send_all()
    (out,) = channel.said
    assert out.text == "This one" and out.human
    assert [(one.name, one.mime, one.content) for one in out.files] == [
        ("red.png", "image/png", PNG), ("price.exe", "application/pdf", PDF),
    ]  # fmt: skip
    assert make.ask(KEPT) == [
        ("photo", "red.png", "image/png", len(PNG), "kept"),
        ("document", "price.exe", "application/pdf", len(PDF), "kept"),
    ]
    assert said() == [("This one", "sent")]
    assert works["message.send_files"].seconds > 5 * 50 > works["message.send"].seconds, (
        "an upload is not taken for lost"
    )
    page = operator.get(address).content.decode()
    files = [file for (file,) in make.ask("SELECT file FROM conversations_brought ORDER BY nth")]
    for file, content in zip(files, (PNG, PDF), strict=True):
        assert f"{address}/files/{file}" in page
        fetched = operator.get(f"{address}/files/{file}")
        assert b"".join(fetched.streaming_content) == content
        assert fetched["Content-Disposition"].startswith("attachment")
    assert "a photo that was sent" in page and "a photo of the customer" not in page


def test_where_no_key_is_said_twice_files_go_on_under_theirs(
    channel: MadeUp, talk: UUID, signed_in: Callable[..., Any]
) -> None:
    channel.means = replace(channel.means, keyed=True)
    temporary = OutsideFailed("temporary", "http.no_answer", "%(provider)s does not answer.", provider="Telegram")
    channel.answers = [temporary]
    operator = signed_in("operator")
    operator.post(f"/desk/conversations/{talk}/answer", {"text": "", "key": "k", "files": [upload("a.png", PNG)]})
    talking.send_all()
    make.ask("UPDATE kit_job SET run_at = made_at RETURNING 1")
    talking.send_all()
    assert [one.key for one in channel.said] == [channel.said[0].key] * 2 and said() == [(None, "sent")]
    assert [one.files[0].content for one in channel.said] == [PNG, PNG]


def test_a_file_needs_no_words_and_goes_again_with_them(
    channel: MadeUp, talk: UUID, signed_in: Callable[..., Any]
) -> None:
    operator, address = signed_in("operator"), f"/desk/conversations/{talk}"
    channel.answers = [NO_ANSWER]
    assert (
        operator.post(f"{address}/answer", {"text": " ", "key": "k", "files": [upload("a.png", PNG)]}).status_code
        == 302
    )
    talking.send_all()
    assert said() == [(None, "unknown")]
    ((message,),) = make.ask("SELECT id FROM conversations_message WHERE author_kind = 'staff'")
    assert f"/again/{message}" in operator.get(address).content.decode()
    assert operator.post(f"{address}/again/{message}", {"sure": "yes"}).status_code == 302
    talking.send_all()
    assert [(one.text, [file.content for file in one.files]) for one in channel.said] == [("", [PNG])] * 2
    assert said() == [(None, "sent")]


@pytest.mark.parametrize(
    ("files", "text", "why"),
    [
        ([("a.png", PNG)] * (MOST_FILES + 1), "", "At most 5 files"),
        ([("a.png", PNG), ("b.pdf", PDF + b"x" * 1_000)], "", "larger than"),
        ([("a.exe", b"MZ\x90\x00\x03\x00")], "", "Nobody can tell"),
        ([("a.png", PNG)], "x" * 21, "longer than 20 characters"),
        ([("empty.png", b"")], "", "Write something first"),
    ],
)
def test_what_does_not_go_is_refused_and_nothing_is_kept(
    channel: MadeUp, talk: UUID, signed_in: Callable[..., Any], files: list[tuple[str, bytes]], text: str, why: str
) -> None:
    operator = signed_in("operator", language="en")
    given = [upload(*one) for one in files]
    refused = operator.post(f"/desk/conversations/{talk}/answer", {"text": text, "key": "k", "files": given})
    assert refused.status_code == 422 and why in refused.content.decode()
    assert said() == [] and make.ask(KEPT) == [] and make.ask("SELECT 1 FROM kit_stored_file") == []


def test_a_way_that_carries_no_files_says_so(channel: MadeUp, talk: UUID, signed_in: Callable[..., Any]) -> None:
    channel.can -= {"files"}
    operator, address = signed_in("operator", language="en"), f"/desk/conversations/{talk}"
    refused = operator.post(f"{address}/answer", {"text": "See", "key": "k", "files": [upload("a.png", PNG)]})
    assert refused.status_code == 422 and "No files go there" in refused.content.decode()
    assert 'data-file="0"' in operator.get(f"{address}/ways").content.decode() and said() == []


def test_what_was_given_ends_with_the_person(channel: MadeUp, talk: UUID, signed_in: Callable[..., Any]) -> None:
    operator = signed_in("operator")
    operator.post(f"/desk/conversations/{talk}/answer", {"text": "", "key": "k", "files": [upload("a.png", PNG)]})
    leaf = list_conversations().rows[0].leaf
    (kept,) = [file for one in leaves_with(leaf) for file in files_owned(one, "brought", make.AT)]
    assert (kept.name, kept.size) == ("a.png", len(PNG))
