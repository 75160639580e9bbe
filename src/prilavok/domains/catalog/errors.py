"""What the catalogue refuses."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused

_WHY_ATTRIBUTE = {
    "code": _("The code is of small Latin letters, digits, “-” and “_”."),
    "name": _("A name is needed, in one language at least, of 80 signs at most."),
    "kind": _("The kind of an attribute is not changed: make another one, and take this one away."),
    "unit": _("Only a number has a unit, of 20 signs at most."),
    "group": _("The heading needs a code and a name."),
    "choices": _("Each value needs a code of its own and a name, and only a list has values."),
    "shelf": _("There is no such department."),
    "there": _("There is an attribute of this code already."),
}
_WHY_SAID = {
    "archived": _("This attribute was taken away: bring it back before it is said of goods."),
    "shelf": _("This attribute is not said of goods of this department."),
    "kind": _("This is no value of that kind."),
    "many": _("So many values cannot be said of one product."),
    "choice": _("There is no such value in the list."),
    "number": _("This number is too large."),
}


class AttributeUnfit(Refused):
    """An attribute cannot be so. what: code, name, kind, unit, group, choices, shelf or there."""

    def __init__(self, what: str) -> None:
        why = _WHY_ATTRIBUTE.get(what)
        super().__init__(
            "attribute.unfit", why or _("No attribute can be like this. Look at what was entered."), what=what
        )
        self.what = what


class SaidUnfit(Refused):
    """This cannot be said of these goods. what: archived, shelf, kind, many, choice or number; attribute: its code."""

    def __init__(self, what: str, attribute: str) -> None:
        why = _WHY_SAID.get(what)
        super().__init__("said.unfit", why or _("This cannot be said of these goods."), what=what, attribute=attribute)
        self.what = what
        self.attribute = attribute


class CardMoved(Refused):
    """Somebody else changed the product or the attribute meanwhile. version: what it is now."""

    def __init__(self, version: int) -> None:
        super().__init__("version.changed", _("Somebody changed this meanwhile. Look at it again."), version=version)
        self.version = version


class AttributeUnknown(NotFound):
    """There is no such attribute, or no such value of it."""

    def __init__(self) -> None:
        super().__init__("attribute.unknown", _("There is no such attribute."))
