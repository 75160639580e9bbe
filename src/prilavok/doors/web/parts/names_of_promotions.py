"""What codes of promotions are called on screens."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prilavok.doors.web.parts.names_of_imports import Text

OF_PROMOTIONS: Mapping[str, Mapping[str, Text]] = {
    "price_reason": {
        "given": _("given"),
        "not_now": _("not at this time"),
        "not_here": _("not in this shop or not by this way"),
        "not_for_them": _("not for this customer"),
        "used_up": _("used up"),
        "nothing_of_it": _("takes nothing off here"),
        "lost_to": _("another one gives more"),
        "stopped": _("not together with another one"),
    },
    "coupon": {
        "unknown": _("there is no such coupon"),
        "ended": _("has ended"),
        "used_up": _("used up"),
    },
    "promotion": {
        "draft": _("draft"),
        "planned": _("planned"),
        "running": _("running"),
        "ended": _("ended"),
        "archived": pgettext_lazy("promotion", "put away"),
    },
    "promotion_act": {
        "percent": _("Share off"),
        "off_each": _("Amount off each"),
        "fixed_price": _("Fixed price"),
        "off_together": _("Amount off together"),
        "some_free": _("Of so many, some cost less"),
        "set_price": _("Set at one price"),
        "steps": _("The more, the cheaper"),
        "gift": _("Gift"),
        "points": _("More points"),
    },
}
