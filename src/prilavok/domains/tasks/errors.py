"""What tasks refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound


class TaskUnknown(NotFound):
    """No such task."""

    def __init__(self) -> None:
        super().__init__("task.unknown", _("There is no such task."))
