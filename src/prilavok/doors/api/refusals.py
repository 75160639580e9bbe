"""What the REST door itself refuses, before any room is asked; the form of the answer is parts/failures.py's."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused

MOST_FIELDS = 50
_LONGEST = 80

# Words for what the types find; what is not here is said plainly, since the library speaks English only.
_SENTENCES = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field."),
    "greater_than_equal": _("At least %(ge)s."),
    "less_than_equal": _("At most %(le)s."),
    "string_too_short": _("At least %(min_length)s characters."),
    "string_too_long": _("At most %(max_length)s characters."),
    "too_short": _("At least %(min_length)s of them."),
    "too_long": _("At most %(max_length)s of them."),
    "literal_error": _("One of: %(expected)s."),
    "uuid_parsing": _("This is not an id."),
    "int_parsing": _("This is not a whole number."),
    "int_type": _("This is not a whole number."),
    "string_type": _("This is not text."),
    "string_pattern_mismatch": _("This is not in the expected form."),
    "list_type": _("This is not a list."),
    "bool_parsing": _("This is neither true nor false."),
    "unfit_text": _("Text may not hold the character nought or half of a pair."),
    "unfit_instant": _("An instant is written as 2026-03-02T09:00:00Z, with its zone, in the years 2000 to 2099."),
    "unfit_day": _("A day is written as 2026-03-02, in the years 2000 to 2099."),
}


class TokenMissing(Refused):
    """Nobody asks."""

    def __init__(self) -> None:
        super().__init__("token.missing", _("Send a token: Authorization: Bearer …"))


class TokenRefused(Refused):
    """The token is not ours, has ended, or its person has changed or left."""

    def __init__(self) -> None:
        super().__init__("token.refused", _("This token does not open the counter; ask for a new one."))


class FormStale(Refused):
    """A session wants to change something without the CSRF token of its page."""

    def __init__(self) -> None:
        super().__init__("session.no_csrf", _("A session changes nothing without the token of its page: X-CSRFToken."))


class TooOften(Refused):
    """The token's bucket is empty."""

    def __init__(self, seconds: int) -> None:
        super().__init__("limit.reached", _("Too many calls. Wait %(seconds)s seconds."), seconds=seconds)


class BodyTooLarge(Refused):
    """More bytes than a call may carry."""

    def __init__(self, most: int) -> None:
        super().__init__("body.too_large", _("A call may carry at most %(most)s bytes; send less at once."), most=most)


class BodyNotJson(Refused):
    """Another type of content than the door reads."""

    def __init__(self) -> None:
        super().__init__("body.not_json", _("Send application/json."))


class BodyUnreadable(Refused):
    """Bytes that are no JSON."""

    def __init__(self) -> None:
        super().__init__("body.unreadable", _("The body is not JSON."))


class MethodNotAllowed(Refused):
    """The address is known, but not with this method."""

    def __init__(self, allowed: str) -> None:
        super().__init__("method.not_allowed", _("Only %(allowed)s."), allowed=allowed)
        self.allowed = allowed


class Unfit(Refused):
    """Parts of the call are not as the types of the door want them. fields: each part and what is wrong with it."""

    def __init__(self, fields: Sequence[Mapping[str, str]]) -> None:
        super().__init__("request.unfit", _("Parts of the call are not as they must be."))
        self.fields = tuple(fields[:MOST_FIELDS])  # enough to mend the call by, not enough to fill an answer


def told_field(place: Sequence[object], kind: str, context: Mapping[str, object]) -> dict[str, str]:
    """One part of a call and what is wrong with it, in the caller's language. place: from outside inwards."""
    known = _SENTENCES.get(kind)
    sentence = str(known) % {**context} if known else gettext("This is not of the kind that is asked here.")
    return {"field": ".".join(str(step)[:_LONGEST] for step in place), "code": kind, "detail": sentence}
