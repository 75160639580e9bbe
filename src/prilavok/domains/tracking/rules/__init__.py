"""What a request says, what an event is called here, when it happened, how it waits; pure."""

from prilavok.domains.tracking.rules.mending import mended
from prilavok.domains.tracking.rules.names import ROUTES, VERBS_OF_NAMES, VERBS_OF_TYPES
from prilavok.domains.tracking.rules.packing import packed, unpacked
from prilavok.domains.tracking.rules.reading import (
    DEDUPE,
    LARGEST_BATCH,
    LARGEST_EVENT,
    LONGEST_ID,
    LONGEST_MESSAGE_ID,
    MOST_EVENTS,
    digest,
    read_landing,
)
from prilavok.domains.tracking.rules.said import happened_at

__all__ = [
    "DEDUPE",
    "LARGEST_BATCH",
    "LARGEST_EVENT",
    "LONGEST_ID",
    "LONGEST_MESSAGE_ID",
    "MOST_EVENTS",
    "ROUTES",
    "VERBS_OF_NAMES",
    "VERBS_OF_TYPES",
    "digest",
    "happened_at",
    "mended",
    "packed",
    "read_landing",
    "unpacked",
]
