"""What crosses the edge of audiences."""

from prilavok.domains.audiences.types.mailings import CampaignView, Mailing, NewCampaign
from prilavok.domains.audiences.types.rule import (
    All,
    AnyOf,
    Atom,
    Bought,
    Did,
    Favourite,
    Known,
    LastBought,
    LastWas,
    Not,
    Reached,
    Rule,
    Scored,
    atoms_of,
    write_rule,
)
from prilavok.domains.audiences.types.segments import Crossing, Judged, Moved, Scale, SegmentView, Stay

__all__ = [
    "All",
    "AnyOf",
    "Atom",
    "Bought",
    "CampaignView",
    "Crossing",
    "Did",
    "Favourite",
    "Judged",
    "Known",
    "LastBought",
    "LastWas",
    "Mailing",
    "Moved",
    "NewCampaign",
    "Not",
    "Reached",
    "Rule",
    "Scale",
    "Scored",
    "SegmentView",
    "Stay",
    "atoms_of",
    "write_rule",
]
