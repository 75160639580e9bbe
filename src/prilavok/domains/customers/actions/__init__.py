"""What changes what we know of people, one file per concept."""

from prilavok.domains.customers.actions import words
from prilavok.domains.customers.actions.browsers import browser_value, is_browser_token, new_browser_token
from prilavok.domains.customers.actions.carrying import prove_leaf
from prilavok.domains.customers.actions.codes import put_code, redraw_code, sweep_codes, tell_by_link, use_code
from prilavok.domains.customers.actions.documents import (
    allow_numbers,
    check_document,
    number_digest,
    sealed_number,
    stop_numbers,
)
from prilavok.domains.customers.actions.erasures import hold_for_erasure, record_erasure, remember_erased
from prilavok.domains.customers.actions.lawmaking import (
    list_identifier,
    put_rules,
    settle_evidence,
    unlist_identifier,
)
from prilavok.domains.customers.actions.leaves import (
    hold_people,
    leaf_of_browser,
    name_customer,
    open_leaf,
    recognise_leaf,
)
from prilavok.domains.customers.actions.likeness import joins_left, keep_model, put_join_rule, stop_joins
from prilavok.domains.customers.actions.listed import take_in_people
from prilavok.domains.customers.actions.listed_cells import read_listed, read_listed_address
from prilavok.domains.customers.actions.own_contacts import cut_contact, end_browser, take_out_contact
from prilavok.domains.customers.actions.passkeys import (
    note_passkey_used,
    put_challenge,
    put_passkey,
    remove_passkey,
    sweep_challenges,
    use_challenge,
)
from prilavok.domains.customers.actions.pins import drop_pin, put_pin, try_pin
from prilavok.domains.customers.actions.preferences import put_listed, put_preference
from prilavok.domains.customers.actions.proving import assert_contact, prove_contact
from prilavok.domains.customers.actions.separating import undo_join
from prilavok.domains.customers.actions.splitting import separate_at
from prilavok.domains.customers.actions.suggesting import decide_suggestion, end_suggestions, join_alike, suggest_alike
from prilavok.domains.customers.actions.taking_in import (
    hide_made_up,
    open_receipt_leaves,
    put_customers,
    show_made_up,
)
from prilavok.domains.customers.actions.trying import begin_trial, read_on_trial
from prilavok.domains.customers.actions.visitors import assert_contacts, assert_same, open_leaves

__all__ = [
    "allow_numbers",
    "assert_contact",
    "assert_contacts",
    "assert_same",
    "begin_trial",
    "browser_value",
    "check_document",
    "cut_contact",
    "decide_suggestion",
    "drop_pin",
    "end_browser",
    "hide_made_up",
    "end_suggestions",
    "hold_for_erasure",
    "hold_people",
    "is_browser_token",
    "join_alike",
    "joins_left",
    "keep_model",
    "leaf_of_browser",
    "list_identifier",
    "name_customer",
    "new_browser_token",
    "note_passkey_used",
    "number_digest",
    "open_leaf",
    "open_leaves",
    "open_receipt_leaves",
    "prove_contact",
    "prove_leaf",
    "put_challenge",
    "put_code",
    "put_customers",
    "put_join_rule",
    "put_passkey",
    "put_rules",
    "read_listed",
    "read_listed_address",
    "read_on_trial",
    "recognise_leaf",
    "redraw_code",
    "record_erasure",
    "remember_erased",
    "remove_passkey",
    "sealed_number",
    "separate_at",
    "put_pin",
    "put_listed",
    "put_preference",
    "settle_evidence",
    "show_made_up",
    "stop_joins",
    "stop_numbers",
    "suggest_alike",
    "sweep_challenges",
    "sweep_codes",
    "take_in_people",
    "take_out_contact",
    "tell_by_link",
    "try_pin",
    "undo_join",
    "unlist_identifier",
    "use_challenge",
    "use_code",
    "words",
]
