"""The screens of the board."""

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.workplaces import Screen, Workplace

WORKPLACE = Workplace(
    "board", _("Board"), "board",
    (
        Screen("board:summary", _("Summary"), "board.see", "board", "KeyB"),
        Screen("board:sales", _("Sales"), "board.see", "receipt", "KeyV"),
        Screen("board:customers", _("Customers"), "board.see", "customers", "KeyU"),
        Screen("board:loyalty", _("Points and coupons"), "board.see", "points", "KeyL"),
        Screen("board:loads", _("What was loaded"), "board.see", "imports", "KeyD"),
        Screen("board:indicators", _("Definitions"), "board.see", "info", "KeyF"),
    ),
)  # fmt: skip
