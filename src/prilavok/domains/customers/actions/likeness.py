"""What the owner says of joins by likeness alone, and what a comparison of all known people has learnt."""

import json
from datetime import datetime, timedelta

from prilavok.domains.customers.actions.leaves import hold_people
from prilavok.domains.customers.errors import JoinSettingUnfit
from prilavok.domains.customers.models import JoinSetting, LikenessModel, Suggestion
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

#: below this nobody is joined without a person's decision, in millionths
SUREST_FROM, SUREST_TO = 990_000, 999_999
MOST_A_DAY = 1_000
_DAY = timedelta(days=1)


def put_join_rule(millionths: int, most: int, *, actor: Actor, at: datetime) -> None:
    """Join by themselves from this confidence on, at most so many pairs within any day. Raises JoinSettingUnfit."""
    if not (SUREST_FROM <= millionths <= SUREST_TO and 1 <= most <= MOST_A_DAY):
        raise JoinSettingUnfit
    hold_people()
    held = JoinSetting.objects.filter(valid_to__isnull=True)
    if held.filter(millionths=millionths, most=most).exists():
        return
    held.update(valid_to=at, ended_by=actor.id)
    JoinSetting.objects.create(id=new_id(), millionths=millionths, most=most, valid_from=at, set_by=actor.id)


def stop_joins(*, actor: Actor, at: datetime) -> bool:
    """Nobody is joined by likeness alone any more; whether anybody was to be before."""
    hold_people()
    return bool(JoinSetting.objects.filter(valid_to__isnull=True).update(valid_to=at, ended_by=actor.id))


def joins_left(at: datetime) -> tuple[float, int] | None:
    """From which confidence on, and how many more, may be joined by themselves now; None where nobody may.

    To be asked, and used, in one transaction: nobody else joins meanwhile.
    """
    hold_people()
    for millionths, most in JoinSetting.objects.filter(valid_to__isnull=True).values_list("millionths", "most"):
        done = Suggestion.objects.filter(
            why="alike", answer=True, decided_by__isnull=True, decided_at__gt=at - _DAY, decided_at__lte=at
        )
        return millionths / 1_000_000, max(0, most - done.count())
    return None


def keep_model(text: str, *, at: datetime) -> None:
    """Keep what was learnt, in the form of kit.matching; newcomers are judged by it. The one before is forgotten."""
    LikenessModel.objects.all().delete()
    LikenessModel.objects.create(id=new_id(), learnt=json.loads(text), made_at=at)
