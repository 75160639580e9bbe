"""Attributes are made, renamed, put in order, taken away and brought back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.errors import AttributeUnfit, AttributeUnknown, CardMoved
from prilavok.domains.catalog.models import (
    Attribute,
    AttributeChoice,
    AttributeGroup,
    AttributeShelf,
    CardAttribute,
    Category,
)
from prilavok.domains.catalog.queries.attributes import read_attribute
from prilavok.domains.catalog.rules import misfit_of_attribute
from prilavok.domains.catalog.types import AttributeView, NewAttribute, NewChoice, NewGroup
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfAttribute
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import Words, check_words, wordless


def put_attribute(
    said: NewAttribute, *, actor: Actor, at: datetime, seen: int | None = None, origin: str = "live"
) -> AttributeView:
    """Make the attribute of a code, or make it as said. seen: the version it is changed from, None: whatever it is.

    Its kind stays; departments are those named; of choices the named ones are added, renamed and put in order.
    Records attribute.made or attribute.changed, nothing where all is so already. Raises AttributeUnfit, CardMoved.
    """
    if what := misfit_of_attribute(said):
        raise AttributeUnfit(what)
    shelves = dict(Category.objects.filter(path__in=said.shelves).values_list("path", "id"))
    if set(said.shelves) - shelves.keys():
        raise AttributeUnfit("shelf")
    group = _put_group(said.group, at) if said.group else None
    fresh = Attribute(id=new_id(at), code=said.code, kind=said.kind, name={}, version=0)
    Attribute.objects.bulk_create([fresh], ignore_conflicts=True)  # of two who make the same the second changes it
    row = Attribute.objects.select_for_update().get(code=said.code)
    made = row.id == fresh.id
    if row.kind != said.kind:
        raise AttributeUnfit("kind")
    if seen is not None and row.version != seen:
        raise CardMoved(row.version)
    fields = {
        "name": check_words(said.name),
        "unit": check_words(said.unit),
        "group_id": group,
        "facet": said.facet,
        "compared": said.compared,
        "position": said.position,
    }
    changed = made or any(getattr(row, name) != value for name, value in fields.items())
    for name, value in fields.items():
        setattr(row, name, value)
    changed |= _hang(row.id, set(shelves.values()), at)
    changed |= _put_choices(row.id, said.choices, at)
    return _told(row, "attribute.made" if made else "attribute.changed", actor, at, origin) if changed else _view(row)


def rename_group(code: str, name: Words, position: int, *, actor: Actor, at: datetime) -> None:
    """A heading is called and stands as said, over all its attributes. Raises AttributeUnknown, AttributeUnfit."""
    row = AttributeGroup.objects.filter(code=code).first()
    if row is None:
        raise AttributeUnknown
    words = check_words(name, longest=80)
    if not words:
        raise AttributeUnfit("group")
    _put_group(NewGroup(code, words, position), at)


def take_away_attribute(attribute: UUID, *, actor: Actor, at: datetime) -> bool:
    """It is shown nowhere and said of nothing more; whether it is kept for being brought back, since goods say it.

    One that no goods say is gone for good. Records attribute.archived. Raises AttributeUnknown.
    """
    row = _locked(attribute)
    used = CardAttribute.objects.filter(attribute_id=attribute).exists()
    if row.archived_at is None:
        row.archived_at = at
        _told(row, "attribute.archived", actor, at, "live")
    if not used:
        row.delete()
    return used


def bring_back_attribute(attribute: UUID, *, actor: Actor, at: datetime) -> AttributeView:
    """It is as it was, with all that goods said of it. Records attribute.restored. Raises AttributeUnknown."""
    row = _locked(attribute)
    if row.archived_at is None:
        return _view(row)
    row.archived_at = None
    return _told(row, "attribute.restored", actor, at, "live")


def take_away_choice(attribute: UUID, choice: UUID, *, actor: Actor, at: datetime) -> bool:
    """A value is given to no goods any more; whether it is kept, since goods have it: they keep it.

    One that no goods have is gone for good. Records attribute.changed. Raises AttributeUnknown.
    """
    row = _locked(attribute)
    kept = CardAttribute.objects.filter(attribute_id=attribute, choice_id=choice).exists()
    rows = AttributeChoice.objects.filter(id=choice, attribute_id=attribute)
    if not (rows.update(archived_at=at) if kept else rows.delete()[0]):
        raise AttributeUnknown
    _told(row, "attribute.changed", actor, at, "live")
    return kept


def bring_back_choice(attribute: UUID, choice: UUID, *, actor: Actor, at: datetime) -> AttributeView:
    """A value may be given to goods again. Records attribute.changed. Raises AttributeUnknown."""
    row = _locked(attribute)
    if not AttributeChoice.objects.filter(id=choice, attribute_id=attribute).update(archived_at=None):
        raise AttributeUnknown
    return _told(row, "attribute.changed", actor, at, "live")


def _locked(attribute: UUID) -> Attribute:
    row = Attribute.objects.select_for_update().filter(id=attribute).first()
    if row is None:
        raise AttributeUnknown
    return row


def _put_group(said: NewGroup, at: datetime) -> UUID:
    fields = {"name": check_words(said.name), "position": said.position}
    row, _made = AttributeGroup.objects.update_or_create(
        code=said.code, defaults=fields, create_defaults={"id": new_id(at), **fields}
    )
    return row.id


def _hang(attribute: UUID, shelves: set[UUID], at: datetime) -> bool:
    there = set(AttributeShelf.objects.filter(attribute_id=attribute).values_list("category_id", flat=True))
    AttributeShelf.objects.filter(attribute_id=attribute, category_id__in=there - shelves).delete()
    AttributeShelf.objects.bulk_create(
        [AttributeShelf(id=new_id(at), attribute_id=attribute, category_id=one) for one in sorted(shelves - there)]
    )
    return there != shelves


def _put_choices(attribute: UUID, said: Sequence[NewChoice], at: datetime) -> bool:
    there = {one.code: one for one in AttributeChoice.objects.filter(attribute_id=attribute)} if said else {}
    fresh, other = [], []
    for one in said:
        row = there.get(one.code)
        if row is None:
            fresh.append(
                AttributeChoice(
                    id=new_id(at), attribute_id=attribute, code=one.code, name=dict(one.name), position=one.position
                )
            )
        elif (row.name, row.position) != (one.name, one.position):
            row.name, row.position = dict(one.name), one.position
            other.append(row)
    AttributeChoice.objects.bulk_create(fresh)
    AttributeChoice.objects.bulk_update(other, ["name", "position"])
    return bool(fresh or other)


def _told(row: Attribute, verb: str, actor: Actor, at: datetime, origin: str) -> AttributeView:
    row.version += 1
    row.save(update_fields=["name", "unit", "group_id", "facet", "compared", "position", "archived_at", "version"])
    told = NewEvent(
        verb=verb, occurred_at=at, subject_kind="attribute", subject=row.id, actor=actor, origin=origin,
        facts=OfAttribute(row.kind),
    )  # fmt: skip
    record([told], at)
    return _view(row)


def _view(row: Attribute) -> AttributeView:
    return read_attribute(row.id)


wordless("catalog_attribute", ["code", "name", "unit"], "what we call what can be said of goods")
wordless("catalog_attribute_group", ["code", "name"], "headings of ours")
wordless("catalog_attribute_choice", ["code", "name"], "values of ours for goods")
