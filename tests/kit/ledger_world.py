"""What the tests of the ledger share: made-up accounts, moves in short, and writers in processes of their own."""

import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = START + timedelta(hours=1)


def open_world(connection: psycopg.Connection[Any], goods: int, units: int) -> dict[str, list[UUID]]:
    """Open so many goods accounts of one variant with units on each, and its counter-accounts."""
    variant, places, everywhere = uuid4(), [uuid4() for _ in range(goods)], uuid4()
    counters = ["opening", "sold", "unexplained"]
    connection.execute(
        "SELECT ledger_open('stock', %s::uuid[], array_fill(%s::uuid, ARRAY[%s]), %s::text[], %s::boolean[])",
        [
            [*places, *[everywhere] * 3], variant, goods + 3,
            ["goods"] * goods + counters, [True] * goods + [False] * 3,
        ],
    )  # fmt: skip
    named = {
        "goods": [_id(connection, place, variant, "goods") for place in places],
        **{state: [_id(connection, everywhere, variant, state)] for state in counters},
    }
    if units:
        post(connection, [(named["opening"][0], account, units) for account in named["goods"]])
    return named


def _id(connection: psycopg.Connection[Any], holder: UUID, unit: UUID, state: str) -> UUID:
    found = connection.execute("SELECT ledger_account_id('stock', %s, %s, %s)", [holder, unit, state]).fetchone()
    assert found is not None
    return UUID(str(found[0]))


def post(connection: psycopg.Connection[Any], moves: list[tuple[UUID, UUID, int]], at: datetime = START) -> list[UUID]:
    """Post (debit, credit, units) by the very function the house uses; the ids of the moves."""
    ids = [uuid4() for _ in moves]
    count = len(moves)
    connection.execute(
        "SELECT ledger_post(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::uuid[],"
        " %s::timestamptz[], %s, 'trial', false)",
        [ids, *columns(moves), ["test"] * count, [None] * count, [at] * count, START],
    )
    return ids


def columns(moves: list[tuple[UUID, UUID, int]]) -> list[list[Any]]:
    return [[move[0] for move in moves], [move[1] for move in moves], [move[2] for move in moves]]


def reserve(
    connection: psycopg.Connection[Any],
    moves: list[tuple[UUID, UUID, int]],
    until: datetime = LATER,
) -> tuple[list[UUID], list[tuple[UUID, int, int]]]:
    """Reserve (debit, credit, units); the ids of the holds, and what was short."""
    ids, count = [uuid4() for _ in moves], len(moves)
    short = connection.execute(
        "SELECT * FROM ledger_reserve(%s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::uuid[],"
        " %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s, 'trial')",
        [
            ids, *columns(moves), ["basket"] * count, [None] * count, ids, [until] * count, [START] * count, START,
        ],
    ).fetchall()  # fmt: skip
    return ids, short


def settle(
    connection: psycopg.Connection[Any],
    holds: list[UUID],
    at: datetime = START,
    amounts: list[int | None] | None = None,
) -> list[tuple[UUID, int, int]]:
    """Settle holds whole or by amounts, the rest stays; what was refused."""
    count = len(holds)
    return connection.execute(
        "SELECT * FROM ledger_settle(%s::uuid[], %s::uuid[], %s::bigint[], %s::text[], %s::uuid[], true,"
        " %s::timestamptz[], %s, 'trial')",
        [
            [uuid4() for _ in holds], holds, amounts or [None] * count, [None] * count, [None] * count,
            [at] * count, at,
        ],
    ).fetchall()  # fmt: skip


def faults(environment: dict[str, str]) -> list[str]:
    """What `check` says of a database, asked by a process of its own."""
    said = _ask(environment, "from prilavok.kit.ledger.checks import check; print(json.dumps(check()))")
    return list(json.loads(said))


def _ask(environment: dict[str, str], code: str) -> str:
    whole = f"import django, json; django.setup(); {code}"
    done = subprocess.run([sys.executable, "-c", whole], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def writers(url: str, world: dict[str, list[UUID]], count: int, *, rounds: int, fault: str = "") -> Iterator["Writers"]:
    """Processes of four connections each that post, draw, reserve, settle, void and expire at random."""
    running = Writers(url, world, count, rounds, fault)
    try:
        yield running
    finally:
        running.end()


class Writers:
    """Some processes that write, and what they have been told is done."""

    def __init__(self, url: str, world: dict[str, list[UUID]], count: int, rounds: int, fault: str) -> None:
        orders = {"url": url, "rounds": rounds, "fault": fault, **{k: [str(a) for a in v] for k, v in world.items()}}
        self.acknowledged: list[dict[str, Any]] = []
        self.processes = [
            subprocess.Popen(
                [sys.executable, __file__, json.dumps({**orders, "seed": seed})],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
            for seed in range(count)
        ]  # fmt: skip
        self._readers = [threading.Thread(target=self._read, args=[process]) for process in self.processes]
        for reader in self._readers:
            reader.start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith("\n"):
                self.acknowledged.append(json.loads(line))

    def until(self, count: int, seconds: float = 30.0) -> None:
        """Wait until so many operations have been acknowledged."""
        deadline = time.monotonic() + seconds
        while len(self.acknowledged) < count:
            assert time.monotonic() < deadline, f"only {len(self.acknowledged)} operations: {self.errors()}"
            time.sleep(0.01)

    def kill(self) -> None:
        for process in self.processes:
            process.kill()

    def end(self) -> None:
        """Wait for the writers; everything they said is in `acknowledged`."""
        for process in self.processes:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
        for reader in self._readers:
            reader.join()

    def errors(self) -> str:
        """What went wrong in processes that have ended."""
        return "".join(
            process.stderr.read() for process in self.processes if process.poll() is not None and process.stderr
        )

    def moves(self) -> list[list[Any]]:
        """(id, kind, debit, credit, units) of every acknowledged move whose id the writer chose."""
        return [move for done in list(self.acknowledged) for move in done["moves"]]


def lost(connection: psycopg.Connection[Any], moves: list[list[Any]]) -> list[str]:
    """Ids that were acknowledged and are not in the ledger: must be none, whatever was killed."""
    rows = connection.execute(
        "SELECT a.id FROM unnest(%s::uuid[]) AS a (id) WHERE NOT EXISTS (SELECT FROM kit_move m WHERE m.id = a.id)",
        [[move[0] for move in moves]],
    ).fetchall()
    return [str(row[0]) for row in rows]


def _write(orders: dict[str, Any], seed: int, say: threading.Lock) -> None:
    chance = random.Random(seed)
    goods = [UUID(account) for account in orders["goods"]]
    sold, unexplained = UUID(orders["sold"][0]), UUID(orders["unexplained"][0])
    held: list[tuple[UUID, UUID, int]] = []
    early = orders["fault"] == "acknowledge before commit"
    with psycopg.connect(orders["url"], autocommit=not early) as connection:
        for _ in range(orders["rounds"]):
            chosen = chance.sample(goods, min(len(goods), chance.randint(1, 5)))
            act = chance.choice(["post", "draw", "reserve", "settle", "void", "expire"])
            moves: list[list[Any]] = []
            if act == "post":
                pairs = [(account, chance.choice([a for a in goods if a != account]), 1) for account in chosen]
                try:
                    with connection.transaction():
                        ids = post(connection, pairs)
                    moves = [[str(i), act, str(d), str(c), u] for i, (d, c, u) in zip(ids, pairs, strict=True)]
                except psycopg.errors.CheckViolation:
                    pass  # not enough: refused whole
            elif act == "draw":
                pairs = [(account, sold, chance.randint(1, 2)) for account in chosen]
                ids = [uuid4() for _ in pairs]
                count = len(pairs)
                connection.execute(
                    "SELECT * FROM ledger_draw(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[],"
                    " %s::text[], %s::uuid[], %s::timestamptz[], %s, 'trial')",
                    [
                        ids, *columns(pairs)[:2], [unexplained] * count, columns(pairs)[2], ["sale"] * count,
                        [None] * count, [START] * count, START,
                    ],
                )  # fmt: skip
                moves = [[str(i), act, str(d), str(c), u] for i, (d, c, u) in zip(ids, pairs, strict=True)]
            elif act == "reserve":
                pairs = [(account, sold, 1) for account in chosen]
                until = START + timedelta(minutes=chance.randint(1, 60))
                ids, short = reserve(connection, pairs, until)
                if not short:
                    held += [(i, d, u) for i, (d, _c, u) in zip(ids, pairs, strict=True)]
                    moves = [[str(i), act, str(d), str(c), u] for i, (d, c, u) in zip(ids, pairs, strict=True)]
            elif act == "settle" and held:
                chance.shuffle(held)
                taken, held = held[:3], held[3:]
                if not settle(connection, [hold for hold, _, _ in taken]):
                    moves = [[str(hold), act, str(account), str(sold), units] for hold, account, units in taken]
            elif act == "void" and held:
                chance.shuffle(held)
                taken, held = held[:3], held[3:]
                connection.execute(
                    "SELECT * FROM ledger_void(%s::uuid[], %s, 'trial')", [[h for h, _, _ in taken], START]
                )
            elif act == "expire":
                at = START + timedelta(minutes=chance.randint(0, 20))
                connection.execute("SELECT * FROM ledger_expire(%s, 5)", [at])
            if early:
                _tell(say, act, moves)
                time.sleep(0.05)
                connection.commit()
            else:
                _tell(say, act, moves)


def _tell(say: threading.Lock, act: str, moves: list[list[Any]]) -> None:
    with say:
        sys.stdout.write(json.dumps({"act": act, "moves": moves}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    one_at_a_time = threading.Lock()
    hands = [
        threading.Thread(target=_write, args=[given, 100 * given["seed"] + hand, one_at_a_time]) for hand in range(4)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
