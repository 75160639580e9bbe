"""Every channel when no whole answer came: what may have been said, what may be tried again, and no secret in any error."""

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tests.conformance.channel_world import each_channel, said_in, secrets_of, settings_of, waived

from prilavok.adapters.channels.port import (
    Line,
    open_channel,
)
from prilavok.kit.errors import OutsideFailed
from prilavok.kit.http import Answer, speak


@contextlib.contextmanager
def _counterpart(answer: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """A server that takes one request and answers so, or never."""
    asked: list[bytes] = []
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with contextlib.suppress(OSError):
                spoken, _ = server.accept()
                with spoken:
                    asked.append(spoken.recv(65_536))
                    if answer is not None:
                        spoken.sendall(answer)
                    else:
                        done.wait(10)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        finally:
            done.set()
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _hasty(method: str, url: str, **more: Any) -> Answer:
    return speak(method, url, **more | {"within_ms": 400})


def _everything_said(failure: BaseException) -> Iterator[str]:
    """An error and all that led to it, as logs and traces show them."""
    seen: BaseException | None = failure
    for _ in range(20):
        if seen is None:
            return
        yield from (str(seen), repr(seen), repr(seen.args), repr(vars(seen)))
        seen = seen.__cause__ or seen.__context__


@each_channel
@pytest.mark.parametrize("answer", [None, b"", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{", b"\x00\x01\r\n\r\n"])
def test_without_a_whole_answer_it_may_have_been_said(name: str, answer: bytes | None) -> None:
    if waived(name, "timeout"):
        return
    with _counterpart(answer) as (url, asked), pytest.raises(OutsideFailed) as told:
        open_channel(name).send(said_in(name), Line(url, secrets_of(name), _hasty, settings_of(name)))
    wanted = "temporary" if open_channel(name).means.keyed else "unknown"
    assert told.value.outcome == wanted and len(asked) == 1


@each_channel
def test_what_never_left_may_be_tried_again(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(OutsideFailed) as told:
        open_channel(name).send(said_in(name), Line(url, secrets_of(name), _hasty, settings_of(name)))
    assert told.value.outcome == "temporary"


@each_channel
def test_secrets_are_in_no_error_no_repr_and_no_log(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [secret.reveal() for secret in secrets_of(name).values()]
    said: list[str] = []
    refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}"
    fine = b'HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n{"ok":true,"result":{"message_id":1}}'
    for answer in (None, refusal, b"\x00", fine):
        with _counterpart(answer) as (url, _asked):
            line = Line(url, secrets_of(name), _hasty, settings_of(name))
            said.append(repr(line))
            try:
                said.append(repr(open_channel(name).send(said_in(name), line)))
            except OutsideFailed as failure:
                said.extend(_everything_said(failure))
    said.extend(f"{record.getMessage()} {record.args!r}" for record in caplog.records)
    assert len(said) > 10 and not [text for text in said if any(secret in text for secret in secrets)]
