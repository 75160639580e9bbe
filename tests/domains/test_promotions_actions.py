"""Coupons and mailings: each use and each reached person once; a mailing is behaviour, which no reaction ever sees."""

from datetime import timedelta
from uuid import UUID, uuid4

from tests import make

from prilavok.domains.audiences.actions import note_mailings, put_campaigns
from prilavok.domains.audiences.types import Mailing, NewCampaign
from prilavok.domains.promotions.actions import put_coupons, redeem_coupons
from prilavok.domains.promotions.queries import list_coupons
from prilavok.domains.promotions.types import NewCoupon, NewRedemption
from prilavok.kit.events.actor import SYSTEM

SOURCE = uuid4()


def campaign(code: str = "spring") -> UUID:
    new = NewCampaign(code, {"en": code}, "TypeA", make.DAY, make.DAY + timedelta(days=9))
    return put_campaigns([new], origin="load")[code]


def redeem(*redemptions: NewRedemption) -> int:
    return redeem_coupons(redemptions, source=SOURCE, actor=SYSTEM, at=make.AT, origin="load")


def mail(*mailings: Mailing) -> int:
    return note_mailings(mailings, actor=SYSTEM, at=make.AT, origin="load")


def test_a_coupon_is_put_once_by_code_and_campaign(rolled_back: None) -> None:
    spring, autumn, milk, bread = campaign("spring"), campaign("autumn"), make.variant(), make.variant()
    put_coupons(
        [
            NewCoupon("M-5", spring, (milk, bread)),
            NewCoupon("M-5", autumn, (milk,)),
            NewCoupon("M-5", None, ()),
            NewCoupon("M-5", spring, (milk,)),
        ],
        at=make.AT,
        origin="load",
    )
    before = make.rows_of_all_tables()
    put_coupons([NewCoupon("M-5", None, ()), NewCoupon("M-5", spring, (bread, milk))], at=make.AT, origin="load")
    assert make.grown(before) == {}
    known = list_coupons()
    assert set(known) == {("M-5", spring), ("M-5", autumn), ("M-5", None)}
    assert {of: set(coupon.variants) for (_, of), coupon in known.items()} == {
        spring: {milk, bread},
        autumn: {milk},
        None: set(),
    }
    assert len({coupon.id for coupon in known.values()}) == 3


def test_a_coupon_is_used_once_by_its_name_in_the_source(rolled_back: None) -> None:
    spring, leaf, place, order = campaign(), make.leaf(), make.place(), uuid4()
    put_coupons([NewCoupon("M-5", spring, ())], at=make.AT, origin="load")
    coupon = list_coupons()["M-5", spring].id
    used = NewRedemption("R1", coupon, leaf, make.DAY, make.AT, order, spring, place)
    before = make.rows_of_all_tables()
    assert redeem(used, NewRedemption("R2", coupon, leaf, make.DAY, make.AT, None, spring, None), used) == 2
    assert redeem(used) == 0 and redeem() == 0
    assert make.grown(before) == {"promotions_redemption": 2, "kit_event": 2}
    told = make.ask(
        "SELECT leaf, place, origin, (facts ->> 'coupon')::uuid, (facts ->> 'campaign')::uuid,"
        " (facts ->> 'order')::uuid FROM kit_event WHERE subject = %s AND verb = 'coupon.redeemed'"
        " ORDER BY facts ->> 'order' NULLS LAST",
        coupon,
    )
    assert told == [(leaf, place, "load", coupon, spring, order), (leaf, None, "load", coupon, spring, None)]
    other_source = redeem_coupons([used], source=uuid4(), actor=SYSTEM, at=make.AT, origin="load")
    assert other_source == 1


def test_a_mailing_reaches_a_person_once_and_no_reader_hears_of_it(rolled_back: None) -> None:
    spring, one, other = campaign(), make.leaf(), make.leaf()
    before = make.rows_of_all_tables()
    assert mail(Mailing(spring, one, make.DAY, make.AT), Mailing(spring, one, make.DAY, make.AT)) == 1
    assert mail(Mailing(spring, one, make.DAY, make.AT), Mailing(spring, other, make.DAY, make.AT)) == 1
    assert mail() == 0
    assert make.grown(before) == {"audiences_campaign_member": 2, "kit_behaviour": 2}
    assert make.ask("SELECT verb, leaf, origin FROM kit_behaviour WHERE subject = %s ORDER BY id", spring) == [
        ("campaign.mailed", one, "load"),
        ("campaign.mailed", other, "load"),
    ]
    assert make.verbs_of([spring]) == {}


def test_a_campaign_of_a_known_code_stays_what_it_was(rolled_back: None) -> None:
    first = campaign()
    again = put_campaigns([NewCampaign("spring", {"en": "Other"}, "B", make.DAY, make.DAY)], origin="load")
    assert again == {"spring": first}
    assert make.ask("SELECT name ->> 'en', kind FROM audiences_campaign WHERE id = %s", first) == [("spring", "TypeA")]
