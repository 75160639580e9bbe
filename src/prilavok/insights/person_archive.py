"""The archive of a person: a page they can read, the same for machines, and their files, as bytes of one zip."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import override

from prilavok.domains.audiences.queries import list_segments, stays_of
from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.consent.queries import list_consents
from prilavok.domains.consent.types import ConsentView
from prilavok.domains.customers.queries import read_customer, why_one_person
from prilavok.domains.orders.queries import lines_of, orders_of_leaves
from prilavok.domains.places.queries import name_places, zone_of
from prilavok.insights.erasure_preview import ErasurePreview, preview_erasure
from prilavok.insights.person_page import person_page
from prilavok.kit.events.timeline import timeline
from prilavok.kit.files import open_file
from prilavok.kit.money import Money, format_money
from prilavok.kit.words import FALLBACKS, LANGUAGES, say

Row = Mapping[str, object]
#: what archives themselves are kept as; one is no part of the next
ARCHIVE = "person.archive"
_MOST_MOMENTS = 50_000


@dataclass(frozen=True, slots=True)
class Archive:
    """name: what to call the file. body: the zip. language: of its page."""

    name: str
    body: bytes
    language: str


def read_archive(customer: UUID, *, language: str = "", at: datetime) -> Archive:
    """All that is kept of a customer. language: of the page; theirs, else the house's first. Raises NotFound."""
    found = read_customer(customer)
    told = next((one for one in (language, found.language, *FALLBACKS) if one in LANGUAGES), FALLBACKS[0])
    kept, zone = preview_erasure(customer), ZoneInfo(zone_of(None))
    with override(told):
        sections = _sections(customer, kept, told)
        page = person_page(sections, told, at.astimezone(zone), zone)
    machine = {"customer": str(customer), "made_at": at.isoformat(), **sections, "happenings": _moments(kept.leaves)}
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("person.html", page)
        packed.writestr("person.json", json.dumps(machine, default=str, ensure_ascii=False, indent=1))
        for nth, one in enumerate(_files(kept), 1):
            with open_file(UUID(str(one["file"])), at) as stream:
                packed.writestr(f"files/{nth} {one['name']}", stream.read())
    return Archive(f"person-{at.astimezone(zone):%Y%m%d}-{str(customer)[-6:]}.zip", body.getvalue(), told)


def _sections(customer: UUID, kept: ErasurePreview, language: str) -> dict[str, Sequence[Row]]:
    words: dict[str, Sequence[Row]] = {table: rows for table, rows in kept.words.items() if table != "kit_stored_file"}
    if loved := words.get("favourites_favourite"):
        words["favourites_favourite"] = _favourites(loved, language)
    if files := _files(kept):
        words["kit_stored_file"] = files
    points = [{"programme": say(one.name, language), "points": one.points} for one in kept.points]
    return {
        **words,
        "orders_order": _orders(kept.leaves, language),
        "points": points,
        "consents": [_consent(one) for one in list_consents(kept.leaves)],
        "segments": _segments(customer, language),
        "evidence": _evidence(customer),
    }


def _consent(one: ConsentView) -> Row:
    return {
        "said_at": one.said_at,
        "channel": one.channel,
        "purpose": one.purpose,
        "yes": one.given,
        "waits": one.waits,
        "source": one.source,
        "words": one.text_version,
        "proof": one.proof,
    }


def _segments(customer: UUID, language: str) -> list[Row]:
    """The groups they belong to now, by what they did and said."""
    stays = stays_of(customer)
    names = {one.id: say(one.name, language) for one in list_segments()}
    return [{"called": names.get(one.segment, ""), "since": one.entered_at} for one in stays]


def _evidence(customer: UUID) -> list[Row]:
    """Why all of this is taken to be one person's: which of their names were found together, where and when."""
    why = why_one_person(customer)
    kinds = {leaf.leaf: leaf.kind for leaf in why.leaves}
    return [
        {"one": kinds.get(one.one, ""), "other": kinds.get(one.other, ""), "sure": one.strength, "source": one.source}
        | {"at": one.observed_at}
        for one in why.evidence
        if one.revoked_at is None and one.holds
    ]


def _files(kept: ErasurePreview) -> list[Row]:
    own = [one for one in kept.words.get("kit_stored_file", ()) if one["owner_kind"] != ARCHIVE]
    claims: Sequence[Mapping[str, Any]] = kept.words.get("orders_claim", ())
    return own + [photo for claim in claims for photo in claim["files"]]


def _favourites(kept: Sequence[Mapping[str, Any]], language: str) -> list[Row]:
    names = read_variants([one["variant"] for one in kept])
    return [
        {
            **one,
            "name": say(names[one["variant"]].name, language) if one["variant"] in names else "",
            "price": format_money(Money(one["amount"], one["currency"]), language) if one["currency"] else "",
        }
        for one in kept
    ]


def _orders(leaves: Sequence[UUID], language: str) -> list[Row]:
    orders = orders_of_leaves(leaves)
    lines, places = lines_of([one.id for one in orders]), name_places()
    names = read_variants([line.variant for of_order in lines.values() for line in of_order])
    return [
        {
            "number": one.number,
            "placed_at": one.placed_at,
            "place": say(places[one.place].name, language) if one.place in places else "",
            "paid": format_money(Money(one.paid_amount, one.currency), language),
            "state": one.commercial,
            "goods": [
                f"{say(names[line.variant].name, language) if line.variant in names else ''} × {line.quantity}"
                for line in lines.get(one.id, ())
            ],
        }
        for one in orders
    ]


def _moments(leaves: Sequence[UUID]) -> list[Row]:
    return [{"at": one.occurred_at, "verb": one.verb} for one in timeline(leaves, limit=_MOST_MOMENTS)]
