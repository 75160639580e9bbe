"""100 pieces and a thousand buyers, walking freely and meeting at the last step, at one and at two server processes.

Three runs of each way: exactly 100 sold, the others politely refused, no fault, balance equal to the ledger. With 300
buyers it is tests/promises/test_s2_never_promised_twice.py, whose short form runs every time.
"""

import pytest
from tests.conftest import OwnDatabase
from tests.long_form import only_long
from tests.promises.storm import Storm, serving
from tests.promises.test_s2_never_promised_twice import PIECES, WAYS, _ledger_is_whole
from tests.shop_world import open_counter

from prilavok.kit import clock

BUYERS = 1_000
#: a buyer who waits long for the others finds the idle connection closed, as HTTP has it, and opens another
_NO_FAULTS = ("TimeoutError", "IncompleteReadError('0 bytes read")


@only_long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("run", range(3))
@pytest.mark.parametrize(("processes", "meet"), WAYS)
def test_a_thousand_want_a_hundred(own_database: OwnDatabase, processes: int, meet: bool, run: int) -> None:
    counter = open_counter(PIECES, at=clock.now())
    with serving(own_database, processes=processes) as running:
        addresses = [address for address, _web in running]
        # A thousand calls at once wait their turn for longer than one buyer's patience with a single call.
        storm = Storm(addresses, counter.place, counter.variant, BUYERS, meet, stubborn=True).run()
    assert [fault for fault in storm.faults if not fault.startswith(_NO_FAULTS)] == []
    assert storm.statuses.keys() == {200, 201, 409}
    assert (len(storm.orders), storm.refusals) == (PIECES, {"order.out_of_stock": BUYERS - PIECES})
    assert max(len(buyer.orders_told) for buyer in storm.walked) == 1
    _ledger_is_whole(own_database, counter, PIECES)
