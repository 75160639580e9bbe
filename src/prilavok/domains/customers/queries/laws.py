"""The rules of identity as they stand, as they stood, and the suggestions that wait for a person."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import Q

from prilavok.domains.customers.errors import SuggestionUnknown
from prilavok.domains.customers.models import IdentityRule, ListedIdentifier
from prilavok.domains.customers.rules.identity import nobodys_use
from prilavok.domains.customers.rules.laws import check_rule
from prilavok.domains.customers.types import ListedPerson
from prilavok.domains.customers.types.identity import (
    IdentityRules,
    KindRule,
    ListedUse,
    ListedValue,
    ListedView,
    SuggestionView,
    Use,
)
from prilavok.kit.pages import Condition, Mark, Page, Sort, count_some, read_page, read_rows

_SUGGESTION = "id, one_id, other_id, evidence_id, why, made_at, decided_at, decided_by, answer, join_id, alike"
_OLDEST = Sort((("made_at", "timestamptz"), ("id", "uuid")))
_LATEST = Sort((("made_at", "timestamptz"), ("id", "uuid")), descending=True)
#: the kind whose `most` is the most leaves of one person
PERSON = "person"
_CAP = 200


def current_rules() -> IdentityRules:
    """The rules that hold now."""
    return _rules(Q(valid_to__isnull=True))


def rules_before(at: datetime) -> IdentityRules:
    """The rules that held until just before that instant."""
    return _rules(Q(valid_from__lt=at) & (Q(valid_to__isnull=True) | Q(valid_to__gte=at)))


def rules_at(at: datetime) -> IdentityRules:
    """The rules that held at that instant."""
    return _rules(Q(valid_from__lte=at) & (Q(valid_to__isnull=True) | Q(valid_to__gt=at)))


def rules_with(changes: Sequence[KindRule], held: IdentityRules | None = None) -> IdentityRules:
    """The rules of now, or others, with these in place of those of their kinds. Raises RuleUnfit."""
    for rule in changes:
        check_rule(rule)
    held = held or current_rules()
    told = {rule.kind: rule for rule in changes}
    person = told.pop(PERSON, None)
    return IdentityRules({**held.kinds, **told}, held.listed, (person.most if person else None) or held.cap)


def _rules(held: Q) -> IdentityRules:
    rows = IdentityRule.objects.filter(held).values_list("kind", "use", "most", "days", "apart")
    kinds = {kind: KindRule(kind, cast(Use, use), most, days, apart) for kind, use, most, days, apart in rows}
    listed = ListedIdentifier.objects.filter(held).order_by("kind", "pattern")
    values = tuple(
        ListedValue(kind, pattern, cast(ListedUse, use), why)
        for kind, pattern, use, why in listed.values_list("kind", "pattern", "use", "why")
    )
    person = kinds.pop(PERSON, None)
    return IdentityRules(kinds, values, (person.most if person else None) or _CAP)


def list_rules(at: datetime) -> list[KindRule]:
    """The rules of every kind as they stood then, by kind."""
    asked = [Condition("valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)", at, at)]
    columns = "kind, use, most, days, apart"
    return read_rows(columns, "customers_identity_rule", row=KindRule, where=asked, rest="ORDER BY kind")


def list_listed() -> list[ListedView]:
    """The list of nobody's identifiers as it stands."""
    asked = [Condition("valid_to IS NULL")]
    columns = "id, kind, pattern, use, why, valid_from"
    return read_rows(columns, "customers_listed", row=ListedView, where=asked, rest="ORDER BY kind, pattern")


def list_suggestions(*, decided: bool = False, after: Mark | None = None, limit: int = 50) -> Page[SuggestionView]:
    """Suggestions that wait, the longest waiting first; or those decided, the latest first."""
    asked = [Condition("decided_at IS NOT NULL" if decided else "decided_at IS NULL")]
    return read_page(
        _SUGGESTION,
        "customers_suggestion",
        row=SuggestionView,
        where=asked,
        sort=_LATEST if decided else _OLDEST,
        after=after,
        limit=limit,
    )


def count_suggestions() -> int:
    """How many suggestions wait; see kit.pages.count_some."""
    return count_some("customers_suggestion", [Condition("decided_at IS NULL")])


def read_suggestion(suggestion: UUID) -> SuggestionView:
    """One suggestion. Raises SuggestionUnknown."""
    asked = [Condition("id = %s", suggestion)]
    for found in read_rows(_SUGGESTION, "customers_suggestion", row=SuggestionView, where=asked):
        return found
    raise SuggestionUnknown


def names_somebody(people: Sequence[ListedPerson]) -> list[bool]:
    """Of each person of a list, whether it bears a code, or a contact that the rules do not hold for nobody's."""
    rules = current_rules()
    return [
        person.code != "" or any(not nobodys_use(rules, one.kind, one.value) for one in person.contacts)
        for person in people
    ]
