"""What codes about goods that come back are called."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.names_of_imports import Text

OF_RETURNS: Mapping[str, Mapping[str, Text]] = {
    "return_reason": {
        "changed_mind": _("Does not suit"),
        "wrong_size": _("Wrong size or colour"),
        "faulty": _("Faulty"),
        "not_as_described": _("Not as described"),
        "wrong_item": _("Other goods were given"),
    },
    "return_condition": {
        "for_sale": _("Back to sale"),
        "damaged": _("Damaged, kept apart"),
        "not_taken": _("Stays with the customer"),
    },
    "return_ground": {
        "goodwill": _("Goodwill"),
        "our_mistake": _("Our own mistake"),
        "agreed_before": _("Agreed before"),
        "court": _("Decision of a court or an authority"),
    },
    "return_outside": {
        "no_terms": _("There are no terms of returns for the country of the seller."),
        "not_returnable": _("Goods of this kind are not taken back when nothing is wrong with them."),
        "too_late": _("More days have passed since the sale than the terms allow."),
    },
    "return_goods": {
        "any": _("All other goods"),
        "food": _("Food"),
        "medicine": _("Medicines and medical devices"),
        "hygiene": _("Personal hygiene"),
        "perfumery": _("Perfumery and cosmetics"),
        "underwear": _("Underwear and hosiery"),
        "metered": _("Goods sold by the metre"),
        "jewellery": _("Jewellery"),
        "living": _("Animals and plants"),
        "technical": _("Technically complex goods"),
        "household_chemistry": _("Household chemistry"),
        "furniture": _("Furniture"),
        "books": _("Books and magazines"),
    },
    "quality": {"proper": _("Nothing is wrong with it"), "faulty": _("Faulty or not as agreed")},
    "settlement": {"money": _("Money given back for the seller"), "goods": _("Goods of the seller kept")},
    "refund": {
        "asked": _("under way"),
        "unknown": _("the bank has not answered yet"),
        "done": _("given back"),
        "refused": _("the bank refused"),
    },
}
