"""The shop as a workplace: its people are customers, so it stands in no member of staff's sidebar."""

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.workplaces import Workplace

WORKPLACE = Workplace("shop", _("Shop"), "gift", ())
