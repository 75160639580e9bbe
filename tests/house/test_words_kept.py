"""Every column that could hold a person's words is registered for export and erasure, or says why it holds none."""

import importlib
import pkgutil

from django.apps import apps
from django.db import models
from django.utils.translation import override

import prilavok.domains
import prilavok.kit
from prilavok.insights.person_page import title_of
from prilavok.insights.person_words import every_store
from prilavok.kit.words import LANGUAGES, registered_columns, stores, wordless_columns

#: shorter character columns hold codes from closed lists
LONGEST_CODE = 30
#: of those up to sixty characters, which could hold a code that names somebody: what was looked at, and why it does not
SHORT_WORDLESS = {
    "codes that the shop gives its own things": {
        "audiences_campaign.code", "bookings_service.code", "catalog_product.code", "catalog_variant.sku",
        "catalog_variant.barcode", "catalog_variant.package", "connections_connection.code",
        "loyalty_programme.code", "places_legal_entity.code", "places_place.code", "pricing_list.code",
        "pricing_outside.code", "promotions_coupon.code", "shipments_zone.code", "staff_role.code",
    },
    "codes from closed lists of ours, longer than thirty": {
        "connections_connection.provider", "conversations_message.error", "conversations_message.template",
        "giftcards_term.basis", "hooks_out_telling.verb", "imports_refused_row.reason", "kit_behaviour.verb",
        "kit_event.verb", "kit_job.verb", "kit_reader.name", "orders_claim.basis", "orders_claim_term.basis", "orders_return_term.basis",
        "payments_attempt.reason", "payments_refund.reason", "places_place.zone", "staff_look.what",
        "staff_right.verb", "tills_sale.reason",
    },
    "names of lists and sources that staff give": {
        "customers_evidence.source", "imports_mapping.source", "imports_row.source", "imports_run.source",
    },
    "numbers of papers, sales and calls; keys drawn by a door": {
        "bookings_booking.key", "orders_order.number", "orders_settlement_paper.number", "receipts_receipt.number",
        "staff_look.request", "stock_paper_entry.key", "tills_sale.number", "tracking_source.key",
    },
    "what a member of staff signs in by": {"staff_staff.login"},
}  # fmt: skip


def _could_hold_words(field: "models.Field[object, object]") -> bool:
    if field.choices:
        return False
    if isinstance(field, models.TextField | models.JSONField | models.BinaryField):
        return True
    return isinstance(field, models.CharField) and (field.max_length or 0) > LONGEST_CODE


def _columns() -> dict[str, set[str]]:
    for package in (prilavok.domains, prilavok.kit):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(".sql"):
                importlib.import_module(module.name)
    return {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields if _could_hold_words(field)}
        for model in apps.get_app_config("prilavok").get_models()
    }


def test_every_store_of_words_is_registered_or_states_that_it_holds_none() -> None:
    looked_at = set[str]().union(*SHORT_WORDLESS.values())
    missing = {
        f"{table}.{column}" for table, columns in _columns().items() for column in columns - registered_columns(table)
    }
    assert missing == looked_at


def test_no_statement_names_a_column_that_is_not_there() -> None:
    tables = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_app_config("prilavok").get_models()
    }
    _columns()
    stated = [(one.table, column) for one in (*stores(), *wordless_columns()) for column in one.columns]
    assert [f"{table}.{column}" for table, column in stated if column not in tables.get(table, set())] == []


def test_people_are_among_the_stores() -> None:
    _columns()
    assert {"customers_customer", "customers_identifier", "customers_contact_point"} <= {one.table for one in stores()}


def test_every_store_has_a_name_for_people_in_every_language() -> None:
    """The archive and the page of an erasure head their parts with it: nobody there reads names of tables."""
    tables = {one.table for one in every_store()}
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = {table: title_of(table) for table in tables}
    assert {table for table in tables for told in said.values() if told[table] == table} == set()
    assert {table for table in tables if len({told[table] for told in said.values()}) < len(LANGUAGES)} == set()
