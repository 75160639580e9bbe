"""What we write of our own accord about promises: what was promised, what is late, what was put off."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


def placed_words(facts: Mapping[str, object]) -> str:
    """An order was placed; home: it is brought. when: by when it is ready, left out where nothing is promised."""
    if facts.get("home") and facts.get("when"):
        said = _(
            "Order %(number)s is placed: %(amount)s, to be brought home. It will be at your door by %(when)s; we will"
            " write when it is on its way."
        )
        return said % facts
    if facts.get("home"):
        return (
            _("Order %(number)s is placed: %(amount)s, to be brought home. We will write when it is on its way.")
            % facts
        )
    if "when" in facts:
        said = _(
            "Order %(number)s is placed: %(amount)s, to be collected at %(place)s. It will be ready by %(when)s; we"
            " will write when it is."
        )
        return said % facts
    return (
        _("Order %(number)s is placed: %(amount)s, to be collected at %(place)s. We will write when it is ready.")
        % facts
    )


def late_words(facts: Mapping[str, object]) -> str:
    """It will be later than promised; when: None where nobody can say."""
    if facts.get("home") and not facts["when"]:
        said = _(
            "We are sorry: order %(number)s will not be at your door by %(was)s, and we cannot say yet by when it will."
            " We will write when we know."
        )
        return said % facts
    if facts.get("home"):
        said = _(
            "We are sorry: order %(number)s will not be at your door by %(was)s. We expect it there by %(when)s and"
            " will write when it is on its way."
        )
        return said % facts
    return (
        _(
            "We are sorry: order %(number)s at %(place)s will not be ready by %(was)s. We expect it by %(when)s and"
            " will write when it is."
        )
        % facts
    )


def moved_words(facts: Mapping[str, object]) -> str:
    """It is collected in another slot."""
    return _("Order %(number)s will be ready for you at %(place)s by %(when)s.") % facts


def draft_words(facts: Mapping[str, object]) -> str:
    """An operator put a basket together; link: where it is looked at, confirmed and paid."""
    return _("We put it together for you: %(amount)s. Look, confirm and pay here: %(link)s") % facts


def awaited_words(facts: Mapping[str, object]) -> str:
    """Goods of an order that waits for them come on another day; was, day: None where nobody knows."""
    if facts["day"] is None:
        said = _(
            "We are sorry: %(goods)s of order %(number)s will not come to %(place)s as promised, and we do not know yet"
            " when. We will write when we do; answer here if you would rather not wait."
        )
    elif facts["home"] and facts["when"]:
        said = _(
            "%(goods)s of order %(number)s will come to us on %(day)s. The order will be at your door by %(when)s."
        )
        if facts["worse"]:
            said = _(
                "We are sorry: %(goods)s of order %(number)s will come to us on %(day)s, not on %(was)s. The order will"
                " be at your door by %(when)s; answer here if you would rather not wait."
            )
    elif facts["home"]:
        said = _(
            "%(goods)s of order %(number)s will come to us on %(day)s. We cannot say yet by when the order is at your"
            " door, and will write when it is on its way."
        )
    elif facts["worse"]:
        said = _(
            "We are sorry: %(goods)s of order %(number)s will come to %(place)s on %(day)s, not on %(was)s. The order"
            " will be ready by %(when)s; answer here if you would rather not wait."
        )
    else:
        said = _(
            "%(goods)s of order %(number)s will come to %(place)s on %(day)s. The order will be ready by %(when)s."
        )
    return said % facts
