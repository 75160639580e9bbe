"""The rules of identity are set, each from an instant on; and evidence that other rules judge otherwise is settled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions.joining import join_people
from prilavok.domains.customers.actions.leaves import hold_people, owners_now
from prilavok.domains.customers.actions.parting import BY_LIST, both_proven, part_at
from prilavok.domains.customers.actions.splitting import split_person
from prilavok.domains.customers.actions.suggesting import suggest
from prilavok.domains.customers.actions.weighing import attach
from prilavok.domains.customers.models import Customer, Evidence, IdentityRule, ListedIdentifier
from prilavok.domains.customers.rules.laws import check_listed, check_rule
from prilavok.domains.customers.types.identity import KindRule, ListedValue
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.search.folding import fold


def put_rules(rules: Sequence[KindRule], *, actor: Actor, at: datetime) -> int:
    """Let these rules hold from now on for their kinds; how many differ from those before. Of kind "person" `most` is
    the cap in leaves. Raises RuleUnfit; then none is changed.
    """
    for rule in rules:
        check_rule(rule)
    hold_people()
    changed = 0
    for rule in rules:
        held = IdentityRule.objects.filter(kind=rule.kind, valid_to__isnull=True)
        told = {"use": rule.use, "most": rule.most, "days": rule.days, "apart": rule.apart}
        if held.filter(**told).exists():
            continue
        held.update(valid_to=at)
        IdentityRule.objects.create(id=new_id(), kind=rule.kind, valid_from=at, set_by=actor.id, **told)
        changed += 1
    return changed


def list_identifier(line: ListedValue, *, actor: Actor, at: datetime) -> None:
    """Put a value or pattern on the list of nobody's identifiers; one that is there already gets the new use.

    Raises PatternUnfit.
    """
    check_listed(line)
    hold_people()
    ListedIdentifier.objects.filter(kind=line.kind, pattern=line.pattern, valid_to__isnull=True).update(valid_to=at)
    ListedIdentifier.objects.create(
        id=new_id(), kind=line.kind, pattern=line.pattern, use=line.use, why=line.why, valid_from=at, set_by=actor.id
    )


def unlist_identifier(line: UUID, *, at: datetime) -> bool:
    """Take a line off the list; whether it was there."""
    return bool(ListedIdentifier.objects.filter(id=line, valid_to__isnull=True).update(valid_to=at))


def settle_evidence(holds: Iterable[UUID], drops: Mapping[UUID, str], *, actor: Actor, at: datetime) -> tuple[int, int]:
    """Let evidence hold, or no longer, as changed rules judge it, and people be joined and separated by that.

    drops: evidence by id with the rule it breaks. Gives how many people were joined and came apart. Evidence revoked
    meanwhile is passed over; told again it changes nothing. A list's word that a rule dropped brings back what it held,
    but joins nobody who is proven, or called otherwise, by now: such two are put before staff.
    """
    hold_people()
    ceasing = Evidence.objects.filter(id__in=list(drops), holds=True, revoked_at__isnull=True).order_by("id")
    ends = [(one.id, one.one_id) for one in ceasing]
    for id, _leaf in ends:
        Evidence.objects.filter(id=id).update(holds=False, dropped=drops[id])
    owners = owners_now([leaf for _id, leaf in ends])
    apart = sum(len(split_person(customer, actor=actor, at=at).parts) for customer in sorted(set(owners.values())))
    joined = 0
    beginning = Evidence.objects.filter(id__in=list(holds), holds=False, revoked_at__isnull=True)
    for tie in beginning.order_by("-strength", "id"):  # the verified before the asserted
        listed = tie.strength == "asserted"
        if listed and not _one_still(tie):
            Evidence.objects.filter(id=tie.id).update(dropped="")
            suggest(tie.one_id, tie.other_id, tie.id, BY_LIST, at)
            continue
        Evidence.objects.filter(id=tie.id).update(holds=True, dropped="")
        for leaf, prover in () if listed else ((tie.one_id, tie.other_id), (tie.other_id, tie.one_id)):
            part_at(leaf, prover, actor=actor, at=at)
        owned = owners_now([tie.one_id, tie.other_id])
        mine, theirs = owned.get(tie.one_id), owned.get(tie.other_id)
        if mine is not None and theirs is not None and mine != theirs:
            join_people(mine, theirs, tie.one_id, tie.id, actor=actor, at=at, origin="live")
            joined += 1
        elif fresh := [leaf for leaf in (tie.one_id, tie.other_id) if leaf not in owned]:
            attach(fresh, mine or theirs, "", actor=actor, at=at, origin="live")
    return joined, apart


def names_agree(one: str, other: str) -> bool:
    """Whether two names may be one person's: either has all words of the other."""
    mine, theirs = set(fold(one).split()), set(fold(other).split())
    return mine <= theirs or theirs <= mine


def _one_still(tie: Evidence) -> bool:
    """Whether a list may have the two be one: not where each is proven by now, or the names contradict."""
    owners = owners_now([tie.one_id, tie.other_id])
    mine, theirs = owners.get(tie.one_id), owners.get(tie.other_id)
    if mine is None or theirs is None or mine == theirs:
        return True
    names = dict(Customer.objects.filter(id__in=[mine, theirs]).values_list("id", "name"))
    return names_agree(names[mine], names[theirs]) and not both_proven(mine, theirs)
