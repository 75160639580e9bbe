"""One act of a till at a time: what two tabs scan at the same instant both lies on the counter."""

from functools import wraps

from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.rights import View
from prilavok.kit.db.connections import held_alone
from prilavok.kit.errors import Refused

_LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE


class TillBusy(Refused):
    """Another tab of this till is still at it, perhaps waiting for the card terminal."""

    def __init__(self) -> None:
        super().__init__(
            "till.busy", _("Another tab of this till is still at work. Nothing was changed: try again in a moment.")
        )


def in_turn(view: View) -> View:
    """The same view; each POST of a session waits for the one before and begins with what that one left.

    The counter lies in the session, which is read whole and written whole. Raises TillBusy after some seconds.
    """

    @wraps(view)
    def waited(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        key = request.session.session_key
        if request.method != "POST" or key is None:
            return view(request, *arguments, **named)
        try:
            with held_alone(f"till {key}"):
                request.session = type(request.session)(key)
                try:
                    return view(request, *arguments, **named)
                finally:
                    if request.session.modified:
                        request.session.save()
                        request.session.modified = False  # or it would be written again, out of turn
        except OperationalError as trouble:
            if getattr(trouble.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                raise
            raise TillBusy from trouble

    return waited
