"""What imports refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused


class SourceLoadedAlready(Refused):
    """The same bytes were loaded before, under whatever name."""

    def __init__(self, source: str) -> None:
        super().__init__(
            "source_loaded_already",
            _("This source is loaded already (as “%(source)s”); nothing was changed."),
            source=source,
        )


class SourceUnreadable(Refused):
    """A source that is cut short, of a wrong type or incomplete; nothing of it was loaded."""

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(
            "source_unreadable",
            _("The source cannot be read (%(reason)s: %(where)s). Nothing was changed."),
            reason=reason,
            where=where,
        )


class LoadedElsewhere(Refused):
    """Another process is loading the same source at this moment."""

    def __init__(self, source: str) -> None:
        super().__init__(
            "loaded_elsewhere", _("Another process is loading “%(source)s” right now; wait for it."), source=source
        )
