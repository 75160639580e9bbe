"""The one Django app of the house."""

from django.apps import AppConfig


class Prilavok(AppConfig):
    """Holds every table under one label."""

    name = "prilavok"
    label = "prilavok"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand the guard of transactions to the client that speaks to the outside, which knows no Django itself."""
        from prilavok.kit.db.connections import in_transaction
        from prilavok.kit.http import SpeakingInTransaction, set_guard

        def refuse_inside_a_transaction() -> None:
            if in_transaction():
                raise SpeakingInTransaction("no call outside may be made while a transaction is open")

        set_guard(refuse_inside_a_transaction)
