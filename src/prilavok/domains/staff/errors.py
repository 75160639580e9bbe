"""What the room of staff refuses."""

from prilavok.kit.errors import Refused
from prilavok.kit.errors import noted as _


class LoginTaken(Refused):
    """Somebody signs in by this login already."""

    def __init__(self, login: str) -> None:
        super().__init__("staff.login_taken", _("The login %(login)s is taken."), login=login)


class LoginUnfit(Refused):
    """Not a login: 2 to 60 small Latin letters, digits, dots, dashes."""

    def __init__(self, login: str) -> None:
        super().__init__(
            "staff.login_unfit",
            _("A login is 2 to 60 small Latin letters, digits, dots and dashes, not %(login)s."),
            login=login[:60],
        )


class PasswordWeak(Refused):
    """Too short or too common to protect anything."""

    def __init__(self, shortest: int) -> None:
        super().__init__(
            "staff.password_weak",
            _("Choose a longer password: at least %(shortest)s characters, not the login, not one repeated."),
            shortest=shortest,
        )


class RoleUnknown(Refused):
    """There is no role of this code."""

    def __init__(self, role: str) -> None:
        super().__init__("staff.role_unknown", _("There is no role %(role)s."), role=role[:40])


class StaffUnknown(Refused):
    """Nobody signs in by this login."""

    def __init__(self, login: str) -> None:
        super().__init__("staff.unknown", _("Nobody signs in as %(login)s."), login=login[:60])


class SignInRefused(Refused):
    """The pair does not open; which half is wrong is never told."""

    def __init__(self) -> None:
        super().__init__("staff.sign_in_refused", _("This login and password do not open the counter."))


class TooManyTries(Refused):
    """Too many tries to sign in, by address or by login."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "staff.too_many_tries", _("Too many tries. Wait %(seconds)s seconds and try again."), seconds=seconds
        )
        self.seconds = seconds


class LanguageUnknown(Refused):
    """The screens speak Russian, Kazakh and English."""

    def __init__(self, language: str) -> None:
        message = _("There is no such language here: %(language)s")
        super().__init__("staff.language_unknown", message, language=language[:20])
