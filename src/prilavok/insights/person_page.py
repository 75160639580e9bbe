"""What is kept of a person as a page that they can read: words for what our tables call by codes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import gettext

Row = Mapping[str, object]


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
        "conversations_brought": gettext("Files sent in messengers"),
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
        "consent_consent": gettext("Consents"),
        "imports_refused_row": gettext("Refused rows of sources"),
        "imports_list": gettext("Rows of lists from other systems"),
        "kit_search_word": gettext("Words of the search"),
        "shipments_delivery": gettext("Deliveries"),
        "staff_staff": gettext("Members of staff"),
        "stock_lot": gettext("Lots of goods"),
        "stock_paper": gettext("Papers of the stock"),
        "stock_supply_change": gettext("Changes of supplies"),
        "tills_lease": gettext("Points kept for a till"),
        "tills_pin": gettext("PINs of the tills"),
        "tracking_landed": gettext("Events of sites and apps that wait to be read"),
        "tracking_refused": gettext("Events of sites and apps that could not be taken"),
        "tracking_told": gettext("Events of sites and apps, word for word"),
        "consents": gettext("Consents"),
        "points": gettext("Points"),
        "segments": gettext("Groups you belong to by what you bought and did"),
        "evidence": gettext("Why all of this is taken to be one person's"),
    }.get(table, table)


def person_page(sections: Mapping[str, Sequence[Row]], language: str, at: datetime, zone: ZoneInfo) -> str:
    """The page, in the language that is in force."""
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
        "waits": gettext("Waits for your word"),
        "source": gettext("Where it was said"),
        "words": gettext("Words agreed to"),
        "proof": gettext("Proof"),
        "state": gettext("State"),
        "label": gettext("Called"),
        "used_at": gettext("Last used"),
        "called": gettext("Called"),
        "since": gettext("Since"),
        "one": gettext("One"),
        "other": gettext("The other"),
        "sure": gettext("How sure"),
    }


def _said() -> Mapping[str, Mapping[str, str]]:
    """What codes mean, by the column in which they stand."""
    kinds = {
        "phone": gettext("Phone"),
        "email": gettext("E-mail"),
        "card": gettext("Loyalty card"),
        "browser": gettext("Browser"),
        "app": gettext("App"),
        "receipt": gettext("Receipt"),
        "import": gettext("Number in another system"),
        "site": gettext("Site"),
        "sms": gettext("SMS"),
        "mail": gettext("E-mail"),
        "born": gettext("Birth date"),
        "channel": gettext("Channel"),
        "language": gettext("Language"),
        "address": gettext("Address"),
        "size": gettext("Size"),
    }
    return {
        **dict.fromkeys(("kind", "channel", "one", "other"), kinds),
        "purpose": {"orders": gettext("News of my orders"), "offers": gettext("Offers")},
        "state": {
            "placed": gettext("Placed"),
            "completed": gettext("Completed"),
            "cancelled": gettext("Cancelled"),
            "held": gettext("Held"),
        },
        "sure": {
            "verified": gettext("verified"),
            "asserted": gettext("asserted"),
            "ambient": gettext("ambient"),
        },
    }


def _table(table: str, rows: Sequence[Row], language: str, zone: ZoneInfo) -> str:
    said = _said()
    columns = {name: told for name, told in _heads().items() if name in rows[0]}
    heads = "".join(f"<th>{escape(told)}</th>" for told in columns.values())
    lines = "".join(
        "<tr>"
        + "".join(f"<td>{escape(_cell(row[name], said.get(name, {}), language, zone))}</td>" for name in columns)
        + "</tr>"
        for row in rows
    )
    return f"<h2>{escape(title_of(table))}</h2><table border=1><tr>{heads}</tr>{lines}</table>"


def _cell(value: object, said: Mapping[str, str], language: str, zone: ZoneInfo) -> str:
    if isinstance(value, str) and value in said:
        return said[value]
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
