"""Questions to promotions as they are kept: what they say, said, and by which codes they are claimed."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from prilavok.domains.promotions.errors import PromotionUnknown
from prilavok.domains.promotions.types.keeping import CodeView, PromotionView, Timed, VersionView
from prilavok.domains.promotions.types.pricing import Conditions
from prilavok.kit.pages import Condition, read_rows
from prilavok.kit.words import Words


def list_promotions(*, archived: bool = False) -> list[PromotionView]:
    """Promotions with the version that holds, the newest first; at most 500."""
    return _promotions([Condition("p.archived_at IS NOT NULL" if archived else "p.archived_at IS NULL")])


def read_promotion(promotion: UUID) -> PromotionView:
    """One promotion, also an archived one. Raises PromotionUnknown."""
    for found in _promotions([Condition("p.id = %s::uuid", promotion)]):
        return found
    raise PromotionUnknown


def name_promotions(promotions: Collection[UUID]) -> dict[UUID, Words]:
    """Names of those of the promotions that there are, archived ones too."""
    if not promotions:
        return {}
    return dict(
        read_rows(
            "id, name",
            "promotions_promotion",
            row=lambda id, name: (id, name),
            where=[Condition("id = ANY(%s::uuid[])", list(promotions))],
        )
    )


def list_versions(promotion: UUID) -> list[VersionView]:
    """All that a promotion has said, the latest first."""
    return versions_where([Condition("v.promotion_id = %s::uuid", promotion)], "ORDER BY v.edition DESC")


def known_versions(versions: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Those of the versions that there are, each with its promotion before it."""
    if not versions:
        return set()
    asked = [Condition("id = ANY(%s::uuid[])", list(versions))]
    return set(read_rows("promotion_id, id", "promotions_version", row=lambda *pair: pair, where=asked))


def limits_in_all(versions: Collection[UUID]) -> dict[UUID, int]:
    """How often in all each of these versions may be given, by its promotion; unlimited ones are left out."""
    if not versions:
        return {}
    found = versions_where([Condition("v.id = ANY(%s::uuid[])", list(versions))])
    return {one.promotion: one.said.conditions.in_all for one in found if one.said.conditions.in_all}


def limits_of_coupons(coupons: Collection[UUID]) -> dict[UUID, int]:
    """How often in all each of these coupons may be used; unlimited and unknown ones are left out."""
    asked = [Condition("id = ANY(%s::uuid[])", list(coupons)), Condition("most_uses IS NOT NULL")]
    rows = read_rows("id, most_uses", "promotions_coupon", row=lambda *pair: pair, where=asked) if coupons else []
    return dict(rows)


def known_coupons(coupons: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Those of the coupons that are of a promotion of ours, each with its promotion before it."""
    asked = [Condition("id = ANY(%s::uuid[])", list(coupons)), Condition("promotion_id IS NOT NULL")]
    rows = read_rows("promotion_id, id", "promotions_coupon", row=lambda *pair: pair, where=asked) if coupons else []
    return set(rows)


def list_codes(promotion: UUID) -> list[CodeView]:
    """Its coupon codes with their uses, the newest first; at most 1000."""
    return read_rows(
        """c.id, c.code, c.promotion_id, c.most_uses, c.until,
        (SELECT count(*) FROM promotions_use u WHERE u.coupon_id = c.id AND u.voided_at IS NULL)""",
        "promotions_coupon c",
        row=CodeView,
        where=[Condition("c.promotion_id = %s::uuid", promotion)],
        rest="ORDER BY c.id DESC LIMIT 1000",
    )


def _promotions(asked: list[Condition]) -> list[PromotionView]:
    rows = read_rows(
        """p.id, p.code, p.name, p.draft, p.draft_since, p.draft_until, p.version, p.archived_at IS NOT NULL,
        (SELECT count(*) FROM promotions_use u WHERE u.promotion_id = p.id AND u.voided_at IS NULL)""",
        "promotions_promotion p",
        row=lambda *row: row,
        where=asked,
        rest="ORDER BY p.id DESC LIMIT 500",
    )
    holding = {
        one.promotion: one
        for one in versions_where(
            [
                Condition("v.promotion_id = ANY(%s::uuid[])", [row[0] for row in rows]),
                Condition("v.superseded_at IS NULL"),
            ]
        )
    }
    return [
        PromotionView(
            id, code, name, Timed(_conditions(draft), since, until) if draft else None, version, archived,
            holding.get(id), uses,
        )
        for id, code, name, draft, since, until, version, archived, uses in rows
    ]  # fmt: skip


def versions_where(asked: list[Condition], rest: str = "ORDER BY v.id") -> list[VersionView]:
    """Versions that meet the conditions, on `v`."""
    return read_rows(
        """v.id, v.promotion_id, v.edition, v.conditions, v.since, v.until, v.recorded_at, v.superseded_at,
        v.actor_kind, v.actor""",
        "promotions_version v",
        row=lambda id, promotion, edition, said, since, until, *more: VersionView(
            id, promotion, edition, Timed(_conditions(said), since, until), *more
        ),
        where=asked,
        rest=rest,
    )


def _conditions(said: object) -> Conditions:
    return msgspec.convert(said, Conditions)
