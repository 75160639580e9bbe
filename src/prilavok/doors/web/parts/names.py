"""What codes of closed lists are called on screens, and by which badge a state is shown."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.names_of_bookings import OF_BOOKINGS, TONES_OF_BOOKINGS
from prilavok.doors.web.parts.names_of_channels import OF_CHANNELS
from prilavok.doors.web.parts.names_of_delivery import OF_DELIVERY
from prilavok.doors.web.parts.names_of_gifts import OF_GIFTS
from prilavok.doors.web.parts.names_of_identity import OF_IDENTITY
from prilavok.doors.web.parts.names_of_imports import OF_IMPORTS, Text
from prilavok.doors.web.parts.names_of_money import OF_MONEY
from prilavok.doors.web.parts.names_of_promotions import OF_PROMOTIONS
from prilavok.doors.web.parts.names_of_returns import OF_RETURNS
from prilavok.doors.web.parts.names_of_stock import OF_STOCK
from prilavok.doors.web.parts.names_of_taxes import OF_TAXES
from prilavok.doors.web.parts.names_of_tills import OF_TILLS
from prilavok.kit.channels import MESSENGERS, WRITTEN

NAMES: Mapping[str, Mapping[str, Text]] = {
    "touchpoint": {
        "site": _("Site"),
        "app": _("App"),
        "bot": _("Bot"),
        "till": _("Till"),
        "tablet": _("Tablet"),
        "desk": _("Desk"),
        "phone": _("Phone"),
        "marketplace": _("Marketplace"),
    },
    "reach": {
        "write": _("write, don’t call"),
        "call": _("call"),
        "either": _("write or call"),
    },
    "size": {
        "clothes": _("Clothes"),
        "trousers": _("Trousers"),
        "shoes": _("Shoes"),
        "headwear": _("Headwear"),
        "gloves": _("Gloves"),
        "ring": _("Ring"),
    },
    "preference_source": {
        "own_page": _("on the own page"),
        "app": _("in an app"),
        "staff": _("written down by staff"),
        "list": _("from another system"),
    },
    # By what somebody came or was written to, in one list: of orders and baskets, and of what is said.
    "timeline_channel": {
        "till": _("Till"),
        "site": _("Site"),
        "app": _("App"),
        "bot": _("Bot"),
        "desk": _("Desk"),
        "tablet": _("Tablet"),
        "marketplace": _("Marketplace"),
        **{code: OF_CHANNELS["channel"][code] for code in (*WRITTEN, "phone")},
    },
    "message": {
        "received": _("received"),
        "queued": _("on its way"),
        "sent": _("sent"),
        "delivered": _("delivered"),
        "read": _("read"),
        "failed": _("not delivered"),
        "unknown": _("unknown whether it arrived"),
    },
    "source": {"site": _("Site"), "app": _("App"), "server": _("Server")},
    "refusal": {
        "no_id": _("names no visitor and no user"),
        "no_type": _("does not say its type"),
        "type_unknown": _("a type that there is not"),
        "no_event_name": _("the event has no name"),
        "no_group": _("names no group"),
        "no_previous": _("does not say whom it renames"),
        "message_id_long": _("its message id is too long"),
        "id_long": _("the id of its visitor is too long"),
        "too_large": _("over 32 KB"),
        "too_many": _("over 2,500 in one batch"),
        "wrong_kind": _("a field holds what it may not hold"),
        "not_json": _("is not JSON"),
    },
    "origin": {"live": _("live"), "load": _("first load"), "import": _("import"), "trial": _("trial")},
    "commercial": {"placed": _("placed"), "completed": _("completed"), "cancelled": _("cancelled")},
    "payment": {"unpaid": _("unpaid"), "part_paid": _("partly paid"), "paid": _("paid")},
    "fulfilment": {
        "open": _("not handed over"),
        "part_handed": _("partly handed over"),
        "handed_over": _("handed over"),
        "cancelled": _("cancelled"),
        "returned": _("returned"),
    },
    "line": {
        "goods": _("goods"),
        "amount": _("amount"),
        "coupon": _("coupon"),
        "void": _("void"),
    },
    **OF_RETURNS,
    **OF_DELIVERY,
    **OF_MONEY,
    "price": {"set": _("set"), "seen": _("seen on a receipt"), "exchange": _("by exchange")},
    "place": {
        "store": _("Store"),
        "warehouse": _("Warehouse"),
        "pickup": _("Pickup point"),
        "office": _("Office"),
        "transit": _("Transit"),
    },
    "run": {
        "running": _("under way"),
        "done": _("done"),
        "refused": _("refused"),
        "mapping": _("waits for its columns"),
        "checking": _("being checked"),
        "checked": _("checked, not begun"),
        "stopped": _("stopped"),
    },
    "identifier": {
        "phone": _("Phone"),
        "email": _("E-mail"),
        "card": _("Loyalty card"),
        "browser": _("Browser"),
        "app": _("App"),
        **{code: OF_CHANNELS["channel"][code] for code in MESSENGERS},
        "passkey": _("Passkey"),
        "marketplace": _("Marketplace buyer"),
        "receipt": _("Receipt"),
        "household": _("Household of the source"),
        "import": _("Code in another system"),
        "iin": _("IIN"),
    },
    **OF_IDENTITY,
    **OF_PROMOTIONS,
    **OF_STOCK,
    **OF_TAXES,
    **OF_GIFTS,
    **OF_TILLS,
    "field": {
        "name": _("name"),
        "zone": _("time zone"),
        "hours": _("hours"),
        "legal_entity": _("legal entity"),
        "entity": _("legal entity"),
        "address": _("address"),
        "currency": _("currency"),
        "kind": _("kind"),
    },
    "unit": {
        "piece": _("pieces"),
        "gram": _("weight"),
        "millilitre": _("volume"),
        "milligallon": _("volume, gallons"),
    },
    "trait": {
        "age": _("Age"),
        "income": _("Income"),
        "home_ownership": _("Home"),
        "marital_status": _("Marital status"),
        "household_size": _("People in the household"),
        "household_comp": _("Household"),
        "kids_count": _("Children"),
        "city": _("City"),
    },
    "trait_value": {"almaty": _("Almaty"), "astana": _("Astana"), "shymkent": _("Shymkent")},
    "campaign": {
        "mailing": _("mailing"),
        "Type A": _("type A"),
        "Type B": _("type B"),
        "Type C": _("type C"),
    },
    "consent_source": {
        "blocked": _("blocked us in the messenger"),
        "checkout": _("when ordering"),
        "messenger": _("in the messenger"),
        "own_page": _("on the own page"),
        "separated": _("when two people were told apart"),
        "telegram_contact": _("when sharing the phone"),
        "unsubscribe": _("by the link of an offer"),
    },
    "look": {
        "api.customer": _("by a program: the customer"),
        "api.customers": _("by a program: a list with them"),
        "api.segment": _("by a program: a segment with them"),
        "api.timeline": _("by a program: what happened"),
        "customer.archive": _("an archive of all their data"),
        "customer.document": _("their document"),
        "customer.export": _("an archive was asked for"),
        "customer.number": _("their IIN in full"),
        "customer.page": _("the customer's page"),
        "customer.suggestion": _("a pair that may be one person"),
        "customer.then": _("how they stood on a day"),
        "customers.file": _("a file of customers"),
        "customers.list": _("the list of customers"),
        "desk.conversation": _("a conversation at the desk"),
        "office.segment": _("a segment with them"),
        "office.segment_preview": _("a segment with them, before it was kept"),
    },
    "language": {"ru": _("Russian"), "kk": _("Kazakh"), "en": _("English")},
    **OF_IMPORTS,
    **OF_BOOKINGS,
    **OF_CHANNELS,
}
# Kinds of parts/badge.html; what is not named here is plain.
TONES: Mapping[str, Mapping[str, str]] = {
    "sureness": {"proven": "good", "told": "wait", "ambient": "bad"},
    "commercial": {"completed": "good", "cancelled": "bad", "placed": "wait"},
    "payment": {"paid": "good", "unpaid": "bad", "part_paid": "wait"},
    "fulfilment": {"handed_over": "good", "returned": "bad", "cancelled": "bad", "open": "wait", "part_handed": "wait"},
    "run": {
        "done": "good",
        "refused": "bad",
        **dict.fromkeys(("running", "mapping", "checking", "checked", "stopped"), "wait"),
    },
    **TONES_OF_BOOKINGS,
    "gift_state": {"active": "good", "blocked": "bad", "replaced": "wait", "ended": "wait"},
    "promotion": {"running": "good", "planned": "wait", "draft": "wait"},
    "paper_state": {"draft": "wait", "sent": "wait", "done": "good"},
    "strength": {"verified": "good", "ambient": "wait"},
    "message": {
        **dict.fromkeys(("sent", "delivered", "read"), "good"),
        "queued": "wait",
        "unknown": "wait",
        "failed": "bad",
    },
}


def name_of(kind: str, code: str) -> Text:
    """What the code is called; the code itself where nobody named it yet (a source's own word).

    Codes of many providers that mean the same are named once, by the part behind the dot.
    """
    names = NAMES.get(kind, {})
    return names.get(code) or names.get(f"*.{code.rpartition('.')[2]}") or code.replace("_", " ")


def tone_of(kind: str, code: str) -> str:
    """The kind of badge for a state."""
    return TONES.get(kind, {}).get(code, "plain")
