"""What the bot says of goods and of when an order is collected, by template; see notices."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

Facts = Mapping[str, object]


def goods_words(facts: Facts) -> str:
    """One of the goods: price, stock here and elsewhere, the next delivery, by when it is at the door."""
    said = [_("%(name)s: %(price)s for %(per)s") % facts if facts["per"] else _("%(name)s: %(price)s") % facts]
    said.append(_("In stock at %(place)s: %(free)s") % facts if facts["free"] else _("None at %(place)s now") % facts)
    if facts["coming"]:
        said.append(_("Next delivery there: %(coming)s, %(coming_on)s") % facts)
    if facts["elsewhere"]:
        said.append(_("In other stores: %(elsewhere)s") % facts)
    if facts["zone"]:
        said.append(_home(facts))
    said.append(_("Order ahead: %(link)s") % facts if facts["ahead"] else _("Order: %(link)s") % facts)
    return "\n".join(said)


def _home(facts: Facts) -> str:
    if facts["nothing"] == "no_route":
        return _("To %(zone)s: no place can send it now.") % facts
    if facts["nothing"]:
        return _("To %(zone)s: we cannot say yet by when.") % facts
    told = _("To %(zone)s: at your door by %(day)s, sent from %(senders)s") % facts
    return f"{told} " + _("once it has come, on %(waits)s") % facts if facts["waits"] else told


def no_goods_words(facts: Facts) -> str:
    """Nothing of the name is sold."""
    return _("Nothing of that name is sold here. Write it otherwise, or ask, and a person answers.")


def favourites_words(facts: Facts) -> str:
    """The heading of one's favourites. all: how many there are."""
    if facts["all"]:
        return _("Your favourites, the latest first. All of them: %(link)s") % facts
    return _("Nothing is in your favourites yet. Press the heart at goods you like: %(link)s") % facts


def own_orders_words(facts: Facts) -> str:
    """The heading of one's orders that wait to be collected."""
    if facts["any"]:
        return _("Your orders to collect. Press one to choose another time:")
    return _("You have no order to collect.")


def own_order_words(facts: Facts) -> str:
    """One order that waits."""
    if facts["when"]:
        return _("%(number)s at %(place)s: ready by %(when)s") % facts
    return _("%(number)s at %(place)s") % facts


def slot_times_words(facts: Facts) -> str:
    """The times to which collecting may be moved."""
    if facts["may"] and facts["free"]:
        return _("Order %(number)s at %(place)s. When do you collect it?") % facts
    if facts["may"]:
        return _("Order %(number)s at %(place)s: no other time is free now.") % facts
    return _("Order %(number)s at %(place)s is being put together already: its time stays as it is.") % facts


def slot_taken_words(facts: Facts) -> str:
    """Another time was chosen."""
    return _("Kept: order %(number)s is ready for you at %(place)s by %(when)s.") % facts


def ahead_where_words(facts: Facts) -> str:
    """Where goods that are to come can be ordered ahead."""
    return _("%(name)s is still to come. At which store do you collect it? The day says by when it is there.") % facts


def ahead_day_words(facts: Facts) -> str:
    """The days on which it can be collected."""
    return _("%(name)s comes to %(place)s by %(comes)s. On which day do you collect it?") % facts


def ahead_time_words(facts: Facts) -> str:
    """The times of a day."""
    return _("%(name)s at %(place)s, %(day)s. At what time?") % facts


def ahead_count_words(facts: Facts) -> str:
    """The last question: a press orders."""
    if facts["when"]:
        asked = _("%(name)s at %(place)s, ready for you by %(when)s.") % facts
    else:
        asked = _("%(name)s comes to %(place)s by %(comes)s; we write when it is ready.") % facts
    return f"{asked} " + _("How many? Your press orders it; you pay when you collect it.")


def ahead_done_words(facts: Facts) -> str:
    """It is ordered."""
    said = _("Ordered: %(number)s, %(name)s, %(units)s, %(amount)s, at %(place)s.") % facts
    return f"{said} " + _("Ready by %(when)s.") % facts if facts["when"] else said


GOODS: Mapping[str, Callable[[Facts], str]] = {
    "bot.goods": goods_words,
    "bot.no_goods": no_goods_words,
    "bot.favourites": favourites_words,
    "bot.ahead.where": ahead_where_words,
    "bot.ahead.day": ahead_day_words,
    "bot.ahead.time": ahead_time_words,
    "bot.ahead.count": ahead_count_words,
    "bot.ahead.done": ahead_done_words,
    "bot.orders": own_orders_words,
    "bot.order": own_order_words,
    "bot.slots": slot_times_words,
    "bot.slot": slot_taken_words,
}
