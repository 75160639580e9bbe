"""What the conformance suite cannot see of Viber: how a file is asked for, and how long Viber asks to be left alone."""

from typing import Any

import pytest

from prilavok.adapters.channels.port import Attached, Line, Outgoing, open_channel
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer
from prilavok.kit.secrets import Secret


class _Spoken:
    """Answers so, and keeps how it was asked."""

    def __init__(self, answer: Answer) -> None:
        self.asked: list[dict[str, Any]] = []
        self._answer = answer

    def __call__(self, method: str, url: str, **more: Any) -> Answer:
        self.asked.append({"method": method, "url": url, **more})
        return self._answer

    @property
    def line(self) -> Line:
        return Line("http://127.0.0.1:8005", {"token": Secret("a-b-c")}, self, {"sender": "x" * 40})


def test_a_file_is_asked_of_public_addresses_only_and_told_nothing_of_ours() -> None:
    spoken = _Spoken(Answer(200, {}, b"JPEG"))
    for url in ("https://dl-media.viber.com/1.jpg", "http://127.0.0.1:8005/media/1.jpg"):
        assert open_channel("viber_bot").fetch(Attached("photo", url), 7, spoken.line) == b"JPEG"
    assert [one["public_only"] for one in spoken.asked] == [True, False], "only the provider itself may be near"
    assert all(one["most_bytes"] == 7 and "headers" not in one for one in spoken.asked)


@pytest.mark.parametrize("near", ["http://127.0.0.1:80055/x", "http://127.0.0.1:8005@shop.example/x", "file:///etc/x"])
def test_what_only_looks_like_the_provider_is_not_asked(near: str) -> None:
    spoken = _Spoken(Answer(200, {}, b"secret"))
    with pytest.raises(OutsideFailed) as told:
        open_channel("viber_bot").fetch(Attached("photo", near), 7, spoken.line)
    assert (told.value.outcome, told.value.code, spoken.asked) == ("final", "viber.file", [])


def test_the_wait_is_as_long_as_viber_says() -> None:
    spoken = _Spoken(Answer(429, {"retry-after": "17"}, b""))
    with pytest.raises(OutsideFailed) as told:
        open_channel("viber_bot").send(Outgoing("01234567890A=", "?"), spoken.line)
    assert (told.value.outcome, told.value.code, told.value.retry_after) == ("temporary", "viber.too_fast", 17)


def test_a_long_name_of_the_sender_is_cut() -> None:
    spoken = _Spoken(Answer(200, {}, b'{"status": 0, "message_token": 5741311803571721087}'))
    assert open_channel("viber_bot").send(Outgoing("01234567890A=", "?"), spoken.line).outside_id == (
        "5741311803571721087"
    )
    assert spoken.asked[0]["json"]["sender"] == {"name": "x" * 28}
