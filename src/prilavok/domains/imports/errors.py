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


class SourceNameUnfit(Refused):
    """The name of a source is part of its rows' keys and of orders' numbers for ever."""

    def __init__(self) -> None:
        super().__init__(
            "source_name_unfit",
            _(
                "Name the system in 2 to 20 small Latin letters, digits and dashes, as in “amocrm”; not demo, journey"
                " nor csv."
            ),
        )


class ListMoved(Refused):
    """The list is not where the page showed it: somebody else began, stopped or finished it meanwhile."""

    def __init__(self) -> None:
        super().__init__("list_moved", _("This list is at another step by now; look at it again. Nothing was changed."))


class MappingLacks(Refused):
    """No column is said to hold what such a list cannot do without."""

    def __init__(self, field: object) -> None:
        super().__init__("mapping_lacks", _("Say which column holds: %(field)s."), field=field)


class MappingUnknown(Refused):
    """No mapping of that name was ever saved."""

    def __init__(self, source: str) -> None:
        super().__init__(
            "mapping_unknown",
            _("There is no mapping “%(source)s” for such a list yet: bring one list of it in the office first."),
            source=source,
        )
