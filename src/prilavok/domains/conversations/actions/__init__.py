"""What changes conversations, one file per concern."""

from prilavok.domains.conversations.actions.erasing import hide_ended_codes
from prilavok.domains.conversations.actions.leading import continue_in, resolve_conversation, take_over
from prilavok.domains.conversations.actions.passports import make_passport, use_passport
from prilavok.domains.conversations.actions.talking import end_sending, open_conversation, write_in, write_out

__all__ = [
    "continue_in",
    "end_sending",
    "hide_ended_codes",
    "make_passport",
    "open_conversation",
    "resolve_conversation",
    "take_over",
    "use_passport",
    "write_in",
    "write_out",
]
