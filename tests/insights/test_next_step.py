"""The next step is the first line of the table that holds; a no to offers is never asked about again."""

from itertools import product

from prilavok.insights.next_step import Standing, next_step

FLAGS = ("waits", "unfinished", "basket", "reachable", "failing", "contacts")


def test_what_waits_for_us_goes_first() -> None:
    assert next_step(Standing()) is None
    assert next_step(Standing(waits=True, unfinished=True, basket=True, failing=True)) == "answer"
    assert next_step(Standing(unfinished=True, basket=True, failing=True, contacts=True)) == "hand_over"
    assert next_step(Standing(basket=True, failing=True, contacts=True)) == "mend_contact"
    assert next_step(Standing(basket=True, failing=True, reachable=True, contacts=True)) == "basket"
    assert next_step(Standing(contacts=True)) == "prove_contact"
    assert next_step(Standing(contacts=True, reachable=True)) == "ask_offers"
    assert next_step(Standing(contacts=True, reachable=True, offers=True)) is None


def test_of_all_that_can_be_each_step_has_its_reason() -> None:
    for values in product((False, True), repeat=len(FLAGS)):
        for offers in (None, False, True):
            of = Standing(**dict(zip(FLAGS, values, strict=True)), offers=offers)
            step = next_step(of)
            assert (step == "answer") == of.waits
            assert step != "ask_offers" or (offers is None and of.reachable)
            assert step != "basket" or of.basket
            assert step != "mend_contact" or (of.failing and not of.reachable)
