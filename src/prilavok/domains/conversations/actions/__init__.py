"""What changes conversations, one file per concern."""

from prilavok.domains.conversations.actions.changing import (
    change_words,
    end_brought,
    find_named,
    keep_brought,
    keep_given,
)
from prilavok.domains.conversations.actions.erasing import hide_ended_codes
from prilavok.domains.conversations.actions.leading import (
    continue_in,
    find_said,
    note_read,
    resolve_conversation,
    take_over,
)
from prilavok.domains.conversations.actions.passports import make_passport, use_passport
from prilavok.domains.conversations.actions.talking import end_sending, open_conversation, write_in, write_out
from prilavok.domains.conversations.actions.trying import (
    begin_saying,
    end_saying,
    forget_early,
    name_message,
    note_seen,
    note_state,
    say_anew,
    settle_by_echo,
    settle_by_key,
)

__all__ = [
    "begin_saying",
    "change_words",
    "continue_in",
    "end_saying",
    "end_brought",
    "end_sending",
    "find_named",
    "find_said",
    "forget_early",
    "hide_ended_codes",
    "keep_brought",
    "keep_given",
    "make_passport",
    "name_message",
    "note_read",
    "note_seen",
    "note_state",
    "open_conversation",
    "resolve_conversation",
    "say_anew",
    "settle_by_echo",
    "settle_by_key",
    "take_over",
    "use_passport",
    "write_in",
    "write_out",
]
