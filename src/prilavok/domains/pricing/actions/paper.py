"""What changes paper price tags: the rule of a place, what its shelf is to say, what somebody confirmed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.pricing.errors import TagTermUnfit, TagUnknown
from prilavok.domains.pricing.models import Paper, Shelf, Tag
from prilavok.domains.pricing.queries.paper import paper_rule
from prilavok.domains.pricing.types.paper import PaperRule, ShelfChange, TagFace
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import wordless

#: hours: a month; whoever gives more time does not watch
LONGEST_TERM = 720


def keep_paper(place: UUID, *, hours: int, actor: Actor, at: datetime) -> None:
    """Tags of the place are to be confirmed within so many hours of a change; 0: no alarm. Raises TagTermUnfit."""
    if not 0 <= hours <= LONGEST_TERM:
        raise TagTermUnfit
    said = {"hours": hours, "set_by": actor.id, "set_at": at}
    Paper.objects.update_or_create(place_id=place, defaults=said, create_defaults={"id": new_id(at), **said})


def lock_paper_rule(place: UUID) -> PaperRule | None:
    """The rule of the place, held until the end of the story; None where it has none, or another works on it now."""
    row = Paper.objects.select_for_update(skip_locked=True).filter(place_id=place).first()
    return paper_rule(place) if row else None


def put_on_shelf(place: UUID, changes: Sequence[ShelfChange], *, gone: Sequence[UUID], book: str, at: datetime) -> int:
    """Say what tags are to say until `at`; one that says it already keeps its instant. Returns how many are others now.

    gone: variants that are sold here no longer. book: by which promotions it was worked out.
    """
    Shelf.objects.filter(place_id=place, variant_id__in=list(gone)).delete()
    Paper.objects.filter(place_id=place).update(looked_at=at, book=book)
    if not changes:
        return 0
    return int(
        call(
            "pricing_put_on_shelf",
            place,
            list(new_ids(len(changes), at)),
            [one.variant for one in changes],
            [one.face.amount for one in changes],
            [one.face.pays for one in changes],
            [one.face.per for one in changes],
            [one.since for one in changes],
        )[0]
    )


def confirm_face(place: UUID, variant: UUID, face: TagFace, *, actor: Actor, at: datetime) -> UUID:
    """Somebody saw that a tag of this face hangs there; the id of what they said, by which it is taken back."""
    tag = Tag(
        id=new_id(at), place_id=place, variant_id=variant, amount=face.amount, pays=face.pays, per=face.per,
        confirmed_by=actor.id, confirmed_at=at,
    )  # fmt: skip
    tag.save(force_insert=True)
    return tag.id


def take_back_tag(tag: UUID, *, place: UUID, at: datetime) -> bool:
    """What was confirmed before hangs there again; whether it was not taken back already. Raises TagUnknown."""
    if not Tag.objects.filter(id=tag, place_id=place).exists():
        raise TagUnknown
    return Tag.objects.filter(id=tag, undone_at__isnull=True).update(undone_at=at) == 1


wordless("pricing_paper", ["book"], "the digest of the promotions that stand on paper")
