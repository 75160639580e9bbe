"""How what is told of identity is named: strengths of evidence, rules, suggestions, degrees of likeness."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.parts.names_of_imports import Text

OF_IDENTITY: Mapping[str, Mapping[str, Text]] = {
    "sureness": {
        "one": _("one identifier"),
        "proven": _("all proven"),
        "told": _("some only as told"),
        "ambient": _("some only by a device"),
        "listed": _("as the source lists them"),
    },
    "proven": {
        "code": _("proven by a code"),
        "own_page": _("proven by a code, added on this page"),
        "messenger": _("proven in a messenger"),
        "document": _("proven by a document"),
        "staff": _("joined by our staff"),
        "list": _("known from our records"),
    },
    "strength": {"verified": _("verified"), "asserted": _("asserted"), "ambient": _("ambient")},
    "identity_use": {
        "unique": _("one, ever"),
        "limited": _("at most so many"),
        "shared": _("shared: never joins"),
        "blocked": _("never taken"),
        "leased": _("a device: its last prover's"),
    },
    "listed_why": {
        "filler": _("typed to fill a field"),
        "own": _("our own"),
        "courier": _("a courier or marketplace"),
        "tablet": _("a tablet of ours"),
        "other": _("another reason"),
    },
    "suggestion": {
        "asserted": _("named, not proven"),
        "listed": _("one by a list, but each proven by somebody"),
        "apart": _("proven, but both have contacts of their own"),
        "limited": _("there would be too many of the kind"),
        "unique": _("there may be only one of the kind"),
        "alike": _("alike, nothing proven"),
    },
    "document": {
        "id_card": _("identity card"),
        "passport": _("passport"),
        "residence": _("residence permit"),
        "driving": _("driving licence"),
        "other": _("another document"),
    },
    "number_ground": {
        "consent": _("the customer agrees in writing"),
        "contract": _("a contract with the customer wants it"),
        "law": _("a law wants it"),
    },
    "number_law": {
        "KZ": _("law on personal data No. 94-V of 21 May 2013"),
        "RU": _(
            "law on personal data No. 152 of 27 July 2006; there is no such number, and the tax number is not taken"
        ),
    },
    "alike_column": {
        "first_name": _("first name"),
        "middle_name": _("father's name"),
        "last_name": _("surname"),
        "birth_date": _("date of birth"),
        "phone": _("phone"),
        "email": _("e-mail"),
        "card": _("loyalty card"),
        "city": _("city"),
    },
    "alike_level": {
        "same": _("the same"),
        "alike": _("alike"),
        "swapped": _("stands in the other's place"),
        "initial": _("the same initial"),
        "somewhat alike": _("somewhat alike"),
        "day and month turned": _("day and month turned round"),
        "one sign apart": _("one sign apart"),
        "two signs apart": _("two signs apart"),
        "one digit apart": _("one digit apart"),
        "same year": _("the same year"),
        "differs": _("different"),
    },
}
