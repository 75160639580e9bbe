"""Changing calls of staff that name themselves by a key: done once, and a repeat gets the very answer of the first."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header
from pydantic import BaseModel, StringConstraints

from prilavok.doors.api.askers import caller
from prilavok.doors.api.shapes import Shape
from prilavok.kit import clock
from prilavok.kit.db.connections import story_of_call
from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _
from prilavok.kit.idempotency.answers import Answer, answer_once, answer_repeatable, whole

KEY = "Idempotency-Key"
_NAMES = "Names the call: sent again, it gets the same answer."
CallKey = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$"),
    Header(None, alias=KEY, description=_NAMES),
]
NeededKey = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$"),
    Header(alias=KEY, description=_NAMES),
]


class KeyMissing(Refused):
    """A return or exchange has to name itself, so that a repeat takes nothing back twice."""

    def __init__(self) -> None:
        super().__init__(
            "return.key_missing", _("Send the header %(header)s: it names the return for ever."), header=KEY
        )


def kept_once(
    request: HttpRequest, key: str | None, story: Callable[[], Shape], *, status: int = 200, keys_of: str = "staff",
    about: UUID | None = None, sealed: bool = False,
) -> HttpResponse:  # fmt: skip
    """The answer of a call that changes something; with a key it is kept in the transaction of what was done.

    story: makes flows that ask nothing outside; without a key each is its own transaction. keys_of: whose keys these
    are among those of the asker. about: the leaf of whom the answer tells. sealed: the body or the answer is secret.
    Raises KeyReused, InProgress, AnswerErased.
    """
    if key is None:
        return _told(Answer(status, _written(story())))
    with story_of_call():
        kept = answer_once(
            f"{keys_of} {caller(request).id}", key, _body(request), clock.now(),
            lambda: Answer(status, _written(story()), about), sealed=sealed,
        )  # fmt: skip
    return _told(kept, named=True)


def kept_by_itself(
    request: HttpRequest, key: str | None, story: Callable[[], Shape], *, sealed: bool = False
) -> HttpResponse:
    """The same of a story that commits by itself and does nothing twice, as one that tells a bank of money back."""
    if key is None:
        return _told(Answer(200, _written(story())))
    kept = answer_repeatable(
        f"staff {caller(request).id}", key, _body(request), clock.now(), lambda: Answer(200, _written(story())),
        sealed=sealed,
    )  # fmt: skip
    return _told(kept, named=True)


def kept_repeatable(
    key: str, story: Callable[[], Shape], *, keys_of: str, said: BaseModel, about: UUID | None = None
) -> HttpResponse:
    """The same for ever of a story that commits by itself and is done once by its own key, as one that asks a bank.

    keys_of: of what the keys are, whoever asks. said: the body; all that it says is to be the same in a repeat.
    """
    body = said.model_dump_json(exclude_defaults=True).encode()
    kept = answer_repeatable(
        keys_of, key, body, clock.now(), lambda: Answer(200, _written(story()), about), keep_for_ever=True
    )
    return _told(kept, named=True)


def _body(request: HttpRequest) -> bytes:
    return f"{request.method} {request.path}\n".encode() + request.body


def _written(shape: Shape) -> bytes:
    return shape.model_dump_json().encode()


def _told(answer: Answer, *, named: bool = False) -> HttpResponse:
    response = HttpResponse(whole(answer).body, content_type="application/json", status=answer.status)
    if named:
        response.headers["Idempotent-Replayed"] = "true" if answer.replayed else "false"
    return response
