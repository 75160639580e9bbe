"""The screens of the desk."""

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.workplaces import Screen, Workplace

WORKPLACE = Workplace(
    code="desk",
    title=_("Desk"),
    icon="message",
    screens=(
        Screen("desk:inbox", _("Conversations"), "conversations.see", "message", "KeyM"),
        Screen("desk:claims", _("Claims"), "claims.open", "warning"),
    ),
)
