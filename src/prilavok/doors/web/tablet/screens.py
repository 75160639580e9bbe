"""The screens of the tablet."""

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.workplaces import Screen, Workplace

WORKPLACE = Workplace(
    code="tablet",
    title=_("Tablet"),
    icon="list",
    screens=(
        Screen("tablet:picking", _("Picking"), "shipments.pick", "products", "KeyW"),
        Screen("tablet:courier", _("To bring"), "shipments.deliver", "places", "KeyE"),
        Screen("tablet:sell_home", _("Order to home"), "orders.send_home", "basket", "KeyJ"),
        Screen("tablet:baskets", _("Basket of a customer"), "orders.send_home", "basket", "KeyY"),
        Screen("tablet:papers", _("Stock papers"), "stock.count", "stock", "KeyK"),
        Screen("tablet:journal", _("Bookings"), "bookings.see", "calendar", "KeyQ"),
        Screen("tablet:claims", _("Claims"), "claims.open", "warning"),
        Screen("tablet:tags", _("Price tags"), "tags.confirm", "prices", "KeyH"),
    ),
)
