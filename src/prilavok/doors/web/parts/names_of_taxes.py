"""What groups of goods and grounds of tax rates are called on screens."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OF_TAXES: Mapping[str, Mapping[str, str | Promise]] = {
    "tax_group": {
        "general": _("general rate"),
        "reduced": _("reduced rate"),
        "none": _("without VAT"),
    },
    "tax_ground": {
        "kz_code_before": _("Tax Code of Kazakhstan in force until the end of 2025"),
        "kz_code_2026": _("Tax Code of Kazakhstan No. 214-VIII of 18 July 2025"),
        "kz_exempt_before": _("medicines: exempt by the Tax Code of Kazakhstan in force until the end of 2025"),
        "kz_medicine": _("medicines of the government's list, Tax Code of Kazakhstan No. 214-VIII of 18 July 2025"),
        "ru_code": _("Tax Code of Russia, article 164"),
        "ru_law_303": _("Tax Code of Russia, article 164, as amended by law No. 303 of 3 August 2018"),
        "ru_law_425": _("Tax Code of Russia, article 164, as amended by law No. 425 of 28 November 2025"),
    },
}
