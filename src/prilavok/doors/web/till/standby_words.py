"""What the till without a connection says: its island says nothing by itself, the page gives it these sentences."""

from django.utils.translation import gettext_lazy as _

_SAID = {
    "online": _("There is a connection"),
    "offline": _("No connection: the till sells on"),
    "signed_out": _("Sign in again to send the sales that wait: none of them is lost."),
    "sign_in": _("Sign in"),
    "known": _("Goods and prices as known on %(when)s"),
    "nothing_known": _("This till knows no goods yet"),
    "waiting": _("Sales that wait to be sent: %(count)s"),
    "all_sent": _("All sales are sent"),
    "aside": _("Sales that staff must look at: %(count)s"),
    "left_out": _("Goods that found no room here: %(count)s"),
    "old": _("The prices known here are older than a day."),
    "busy": _("This till is open in another window. Go on there, or close it and open this page again."),
    "withdrawn": _("This till was withdrawn. It sells no more; what it had not sent yet is still here and is sent."),
    "unsupported": _("This browser cannot work without a connection: use a newer one."),
    "no_room": _("The sale could not be kept on this device, so nothing was sold. Free some room and try again."),
    "choose_till": _("Which till is this?"),
    "choose_till_why": _("A device that may sell without a connection is a till with a number: its receipts carry it."),
    "no_tills": _("No till of this store may sell without a connection yet. Ask the manager to open one."),
    "no_place": _("Choose your store on the till's own screen first."),
    "use_till": _("This device is it"),
    "pin_title": _("Choose a PIN"),
    "pin_why": _("With six digits you open this till when there is no connection. They are kept as a digest alone."),
    "pin": _("PIN"),
    "pin_keep": _("Keep the PIN"),
    "who": _("Who sells?"),
    "open": _("Open the till"),
    "nobody": _("Nobody has a PIN at this till yet, so it opens only with a connection."),
    "pin_wrong": _("This is not the PIN. Tries left: %(count)s"),
    "pin_locked": _("Too many wrong PINs. Sign in with a connection, then it opens again."),
    "lock": _("Lock the till"),
    "scan": _("Scan or type"),
    "scan_hint": _("Scan goods, or type a code, a name or a coupon"),
    "enter": _("Enter"),
    "next_customer": _("Next customer"),
    "empty": _("Scan goods to sell them: prices and promotions are those this till knows."),
    "product": _("Product"),
    "price": _("Price"),
    "quantity": _("Quantity"),
    "amount": _("Amount"),
    "take_out": _("Take out"),
    "for": _("for"),
    "no_price": _("no price here"),
    "unsellable": _("Something here has no price at this store: take it out before the rest is paid."),
    "unknown": _("“%(text)s” is not among the goods and coupons that this till knows. Type the code under the bars."),
    "several": _("Several goods are called so: choose one."),
    "weigh": _("This is sold by weight or volume: type how much and a star before it, as 0.350*code."),
    "no_quantity": _("So many cannot be sold: type a whole number of pieces, or a weight."),
    "coupon_needs_line": _(
        "%(code)s may be used only so many times, and without a connection nobody can tell whether it was. It is not"
        " taken now: it stays good, let the customer keep it."
    ),
    "coupon_over": _(
        "The time for which %(code)s was kept for this till is over. It is taken again with a connection."
    ),
    "coupon_unfit": _("%(code)s gives nothing on these goods."),
    "gift_needs_line": _(
        "This may be a gift card, and without a connection nobody can tell what is left on it: nothing of it was kept"
        " for this till. It stays as it is; take another way of paying."
    ),
    "card_needs_line": _(
        "“%(text)s” is not among the goods and coupons that this till knows. If it is a loyalty card: points pay"
        " without a connection only where they were kept for this till before."
    ),
    "value_over": _(
        "The time for which this was kept for this till is over. It pays again with a connection; nothing was taken"
        " of it."
    ),
    "by_gift": _("Gift card"),
    "points": _("Points"),
    "by_points": _("Points: %(count)s"),
    "left_here": _("left for this till: %(left)s"),
    "paid_by_kept": _("Paid by what was kept here"),
    "values_known": _("Gift cards and points: out of what was kept for this till, as known on %(when)s."),
    "value_why": _(
        "A gift card, or points of a customer who agrees, can be kept for this till for a day. What is not used"
        " goes back."
    ),
    "value_what": _("Gift card or loyalty card"),
    "value_sum": _("Sum, or number of points; nothing: all of the gift card"),
    "value_said": _("For points: the code of the customer's own page, or digits they were sent"),
    "value_sent": _("The customer was sent digits: %(where)s. Type them and press again."),
    "value_other": _("Another card"),
    "lend_value": _("Keep it for this till"),
    "needs_line": _("%(name)s is given so many times in all, and none is kept for this till: only with a connection."),
    "promotions": _("Promotions"),
    "to_pay": _("To be paid"),
    "given": _("Cash given"),
    "change": _("Change to give"),
    "cash": _("Paid in cash"),
    "terminal": _("Paid at the bank's own terminal"),
    "terminal_why": _("Only where the terminal itself has said yes: this till cannot ask the bank."),
    "sum_changed": _("The sum has changed meanwhile, and nothing was sold. Look again before you take money."),
    "too_little": _("The cash given is less than what is to be paid."),
    "park": _("Lay aside"),
    "parked": _("Laid aside"),
    "resume": _("Take it back"),
    "put_back": _("Put the last line back"),
    "full": _("No more than %(most)s fit here. Finish what is open first."),
    "receipt": _("Receipt"),
    "without_line": _("Sold without a connection. Prices and promotions as known on %(when)s."),
    "not_fiscal": _("Not a fiscal receipt: no fiscal device is connected."),
    "cashier": _("Cashier"),
    "together": _("Together"),
    "before": _("Without discounts"),
    "discount": _("discount"),
    "tax": _("VAT %(rate)s"),
    "no_tax": _("Without VAT"),
    "print": _("Print"),
    "last_sales": _("Sales of this till"),
    "sent": _("sent"),
    "not_sent": _("waits"),
    "set_aside": _("staff look at it"),
    "lent": _("Kept for this till"),
    "lent_why": _("What is kept here may be used without a connection, and meanwhile nowhere else."),
    "lend": _("Keep for this till"),
    "lend_what": _("Coupon or goods"),
    "lend_units": _("How many"),
    "lent_until": _("until %(when)s"),
    "give_back": _("Give back"),
    "only_online": _("This needs a connection."),
    "not_now": _("It did not work this time; nothing was changed. Try again."),
}


def standby_words() -> dict[str, str]:
    """Every sentence in the reader's language, by its name."""
    return {name: str(text) for name, text in _SAID.items()}
