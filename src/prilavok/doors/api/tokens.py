"""Tokens by which programs ask: signed, ending by themselves, and dead as soon as the person's row changes."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.staff.errors import StaffUnknown
from prilavok.domains.staff.queries import edition_of, find_edition
from prilavok.domains.staff.types import StaffActor
from prilavok.doors.api.refusals import TokenRefused
from prilavok.kit.errors import Refused
from prilavok.kit.ids import sign, unsign

PURPOSE = "api"
LONGEST_TOKEN = 400


def give_token(login: str, until: datetime) -> str:
    """A token with the rights of whoever signs in by this login. Raises StaffUnknown."""
    edition = edition_of(login)
    if edition is None:
        raise StaffUnknown(login)
    staff, version = edition
    return sign(f"{staff}:{version}", PURPOSE, until)


def read_token(token: str, at: datetime) -> StaffActor:
    """Whose token this is. Raises TokenRefused, which never tells what was wrong with it."""
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused
    try:
        staff, version = unsign(token, PURPOSE, at).split(":")
    except Refused:
        raise TokenRefused from None
    actor = find_edition(UUID(staff), int(version))
    if actor is None:
        raise TokenRefused
    return actor
