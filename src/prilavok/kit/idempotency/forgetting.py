"""Answers are forgotten: all of them after a while, those that tell of somebody when they are erased."""

from datetime import datetime, timedelta

from django.db import connection

from prilavok.kit.mentions import mentions_in, needles
from prilavok.kit.words import Person, store_of_words, wordless

KEPT = timedelta(days=90)
#: what an erasure leaves of an answer; none of ours begins so
ERASED = b"\0erased"
#: what it left once
EMPTIED = b"{}"


def sweep_answers(at: datetime, limit: int = 1_000) -> int:
    """Forget answers given over 90 days ago, at most so many; those kept for ever stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_answered WHERE id IN (SELECT id FROM kit_answered WHERE began_at < %s"
            " AND NOT keep_for_ever LIMIT %s FOR UPDATE SKIP LOCKED)",
            [at - KEPT, limit],
        )
        return int(cursor.rowcount)


def _erase_answers(person: Person, at: datetime) -> int:
    """Forget what a guest was answered, and empty the answers to others that tell of the person; their keys stay.

    Of an answer to others it is known by the leaf of whom it tells, or by a phone, mail or long number in it.
    """
    named = mentions_in(person.contacts, person.values)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kit_answered WHERE caller = ANY(%s::text[])", [[f"guest {leaf}" for leaf in person.leaves]]
        )
        gone = int(cursor.rowcount)
        cursor.execute(
            "SELECT id, answer FROM kit_answered WHERE EXISTS ("
            "SELECT FROM unnest(%s::bytea[]) AS named (value) WHERE position(named.value in answer) > 0)",
            [[one.encode() for one in needles(person.contacts, person.values)]],
        )
        answers = [(id, bytes(answer).decode("utf-8", "replace")) for id, answer in cursor.fetchall()]
        found = [id for id, answer in answers if named and named.search(answer)]
        cursor.execute(
            "UPDATE kit_answered SET answer = %s WHERE answer NOT IN (%s, '')"
            " AND (result = ANY(%s::uuid[]) OR id = ANY(%s::uuid[]))",
            [ERASED, ERASED, list(person.leaves), found],
        )
        return gone + int(cursor.rowcount)


# Nothing to export: an answer repeats what the rooms keep.
store_of_words("kit_answered", ["answer"], lambda person: (), _erase_answers)
wordless("kit_answered", ["caller", "key", "body_hash"], "a caller's id, its own key, a digest")
