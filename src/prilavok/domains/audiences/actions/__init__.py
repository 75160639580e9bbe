"""What changes audiences: campaigns, segments and who belongs to them."""

from prilavok.domains.audiences.actions.campaigns import note_mailings, put_campaigns
from prilavok.domains.audiences.actions.members import settle_counted, settle_members
from prilavok.domains.audiences.actions.segments import (
    MOST_SEGMENTS,
    archive_segment,
    forget_turns,
    keep_scale,
    lock_editions,
    lock_segment,
    lock_segments,
    note_count,
    recount_segments,
    restore_segment,
    save_segment,
)

__all__ = [
    "MOST_SEGMENTS",
    "archive_segment",
    "forget_turns",
    "keep_scale",
    "lock_editions",
    "lock_segment",
    "lock_segments",
    "note_count",
    "note_mailings",
    "put_campaigns",
    "recount_segments",
    "restore_segment",
    "save_segment",
    "settle_counted",
    "settle_members",
]
