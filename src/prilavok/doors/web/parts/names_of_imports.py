"""What codes of imports are called on screens: steps, lists, their fields, and why a row is refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

OF_IMPORTS: Mapping[str, Mapping[str, Text]] = {
    "list": {"customers": _("Customers"), "contacts": _("Contacts of customers"), "orders": _("Finished orders")},
    "list_field": {
        "code": _("Customer's code in that system"),
        "name": _("Full name"),
        "last_name": _("Family name"),
        "first_name": _("Given name"),
        "middle_name": _("Patronymic"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "card": _("Loyalty card"),
        "language": _("Language"),
        "consent_sms": _("Agrees to offers by SMS (yes or no)"),
        "consent_mail": _("Agrees to offers by e-mail (yes or no)"),
        "consent_at": _("Day of the consent"),
        "consent_source": _("Where the consent was given"),
        "consent_text": _("Words that were agreed to"),
        "unsubscribed_at": _("Day of unsubscribing from e-mail"),
        "number": _("Order's number"),
        "at": _("Day and hour of the order"),
        "amount": _("Amount of the row"),
        "place": _("Place"),
        "product": _("Product's code (SKU)"),
        "quantity": _("Quantity"),
        "method": _("Way of payment"),
        "status": _("State of the order"),
    },
    "step": {
        "check": _("Check"),
        "contacts": _("Contacts of customers"),
        "cards": _("Products"),
        "customers": _("Customers"),
        "prices": _("Prices"),
        "stock": _("Opening stock"),
        "campaigns": _("Mailings"),
        "sales": _("Receipt lines"),
        "redemptions": _("Coupons used"),
        "places": _("Places"),
    },
    "reason": {
        "place_unknown": _("the place is unknown"),
        "customer_unknown": _("the customer is unknown"),
        "coupon_unknown": _("the coupon is unknown"),
        "product_unknown": _("the product is unknown"),
        "negative": _("an amount or quantity below nought"),
        "discount_over_price": _("the discount exceeds the price"),
        "too_large": _("a number too large to be true"),
        "columns_differ": _("more or fewer cells than headings"),
        "cell_error": _("a cell holds an error of its table"),
        "formula_empty": _("a formula without its stored result: save the table in Excel once"),
        "value_nested": _("a cell holds a list of objects"),
        "not_json": _("the line is no JSON object"),
        "company": _("a company, not a person"),
        "nobody": _("neither a code nor a contact: nobody is named"),
        "phone_unreadable": _("the phone cannot be read"),
        "phone_filler": _("the phone is typed to fill a field"),
        "email_unreadable": _("the e-mail cannot be read"),
        "card_unreadable": _("the card's number cannot be read"),
        "language_unreadable": _("the language is none of ru, kk, en"),
        "consent_unreadable": _(
            "the consent is neither yes nor no, its day is to come, or its words are over 40 characters"
        ),
        "code_too_long": _("the code is longer than 100 characters"),
        "receipt_unreadable": _("the order's number is missing or longer than 39 characters"),
        "receipt_differs": _("the rows of one order contradict each other"),
        "receipt_changed": _("the order is here already and says something else"),
        "order_not_finished": _("the order is not finished"),
        "currency_differs": _("the place has another currency than the list"),
        "time_unreadable": _("the day or hour cannot be read"),
        "amount_unreadable": _("the amount cannot be read, or could mean two"),
        "quantity_unreadable": _("the quantity is not a whole number"),
        "file_gone": _("the kept rows have been erased; bring the list again"),
    },
}
