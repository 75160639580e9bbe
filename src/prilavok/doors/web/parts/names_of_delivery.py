"""What the codes of delivery and of the choice of the sending place are called on screens."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prilavok.doors.web.parts.names_of_imports import Text

OF_DELIVERY: Mapping[str, Mapping[str, Text]] = {
    "shipment": {
        "planned": pgettext_lazy("shipment", "waits to be put together"),
        "picking": pgettext_lazy("shipment", "is being put together"),
        "ready": pgettext_lazy("shipment", "lies ready"),
        "collected": pgettext_lazy("shipment", "collected"),
        "on_way": pgettext_lazy("shipment", "on its way"),
        "delivered": pgettext_lazy("shipment", "brought"),
        "failed": pgettext_lazy("shipment", "was brought and not taken"),
        "returned": pgettext_lazy("shipment", "went back to sale"),
        "cancelled": pgettext_lazy("shipment", "not wanted any more"),
    },
    "why_failed": {
        "nobody_home": _("Nobody at home"),
        "refused": _("They do not want it"),
        "no_way": _("I cannot get there"),
        "other": _("Something else"),
    },
    "why_day": {
        "awaited": _("its goods are to come yet"),
        "cut_off": _("ordered after the hour for that day"),
        "picking": _("picking ends after the courier has gone"),
        "rest_day": _("nothing is brought on a day between"),
        "way": _("days on the way"),
    },
    "why_not": {
        "not_sending": _("sends nothing home: it is switched off"),
        "currency": _("sells in another currency"),
        "entity": _("belongs to another legal entity"),
        "too_far": _("farther than the rules allow"),
        "overloaded": _("has as many orders waiting as it can bear"),
        "closed": _("has no hours on any day"),
        "nothing": _("has none of it free"),
        "lacks": _("has only a part of it free"),
        "dearer": _("would be dearer"),
        "weighed": _("serves other waiting orders better, or would be dearer"),
    },
    "route_cause": {
        "placed": _("when the order was placed"),
        "short": _("when goods were not there"),
        "scarce": _("when scarce goods were given out"),
        "changed": _("when the order was changed"),
    },
    "route_by": {"list": _("by the rules"), "solver": _("weighed with all waiting orders together")},
    "split": {
        "never": _("never: one parcel, or none"),
        "needed": _("where no place has all of it"),
        "cheaper": _("also where it is cheaper"),
    },
}
