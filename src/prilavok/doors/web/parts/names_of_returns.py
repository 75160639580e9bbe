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
        "damaged": _("Damaged"),
        "missing": _("Missing"),
    },
    "return_condition": {
        "for_sale": _("Back to sale"),
        "damaged": _("Damaged, kept apart"),
        "check": _("Apart, quality to be checked"),
        "supplier": _("Goes to the supplier"),
        "not_taken": _("Stays with the customer"),
        "kept": _("Stays with the customer for less"),
        "here": _("Came back before"),
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
    "claim_wanted": {
        "replacement": _("The same goods anew"),
        "money": _("Money back"),
        "repair": _("Repair"),
        "reduction": _("A lower price"),
    },
    "claim_outcome": {
        "replacement": _("Give the goods anew"),
        "money": _("Give the money back"),
        "repair": _("Repair it"),
        "reduction": _("Lower the price"),
        "refused": _("Refuse"),
        "given_back": _("Give the old goods back as they are"),
    },
    "claim_decided": {
        "replacement": _("Goods given instead"),
        "money": _("Money given back"),
        "repair": _("Repaired"),
        "reduction": _("Price lowered"),
        "refused": _("Refused"),
        "given_back": _("Old goods given back"),
        "withdrawn": _("Taken back by the customer"),
    },
    "claim_state": {
        "open": _("Waits for a decision"),
        "waiting": _("Decided, waits for the customer"),
        "closed": _("Over"),
    },
    "settlement": {
        "money": _("Money given back for the seller"),
        "goods": _("Goods of the seller kept"),
        "handed": _("Goods handed over for the seller"),
    },
    "settling_basis": {"net": _("What was paid, without tax"), "paid": _("What was paid, with tax")},
    "aside_reason": {
        "payment.unknown": _("No payment of ours has this number"),
        "payment.another": _("The sum or the terminal is another than that of the payment"),
        "payment.contradicted": _("The payment had ended otherwise here"),
    },
    "told_state": {
        "captured": _("taken"),
        "done": _("given back"),
        "refused": _("the bank refused"),
        "pending": _("under way"),
    },
    "match_ground": {
        "asked_bank": _("The bank was asked and said so"),
        "wrong_number": _("The bank named a wrong number"),
        "not_ours": _("It is of another business"),
        "trial": _("It was a trial"),
        "returned_by_bank": _("The bank has given it back itself"),
    },
    "refund": {
        "asked": _("under way"),
        "unknown": _("the bank has not answered yet"),
        "done": _("given back"),
        "refused": _("the bank refused"),
    },
}
