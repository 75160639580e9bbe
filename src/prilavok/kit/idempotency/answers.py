"""One key, one effect: the answer commits with the story it answers, and a repeat gets the same answer again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from prilavok.kit.db.asking import ask
from prilavok.kit.db.connections import story as own_transaction
from prilavok.kit.errors import Refused, Said
from prilavok.kit.errors import noted as _
from prilavok.kit.idempotency.forgetting import EMPTIED, ERASED
from prilavok.kit.ids import new_id
from prilavok.kit.secrets import lookup, open_sealed, seal

RETRY_AFTER = 1  # seconds
_LONGEST_KEY = 200
_LONGEST_CALLER = 80
_PURPOSE = "idempotency.answer"
#: the lock that all sendings of one call share while they are at it; it falls with the connection of one that dies
_AT_IT = "hashtextextended(%s || chr(1) || %s, 2)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered. status: as HTTP has it. replayed: told a second time.

    result: the thing it made; of an answer that holds somebody's words, their leaf, by which an erasure finds it.
    erased: what was done stands, but its answer told of somebody who was erased, and is not kept any more.
    """

    status: int
    body: bytes
    result: UUID | None = None
    replayed: bool = False
    erased: bool = False


class InProgress(Refused):
    """409: the same call is being answered right now. retry_after: seconds to wait before asking again."""

    retry_after = RETRY_AFTER

    def __init__(self) -> None:
        super().__init__("call.in_progress", _("The same call is being answered; ask again in a moment."))


class KeyReused(Refused):
    """422: the key belongs to a call with another body."""


class AnswerErased(Refused):
    """410: the call was done, and what it was answered told of somebody who was erased since."""

    def __init__(self) -> None:
        super().__init__(
            "call.answer_erased",
            _("This call was done before. Its answer told of a person who was erased, and is not kept any more."),
        )


def answer_once(
    caller: str, key: str, body: bytes, at: datetime, story: Callable[[], Answer], *, keep_for_ever: bool = False,
    sealed: bool = False,
) -> Answer:  # fmt: skip
    """Do the story and keep its answer in one transaction, or repeat the answer given before.

    Inside a flow's transaction it uses that one; outside of any it opens one. body: the bytes that must be equal for a
    repeat. A story that raises leaves nothing behind: the key is free for another try. sealed: the body or the answer
    holds what must not be read in the database; all calls of such a kind say so. Raises InProgress (409) at once,
    without waiting, and KeyReused (422); ValueError where caller or key cannot be kept.
    """
    call = _call_of(caller, key, body, at, keep_for_ever, sealed)
    if not connection.in_atomic_block:
        with own_transaction():
            return _answer(call, story)
    with transaction.atomic():  # what the story left is undone alone, should the caller go on after it raised
        return _answer(call, story)


def answer_repeatable(
    caller: str, key: str, body: bytes, at: datetime, story: Callable[[], Answer], *, keep_for_ever: bool = False,
    sealed: bool = False,
) -> Answer:  # fmt: skip
    """Keep the answer of a story that commits by itself, as one must that asks the outside, and does nothing twice.

    The key is taken in a transaction before the story and its answer kept in one after; a death in between leaves the
    key to calls of the same body, whose story is done again. Two at once both do it, and the first answer kept is told
    to both. A refusal (Said) frees the key; while another sending of the call is still at it, which may do what this
    one could not, it is no answer: InProgress (409). Not inside a transaction. Raises KeyReused (422); ValueError as
    above.
    """
    call = _call_of(caller, key, body, at, keep_for_ever, sealed)
    line = None
    try:
        with own_transaction():
            _take(call)
            line, known = connection.connection, _known(call)
        if known is not None:
            return known
        try:
            answer = story()
        except Said:
            if (known := _known_else_freed(call)) is None:
                raise
            return known
        with own_transaction():
            if _keep(call, answer):
                return replace(answer, replayed=False)
            return _known(call) or answer
    finally:
        if line is not None and connection.connection is line and not line.closed:
            ask(f"SELECT pg_advisory_unlock_shared({_AT_IT})", [caller, key])


def whole(answer: Answer) -> Answer:
    """An answer that is to be told in its words. Raises AnswerErased where they are not kept any more."""
    if answer.erased:
        raise AnswerErased
    return answer


@dataclass(frozen=True, slots=True)
class _Call:
    caller: str
    key: str
    digest: bytes
    at: datetime
    keep_for_ever: bool
    sealed: bool


def _call_of(caller: str, key: str, body: bytes, at: datetime, keep_for_ever: bool, sealed: bool) -> _Call:
    if not 0 < len(key) <= _LONGEST_KEY or not 0 < len(caller) <= _LONGEST_CALLER or "\0" in key + caller:
        raise ValueError(f"a key has 1 to {_LONGEST_KEY} characters, its caller 1 to {_LONGEST_CALLER}")
    digest = hashlib.sha256(body).digest()
    if sealed:  # few digits or a phone number could be guessed from a digest that anybody can make
        digest = lookup(digest.hex(), _PURPOSE)
    return _Call(caller, key, digest, at, keep_for_ever, sealed)


def _answer(call: _Call, story: Callable[[], Answer]) -> Answer:
    # Held until what is done here is kept or undone; an unfinished row could only be waited for.
    named = [call.caller, call.key]
    [[free]], _types = ask("SELECT pg_try_advisory_xact_lock(hashtextextended(%s || chr(1) || %s, 0))", named)
    if not free:
        raise InProgress
    if (known := _known(call)) is not None:
        return known
    answer = replace(story(), replayed=False)
    _keep(call, answer)
    return answer


def _known(call: _Call) -> Answer | None:
    """The answer given before; None where there is none yet. Raises KeyReused."""
    rows, _types = ask(
        "SELECT body_hash, status, answer, result FROM kit_answered WHERE caller = %s AND key = %s",
        [call.caller, call.key],
    )
    for hashed, status, answer, result in rows:
        if bytes(hashed) != call.digest:
            raise KeyReused("key.reused", _("This key was used before for another call."))
        if status is None:
            return None
        told = bytes(answer)
        if told == ERASED or (call.sealed and told == EMPTIED):
            return Answer(status, b"", result, replayed=True, erased=True)
        if call.sealed:
            told = open_sealed(told, _PURPOSE)
        return Answer(status, told, result, replayed=True)
    return None


def _known_else_freed(call: _Call) -> Answer | None:
    """What another sending was answered meanwhile; else the key is free again. Raises InProgress while one is at it."""
    named = [call.caller, call.key]
    with own_transaction():
        [[alone]], _types = ask(
            f"SELECT pg_try_advisory_xact_lock({_AT_IT})", named
        )  # our own share does not hinder it
        if alone:
            ask("DELETE FROM kit_answered WHERE caller = %s AND key = %s AND status IS NULL RETURNING id", named)
        known = _known(call)
    if known is None and not alone:
        raise InProgress
    return known


def _take(call: _Call) -> None:
    ask(
        "WITH taken AS (INSERT INTO kit_answered (id, caller, key, body_hash, began_at, keep_for_ever)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (caller, key) DO NOTHING RETURNING id)"
        f" SELECT pg_advisory_lock_shared({_AT_IT})",
        [new_id(), call.caller, call.key, call.digest, call.at, call.keep_for_ever, call.caller, call.key],
    )


def _keep(call: _Call, answer: Answer) -> bool:
    """Whether this was the first answer."""
    body = seal(answer.body, _PURPOSE) if call.sealed else answer.body
    rows, _types = ask(
        "INSERT INTO kit_answered AS k (id, caller, key, body_hash, status, answer, result, began_at, keep_for_ever)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (caller, key) DO UPDATE"
        " SET status = excluded.status, answer = excluded.answer, result = excluded.result"
        " WHERE k.status IS NULL RETURNING k.id",
        [new_id(), call.caller, call.key, call.digest, answer.status, body, answer.result, call.at, call.keep_for_ever],
    )
    return bool(rows)
