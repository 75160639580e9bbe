"""What changes audiences: campaigns, segments and who belongs to them."""

from prilavok.domains.audiences.actions.campaigns import note_mailings, put_campaigns
from prilavok.domains.audiences.actions.members import settle_members
from prilavok.domains.audiences.actions.segments import (
    MOST_SEGMENTS,
    archive_segment,
    end_count,
    forget_turns,
    keep_scale,
    lock_segment,
    lock_segments,
    recount_segments,
    restore_segment,
    save_segment,
)

__all__ = [
    "MOST_SEGMENTS",
    "archive_segment",
    "end_count",
    "forget_turns",
    "keep_scale",
    "lock_segment",
    "lock_segments",
    "note_mailings",
    "put_campaigns",
    "recount_segments",
    "restore_segment",
    "save_segment",
    "settle_members",
]
