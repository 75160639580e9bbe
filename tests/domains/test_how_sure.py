"""How firmly leaves hold together: the weakest kind of evidence that is needed for it."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.customers.rules import how_sure

LEAVES = [UUID(int=nth) for nth in range(1, 6)]
STRENGTHS = ("verified", "asserted", "ambient")
TIES = st.lists(st.tuples(st.sampled_from(LEAVES), st.sampled_from(LEAVES), st.sampled_from(STRENGTHS)), max_size=12)


def test_the_weakest_needed_is_told() -> None:
    one, two, three = LEAVES[:3]
    assert how_sure([one], []) == "one"
    assert how_sure([one, two], []) == "listed"
    assert how_sure([one, two], [(two, one, "verified")]) == "proven"
    assert how_sure([one, two, three], [(two, one, "verified"), (three, two, "asserted")]) == "told"
    assert how_sure([one, two, three], [(two, one, "verified"), (three, two, "ambient")]) == "ambient"
    both = [(one, two, "ambient"), (one, two, "verified"), (one, three, "verified")]
    assert how_sure([one, two, three], both) == "proven"


@given(TIES)
def test_it_is_what_joining_by_hand_gives(ties: list[tuple[UUID, UUID, str]]) -> None:
    def held_by(strengths: set[str]) -> bool:
        groups = [{leaf} for leaf in LEAVES]
        for one, other, strength in ties:
            if strength in strengths:
                with_one = next(group for group in groups if one in group)
                with_other = next(group for group in groups if other in group)
                if with_one is not with_other:
                    groups.remove(with_other)
                    with_one |= with_other
        return len(groups) == 1

    expected = "listed"
    if held_by({"verified"}):
        expected = "proven"
    elif held_by({"verified", "asserted"}):
        expected = "told"
    elif held_by(set(STRENGTHS)):
        expected = "ambient"
    assert how_sure(LEAVES, ties) == expected
