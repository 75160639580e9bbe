"""The screens of the till."""

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.workplaces import Screen, Workplace

WORKPLACE = Workplace(
    code="till",
    title=_("Till"),
    icon="receipt",
    screens=(
        Screen("till:counter", _("Till"), "sales.record", "receipt", "KeyT"),
        Screen("till:returns", _("Returns"), "orders.return", "retry", "KeyR"),
        Screen("till:claims", _("Claims"), "claims.open", "warning"),
        Screen("till:standby", _("Without a connection"), "sales.record", "warning"),
        Screen("till:tills", _("Tills"), "tills.keep", "places"),
    ),
)
