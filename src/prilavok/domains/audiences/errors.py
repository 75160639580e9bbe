"""What audiences refuse."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused

_SENTENCES: Mapping[str, Promise] = {
    "unreadable": _("This rule is not written as rules are: nothing was changed."),
    "large": _("A segment holds at most 20 conditions: make two segments of it."),
    "deep": _("Groups stand at most four deep: take one level away."),
    "empty": _("A group without conditions says nothing: add one, or take the group away."),
    "bounds_missing": _("Say at least how many, or at most how many."),
    "bounds_crossed": _("The lower bound is above the upper one."),
    "too_long_ago": _("A hundred years are the most that can be looked back."),
    "number_unfit": _("This is not a number that can stand here: whole numbers without signs, amounts with a point."),
    "currency_missing": _("Say in which currency the amount is."),
    "goods_unsaid": _("It is not known what goods this was about: leave product, category and brand open."),
    "product_unknown": _("There is no product of this code, SKU or barcode, or there are several."),
    "value_missing": _("Choose what it is compared with."),
}


class SegmentUnfit(Refused):
    """The rule cannot be kept; nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"segment.{reason}", _SENTENCES[reason])


class SegmentUnknown(NotFound):
    """There is no segment of this id."""

    def __init__(self) -> None:
        super().__init__("segment.unknown", _("There is no such segment."))


class SegmentChanged(Refused):
    """Somebody saved the segment meanwhile."""

    def __init__(self, *, seen: int, now: int) -> None:
        super().__init__(
            "segment.changed",
            _("Somebody else changed this segment meanwhile. Your conditions stand here unsaved; open it anew."),
            seen=seen,
            now=now,
        )


class TooManySegments(Refused):
    """So many segments are kept up to date already."""

    def __init__(self, *, most: int) -> None:
        super().__init__("segment.too_many", _("At most %(most)s segments are kept: put one away first."), most=most)
