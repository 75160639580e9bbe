"""What customers send in messengers stands in the thread at the desk, for whoever may see it and by that thread alone."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import made_up_channel, make, talking
from tests.made_up_channel import MadeUp, connected, row, tell

from prilavok.adapters.channels.port import Attached
from prilavok.domains.conversations.queries import list_conversations
from prilavok.kit import clock
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.errors import noted as _

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def channel(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[MadeUp]:
    clock.set_clock(make.AT)
    yield made_up_channel.install(monkeypatch.setattr)


def sent(channel: MadeUp, user: str) -> UUID:
    """Somebody sends a photo, a document that is gone, and then changes and takes back words."""
    ours = connected()
    channel.files = {"p1": PNG, "gone": OutsideFailed("final", "x.gone", _("Gone."))}
    files = (Attached("photo", "p1", "cat.png"), Attached("document", "gone", "bill.pdf"))
    tell(channel, ours, row("media", user, media="photo", files=files), row("text", user, text="Red?", outside_id="m2"))
    talking.send_all()
    return list_conversations().rows[0].id


def test_files_stand_in_the_thread(channel: MadeUp, signed_in: Callable[..., Any]) -> None:
    conversation = sent(channel, "ann")
    operator = signed_in("operator", language="en")
    page = operator.get(f"/desk/conversations/{conversation}/thread").content.decode()
    ((file,),) = make.ask("SELECT file FROM conversations_brought WHERE state = 'kept'")
    address = f"/desk/conversations/{conversation}/files/{file}"
    assert f'<img src="{address}"' in page and "Document: could not be fetched" in page and "no words left" not in page
    answer = operator.get(address)
    assert b"".join(answer.streaming_content) == PNG and answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert operator.get(f"/desk/conversations/{conversation}/files/{uuid4()}").status_code == 404
    assert operator.get(f"/desk/conversations/{uuid4()}/files/{file}").status_code == 404
    assert signed_in("marketer").get(address).status_code in {403, 404}


def test_a_file_of_another_conversation_is_not_given(channel: MadeUp, signed_in: Callable[..., Any]) -> None:
    sent(channel, "ann")
    ((file,),) = make.ask("SELECT file FROM conversations_brought WHERE state = 'kept'")
    ours = connected()
    tell(channel, ours, row("text", "ben", text="Hello"))
    other = next(one.id for one in list_conversations().rows if one.leaf != list_conversations().rows[-1].leaf)
    assert signed_in("operator").get(f"/desk/conversations/{other}/files/{file}").status_code == 404


def test_words_changed_and_taken_back_say_so(channel: MadeUp, signed_in: Callable[..., Any]) -> None:
    ours = connected()
    tell(channel, ours, row("text", text="Red?", outside_id="m1"), row("text", text="Blue?", outside_id="m2"))
    tell(channel, ours, row("edit", text="Green?", about="m1"), row("removed", about="m2"))
    tell(channel, ours, row("echo", text="From the phone", outside_id="e1"))
    (talk,) = list_conversations().rows
    page = signed_in("operator", language="en").get(f"/desk/conversations/{talk.id}/thread").content.decode()
    assert "Green?" in page and "Red?" not in page and "changed" in page
    assert "taken back by the customer" in page and "Blue?" not in page
    assert "From the phone" in page and "said in another program" in page
