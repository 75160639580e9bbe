"""Questions to audiences: campaigns, segments and who belongs to them."""

from prilavok.domains.audiences.queries.campaigns import list_campaign_ids, read_campaigns
from prilavok.domains.audiences.queries.segments import (
    list_crossings,
    list_members,
    list_scales,
    list_segments,
    members_behind,
    next_turn,
    parse_rule,
    read_segment,
    scored_by,
    segments_waiting,
    someone_belongs,
    stays_of,
    stays_then,
    turns_due,
    view_of,
)

__all__ = [
    "list_campaign_ids",
    "list_crossings",
    "list_members",
    "list_scales",
    "list_segments",
    "members_behind",
    "next_turn",
    "parse_rule",
    "read_campaigns",
    "read_segment",
    "scored_by",
    "segments_waiting",
    "someone_belongs",
    "stays_of",
    "stays_then",
    "turns_due",
    "view_of",
]
