"""What the room of tracking refuses."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class SourceUnnamed(Refused):
    """A source needs a name that staff know it by."""

    def __init__(self) -> None:
        super().__init__("tracking.name", _("Give the source a name of up to 80 letters, such as its address."))


class SourceKindUnknown(Refused):
    """Neither a site nor an app nor a server."""

    def __init__(self) -> None:
        super().__init__("tracking.kind", _("A source is a site, an app or a server."))


class SourceUnknown(NotFound):
    """No such source."""

    def __init__(self, source: UUID) -> None:
        super().__init__("tracking.unknown", _("There is no such source."), source=str(source))
