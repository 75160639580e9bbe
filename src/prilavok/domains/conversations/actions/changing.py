"""What a customer does to words that were said before: changes them, takes them back; and files, brought or given."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.conversations.actions.trying import digest_of_name
from prilavok.domains.conversations.models import Brought, Message, Named
from prilavok.domains.conversations.rules import tidy_words, told_at
from prilavok.domains.conversations.types import GivenFile, NewFile
from prilavok.kit.ids import new_id

_LONGEST_NAME, _LONGEST_MIME = 150, 100
#: how many earlier wordings of one message are kept
_MOST_BEFORE = 20


def find_named(connection: UUID, address: str, name: str) -> UUID | None:
    """The message that a provider knows by this name, theirs or ours."""
    found = Named.objects.filter(digest=digest_of_name(connection, address, name)).values_list("message", flat=True)
    return found.first()


def change_words(message: UUID, text: str | None, *, said_at: datetime, at: datetime) -> bool:
    """Have a message of a customer say something else, None where they took it back; False where it says so already.

    What they said before stays beside it with its time, so that an answer to it can be understood; what was taken back
    is no longer kept in words. An older change that comes late changes nothing.
    """
    found = Message.objects.select_for_update(no_key=True).filter(id=message, direction="in").first()
    said = told_at(said_at, at).isoformat()
    if found is None or found.parts.get("taken_back") or str(found.parts.get("changed_at", "")) >= said:
        return False
    if text is None:
        found.parts = {key: value for key, value in found.parts.items() if key != "before"} | {"taken_back": said}
        found.text = None
    else:
        fresh = tidy_words(text)
        if not fresh or fresh == found.text:
            return False
        before = [*found.parts.get("before", []), {"text": found.text, "until": said}]
        found.parts = {**found.parts, "before": before[-_MOST_BEFORE:], "changed_at": said}
        found.text = fresh
    found.save(update_fields=["text", "parts"])
    return True


def keep_brought(message: UUID, files: Sequence[NewFile], *, at: datetime) -> list[UUID]:
    """Note the files that came with a message; those that are to be fetched. A message read again changes nothing."""
    rows = [
        Brought(
            id=new_id(at),
            message_id=message,
            nth=nth,
            kind=one.kind,
            ref=one.ref,
            name=one.name[:_LONGEST_NAME],
            mime=one.mime[:_LONGEST_MIME],
            size=max(one.size, 0),
            state="waits",
        )
        for nth, one in enumerate(files)
        if one.ref
    ]
    Brought.objects.bulk_create(rows, ignore_conflicts=True)
    return list(
        Brought.objects.filter(id__in=[row.id for row in rows], state="waits")
        .order_by("nth")
        .values_list("id", flat=True)
    )


def keep_given(message: UUID, files: Sequence[GivenFile], *, at: datetime) -> None:
    """Note the files of ours that go along with a message of ours."""
    Brought.objects.bulk_create(
        Brought(
            id=new_id(at),
            message_id=message,
            nth=nth,
            kind=one.kind,
            name=one.name[:_LONGEST_NAME],
            mime=one.mime[:_LONGEST_MIME],
            size=one.size,
            state="kept",
            file=one.file,
        )
        for nth, one in enumerate(files)
    )


def end_brought(brought: UUID, state: str, *, file: UUID | None = None, error: str = "") -> None:
    """Note what became of a file that was to be fetched: kept (as which stored file), gone or large."""
    Brought.objects.filter(id=brought).update(state=state, file=file, error=error[:60], ref="")
