"""The screens of the office."""

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.workplaces import Screen, Workplace
from prilavok.kit.settings import where

# Only a sandbox reads its SMS and mail instead of sending them.
_OUTBOX = (Screen("outbox", _("Outbox"), "outbox.see", "message", "KeyM"),) if where().outside == "sandbox" else ()
WORKPLACE = Workplace(
    code="office",
    title=_("Office"),
    icon="office",
    screens=(
        Screen("office:orders", _("Orders"), "orders.see", "orders", "KeyO"),
        Screen("office:customers", _("Customers"), "customers.see", "customers", "KeyC"),
        Screen("office:segments", _("Segments"), "segments.see", "filter", "KeyG"),
        Screen("office:promotions", _("Promotions"), "promotions.see", "promotions", "KeyN"),
        Screen("office:suggestions", _("Who may be one person"), "customers.join", "customers", "KeyU"),
        Screen("office:identity", _("Rules of identity"), "customers.rules", "customers", "KeyY"),
        Screen("office:products", _("Products"), "catalog.see", "products", "KeyP"),
        Screen("office:attributes", _("Attributes"), "catalog.see", "list"),
        Screen("office:prices", _("Prices"), "prices.see", "prices", "KeyR"),
        Screen("office:price_lists", _("Price lists"), "prices.see", "list", "KeyB"),
        Screen("office:price_watch", _("Prices that differ"), "prices.see", "eye", "KeyV"),
        Screen("office:taxes", _("Taxes"), "prices.see", "receipt", "KeyX"),
        Screen("office:stock", _("Stock"), "stock.see", "stock", "KeyS"),
        Screen("office:books", _("Do the books add up?"), "stock.see", "check", "KeyQ"),
        Screen("office:safety", _("Kept back"), "stock.see", "stock", "KeyT"),
        Screen("office:lots", _("Lots and serial numbers"), "stock.see", "stock", ""),
        Screen("office:papers", _("Stock papers"), "stock.see", "list", "KeyK"),
        Screen("office:delivery", _("Delivery"), "deliveries.set_up", "move", "KeyH"),
        Screen("office:places", _("Places"), "places.see", "places", "KeyL"),
        Screen("office:gift_cards", _("Gift cards"), "giftcards.see", "card", "KeyD"),
        Screen("office:points", _("Points programme"), "points.see", "points"),
        Screen("office:settlements", _("Settlements of firms"), "settlements.see", "orders", "KeyZ"),
        Screen("office:waiting", _("Money that waits"), "payments.waiting", "clock"),
        Screen("office:return_terms", _("Terms of returns"), "orders.return_terms", "retry", "KeyW"),
        Screen("office:booking_calendar", _("Calendar of bookings"), "bookings.see", "calendar"),
        Screen("office:bookings", _("What may be booked"), "bookings.set_up", "calendar", "KeyA"),
        Screen("office:imports", _("Imports"), "imports.see", "imports", "KeyI"),
        Screen("office:jobs", _("Buried work"), "jobs.see", "jobs", "KeyJ"),
        Screen("office:connections", _("Connections"), "staff.manage", "message"),
        Screen("office:tracking", _("Site events"), "tracking.keep", "eye", "KeyE"),
        Screen("office:erasures", _("Erased people"), "customers.erase", "close", "KeyF"),
        *_OUTBOX,
    ),
)
