"""What the room of connections refuses."""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused
from prilavok.kit.words import say


def _titled(field: Mapping[str, str]) -> object:
    """What a setting is called, in the language of whoever reads the refusal."""
    return lazy(lambda: say(field, get_language() or ""), str)()


class ConnectionChanged(Refused):
    """Somebody changed it since it was looked at."""

    def __init__(self) -> None:
        super().__init__("connection.changed", _("Somebody has changed this connection meanwhile. Look at it anew."))


class SettingMissing(Refused):
    """A setting without which the provider cannot be spoken to was left empty."""

    def __init__(self, field: Mapping[str, str]) -> None:
        super().__init__("connection.setting_missing", _("Fill in: %(field)s."), field=_titled(field))


class SettingUnfit(Refused):
    """What was put in is longer than any such setting, or has characters that nobody can see."""

    def __init__(self, field: Mapping[str, str]) -> None:
        super().__init__("connection.setting_unfit", _("This cannot be right: %(field)s."), field=_titled(field))
