"""What the owner says of joins by likeness alone, which of them were made, and what newcomers are judged by."""

import json
from datetime import datetime, timedelta

from prilavok.domains.customers.models import JoinSetting, LikenessModel, Suggestion
from prilavok.domains.customers.types.documents import JoinedAlike, JoinRule

_DAY = timedelta(days=1)
_MADE = Suggestion.objects.filter(why="alike", answer=True, decided_by__isnull=True, join__isnull=False)


def join_rule() -> JoinRule | None:
    """From which confidence on, and how many a day, people are joined by themselves; None where nobody is."""
    rows = JoinSetting.objects.filter(valid_to__isnull=True)
    return next((JoinRule(*row) for row in rows.values_list("millionths", "most", "valid_from", "set_by")), None)


def list_joined_alike(limit: int = 50) -> list[JoinedAlike]:
    """The joins that were made by themselves, the latest first."""
    rows = _MADE.order_by("-decided_at", "-id").values_list("join_id", "join__kept_id", "decided_at", "join__undone_at")
    return [JoinedAlike(join, kept, at, undone is not None) for join, kept, at, undone in rows[:limit] if at]


def count_joined_alike(at: datetime) -> int:
    """How many were made within the day before that instant."""
    return _MADE.filter(decided_at__gt=at - _DAY, decided_at__lte=at).count()


def learnt_model() -> str:
    """What the last comparison of everybody learnt, in the form of kit.matching; "" where there was none."""
    rows = LikenessModel.objects.order_by("-made_at", "-id").values_list("learnt", flat=True)[:1]
    return next((json.dumps(one) for one in rows), "")
