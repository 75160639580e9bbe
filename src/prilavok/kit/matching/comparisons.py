"""Which columns are compared, in which degrees, and by which keys two rows come to be compared at all."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from prilavok.kit.matching.levels import SHARED, Comparison, Level, Own

#: a key that says much (its first letter is a capital) brings nobody together where more rows than this hold it:
#: such a phone or name is everybody's
MOST_PER_KEY = 200

COMPARISONS = (
    Comparison("first_name", True, Own(most=5), (
        Level("same", "same", 0.72, 0.006),
        Level("alike", "alike", 0.12, 0.006, 0.9),
        Level("swapped", "swapped", 0.04, 0.002, other="last_name"),
        Level("initial", "initial", 0.03, 0.004),
        Level("somewhat alike", "alike", 0.05, 0.02, 0.825),
    )),
    Comparison("middle_name", True, Own(most=3), (
        Level("same", "same", 0.8, 0.01),
        Level("alike", "alike", 0.1, 0.01, 0.9),
        Level("initial", "initial", 0.05, 0.005),
    )),
    Comparison("last_name", True, SHARED, (
        Level("same", "same", 0.74, 0.003),
        Level("alike", "alike", 0.12, 0.004, 0.9),
        Level("swapped", "swapped", 0.04, 0.002, other="first_name"),
        Level("somewhat alike", "alike", 0.05, 0.02, 0.8),
    )),
    Comparison("birth_date", True, Own(most=5), (
        Level("same", "same", 0.78, 0.0002),
        Level("day and month turned", "turned", 0.02, 0.0001),
        Level("one sign apart", "near", 0.12, 0.001, 1),
        Level("two signs apart", "near", 0.04, 0.014, 2),
        Level("same year", "begins", 0.01, 0.01, 4),
    )),
    Comparison("phone", False, Own(least=-1.5, most=0.5), (
        Level("same", "same", 0.7, 0.0001),
        Level("one digit apart", "near", 0.04, 0.0005, 1),
    )),
    Comparison("email", False, Own(most=4), (
        Level("same", "same", 0.7, 0.0001),
        Level("alike", "alike", 0.2, 0.001, 0.93, names=("first_name", "last_name")),
    )),
    Comparison("document", False, Own(most=20), (
        Level("same", "same", 0.85, 0.0001),
        Level("one sign apart", "near", 0.08, 0.0001, 1),
        Level("two signs apart", "near", 0.04, 0.0004, 2),
    )),
    Comparison("card", False, Own(most=4), (
        Level("same", "same", 0.8, 0.0001),
        Level("one sign apart", "near", 0.05, 0.001, 1),
    )),
    Comparison("postcode", True, SHARED, (
        Level("same", "same", 0.75, 0.005),
        Level("one sign apart", "near", 0.08, 0.02, 1),
        Level("two signs apart", "near", 0.05, 0.1, 2),
    )),
    Comparison("region", True, SHARED, (Level("same", "same", 0.88, 0.2),)),
    Comparison("city", True, SHARED, (
        Level("same", "same", 0.75, 0.1),
        Level("alike", "alike", 0.1, 0.02, 0.88),
    )),
    Comparison("street", True, SHARED, (
        Level("same", "same", 0.7, 0.003),
        Level("alike", "alike", 0.12, 0.003, 0.9),
        Level("somewhat alike", "alike", 0.04, 0.02, 0.8),
    )),
    Comparison("house", True, SHARED, (
        Level("same", "same", 0.75, 0.02),
        Level("one sign apart", "near", 0.1, 0.2, 1),
    )),
)  # fmt: skip


def chosen(columns: Collection[str]) -> tuple[Comparison, ...]:
    """The comparisons that can be made with these columns; a confusion with an absent column is left out, and where a
    name is absent no likeness is explained by it.
    """
    return tuple(
        Comparison(
            one.column,
            one.rare,
            one.own,
            tuple(
                level if set(level.names) <= set(columns) else replace(level, names=())
                for level in one.levels
                if not level.other or level.other in columns
            ),
        )
        for one in COMPARISONS
        if one.column in columns
    )


def most_per_key(key: str, rows: int) -> int:
    """How many of so many rows may hold a key before it is passed over; keys that say little only in small files."""
    return MOST_PER_KEY if key[0].isupper() else most_per_wide_key(rows)


def most_per_wide_key(rows: int) -> int:
    """The bound of keys that say little: it keeps the pairs of a file in proportion to its rows."""
    return max(10, min(100, 200_000 // max(rows, 1)))


def keys_of(person: Mapping[str, str]) -> list[str]:
    """The keys under which a prepared row is looked up; two rows with none in common are never compared.

    Those that say much begin with a capital, those that say little (a name alone, a day alone) with a small letter.
    """
    get = person.get
    names = sorted(word for word in (get("first_name", ""), get("last_name", "")) if len(word) > 1)
    born, house, street, postcode = get("birth_date", ""), get("house", ""), get("street", ""), get("postcode", "")
    mail, box, city = get("email", ""), get("mailbox", ""), get("city", "")
    made: list[tuple[str, ...]] = [
        *(("P", get("phone", "")), ("E", mail), ("D", get("document", "")), ("C", get("card", ""))),
        *(("A", street, house, city or postcode), ("W", born, postcode), ("o", born), ("s", street)),
        *(("u", postcode, house), ("v", city, house)),
        *(("h", mail.partition("@")[2]), ("r", box[:5]), ("m", box if len(box) >= 6 else "")),
    ]
    if len(names) == 2:
        made += [("N", *names), ("i", names[0][:3], names[1][:3])]
    for name in names:
        begun = name[:4]
        made += [("B", born, begun), ("Y", born[:6], name), ("T", born[4:], name), ("Z", postcode, begun)]
        made += [("S", street, begun), ("f", name), ("g", name[:5], born[:4]), ("k", name[:5], city)]
    return list(dict.fromkeys("|".join(key) for key in made if all(key)))
