"""The archive of a person: a page they can read, the same for machines, and their files, as bytes of one zip."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import gettext, override

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.consent.queries import list_consents
from prilavok.domains.customers.queries import read_customer
from prilavok.domains.orders.queries import lines_of, orders_of_leaves
from prilavok.domains.places.queries import name_places, zone_of
from prilavok.insights.erasure_preview import ErasurePreview, preview_erasure
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
        sections = _sections(kept, told)
        page = _page(sections, told, at.astimezone(zone), zone)
    machine = {"customer": str(customer), "made_at": at.isoformat(), **sections, "happenings": _moments(kept.leaves)}
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("person.html", page)
        packed.writestr("person.json", json.dumps(machine, default=str, ensure_ascii=False, indent=1))
        for nth, one in enumerate(_files(kept), 1):
            with open_file(UUID(str(one["file"])), at) as stream:
                packed.writestr(f"files/{nth} {one['name']}", stream.read())
    return Archive(f"person-{at.astimezone(zone):%Y%m%d}-{str(customer)[-6:]}.zip", body.getvalue(), told)


def title_of(table: str) -> str:
    """What the words of a table are, in the reader's language; the table's own name where nobody said it better."""
    return {
        "customers_customer": gettext("Name and what a source told"),
        "customers_identifier": gettext("Phones, mail, cards and other identifiers"),
        "customers_contact_point": gettext("Addresses to write to"),
        "customers_preference": gettext("Preferences: how to be reached, addresses, sizes, birth date"),
        "customers_pin": gettext("PIN for points"),
        "customers_code": gettext("Contacts that codes were sent to"),
        "customers_suggestion": gettext("Others who may be this person"),
        "conversations_message": gettext("Messages"),
        "kit_behaviour": gettext("What was done on our sites and in our apps"),
        "kit_stored_file": gettext("Files"),
        "kit_search_entry": gettext("Words to find somebody by"),
        "kit_arrival": gettext("Raw messages of channels"),
        "kit_answered": gettext("Answers to programs"),
        "orders_order": gettext("Orders"),
        "orders_claim": gettext("Claims"),
        "receipts_receipt": gettext("Receipts"),
        "favourites_favourite": gettext("Favourites"),
        "bookings_booking": gettext("Bookings"),
        "customers_national_number": gettext("National numbers"),
        "customers_passkey": gettext("Passkeys"),
        "imports_list": gettext("Rows of lists from other systems"),
        "kit_search_word": gettext("Words of the search"),
        "shipments_delivery": gettext("Deliveries"),
        "staff_staff": gettext("Members of staff"),
        "stock_lot": gettext("Lots of goods"),
        "stock_paper": gettext("Papers of the stock"),
        "stock_supply_change": gettext("Changes of supplies"),
        "tills_pin": gettext("PINs of the tills"),
        "tracking_landed": gettext("Events of sites and apps that wait to be read"),
        "tracking_refused": gettext("Events of sites and apps that could not be taken"),
        "tracking_told": gettext("Events of sites and apps, word for word"),
        "consents": gettext("Consents"),
        "consent_consent": gettext("Consents"),
        "imports_refused_row": gettext("Refused rows of sources"),
        "points": gettext("Points"),
    }.get(table, table)


def _sections(kept: ErasurePreview, language: str) -> dict[str, Sequence[Row]]:
    words: dict[str, Sequence[Row]] = {table: rows for table, rows in kept.words.items() if table != "kit_stored_file"}
    if loved := words.get("favourites_favourite"):
        words["favourites_favourite"] = _favourites(loved, language)
    if files := _files(kept):
        words["kit_stored_file"] = files
    consents = [
        {"said_at": one.said_at, "channel": one.channel, "purpose": one.purpose, "yes": one.given, "source": one.source}
        for one in list_consents(kept.leaves)
    ]
    points = [{"programme": say(one.name, language), "points": one.points} for one in kept.points]
    return {**words, "orders_order": _orders(kept.leaves, language), "points": points, "consents": consents}


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


def _page(sections: Mapping[str, Sequence[Row]], language: str, at: datetime, zone: ZoneInfo) -> str:
    heading = escape(gettext("What we keep about you"))
    day = escape(format_datetime(at, "long", locale=language))
    body = "".join(_table(table, rows, language, zone) for table, rows in sections.items() if rows)
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{heading}</title>'
        f"<h1>{heading}</h1><p>{day}</p>{body}</html>"
    )


def _heads() -> dict[str, str]:
    """What the columns of the page are called; what only a program can use stands in the other file alone."""
    return {
        "name": gettext("Called"),
        "traits": gettext("As the source tells"),
        "language": gettext("Language"),
        "kind": gettext("kind"),
        "value": gettext("Value"),
        "address": gettext("Address"),
        "at": gettext("Time"),
        "said_at": gettext("Time"),
        "made_at": gettext("Time"),
        "placed_at": gettext("Time"),
        "kept": gettext("Time"),
        "direction": gettext("Who to whom"),
        "channel": gettext("Channel"),
        "text": gettext("Text"),
        "why": gettext("What was answered"),
        "verb": gettext("What happened"),
        "payload": gettext("Details"),
        "number": gettext("Number"),
        "place": gettext("Place"),
        "paid": gettext("Paid"),
        "price": gettext("Price then"),
        "goods": gettext("Products"),
        "programme": gettext("Programme"),
        "points": gettext("Points"),
        "purpose": gettext("What for"),
        "yes": gettext("Agreed"),
        "source": gettext("Where it was said"),
    }


def _table(table: str, rows: Sequence[Row], language: str, zone: ZoneInfo) -> str:
    columns = {name: told for name, told in _heads().items() if name in rows[0]}
    heads = "".join(f"<th>{escape(told)}</th>" for told in columns.values())
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(row[name], language, zone))}</td>" for name in columns) + "</tr>"
        for row in rows
    )
    return f"<h2>{escape(title_of(table))}</h2><table border=1><tr>{heads}</tr>{lines}</table>"


def _cell(value: object, language: str, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return str(format_datetime(value.astimezone(zone), "medium", locale=language))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value in ("in", "out"):
        return gettext("from you to us") if value == "in" else gettext("from us to you")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {told}" for name, told in value.items())
    return "" if value is None else str(value)
