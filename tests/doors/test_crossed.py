"""Two changes that wait for each other: whoever gave way is told to send it again, and the log names it."""

import pytest
from django.db import OperationalError, connection, transaction

from prilavok.doors.web.parts.failures import failure_of


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_who_gave_way_is_asked_to_send_it_again(rolled_back: None, state: str) -> None:
    with pytest.raises(OperationalError) as crossed, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = '{state}'; END $$")
    failure = failure_of(crossed.value)
    assert failure is not None
    assert (failure.status, failure.code, failure.retry_after) == (503, "database.crossed", 1)
    with pytest.raises(OperationalError) as full, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$")
    assert failure_of(full.value) is None
