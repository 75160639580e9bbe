"""Likeness: whether typed words mean the words of an entry, slips of the finger forgiven; pure."""

from rapidfuzz.distance import OSA


def slips(typed: str, written: str, most: int) -> int:
    """Letters wrong, missing, added or swapped with their neighbour between two words; most + 1 where more."""
    return OSA.distance(typed, written, score_cutoff=most)


def allowed_slips(word: str) -> int:
    """How much is forgiven: nothing in numbers and words under four letters, one slip under eight, else two."""
    if len(word) < 4 or any(letter.isdecimal() for letter in word):
        return 0
    return 1 if len(word) < 8 else 2


def word_score(typed: str, written: str, *, strict: bool = False) -> int:
    """How well one typed word means a written one: 1000 the same, less for a beginning and for slips, 0 not at all."""
    if typed == written:
        return 1000
    if written.startswith(typed):
        return 900
    most = min(allowed_slips(typed), 1) if strict else allowed_slips(typed)
    if most == 0:
        return 0
    whole = slips(typed, written, most)
    if whole <= most:
        return 850 - 100 * whole
    # A beginning with a slip in it: somebody is still typing.
    ends = range(max(len(typed) - 1, 3), min(len(typed) + 1, len(written) - 1) + 1)
    begun = min((slips(typed, written[:end], 1) for end in ends), default=2)
    return 600 if begun <= 1 and len(typed) >= 5 else 0


def _by_sounds(key: str) -> str:
    """Letters that one Cyrillic letter became are one again: a slip in "ж" is one slip, not two."""
    return key.replace("zh", "ž").replace("sh", "š").replace("ch", "č").replace("ts", "c")


def score(typed: str, written: str, *, strict: bool = False) -> int:
    """How well a typed key means a written one, thousandths: every typed word must mean a word of its own."""
    left = _by_sounds(written).split()
    gained = 0
    words = _by_sounds(typed).split()
    for word in words:
        # Slips are counted only where no word is meant as it stands: they never gain as much.
        plainly = [(index, other) for index, other in enumerate(left) if other.startswith(word)]
        marks = [(word_score(word, other, strict=strict), -index) for index, other in plainly or enumerate(left)]
        best, place = max(marks, default=(0, 0))
        if best == 0:
            return 0
        gained += best
        del left[-place]
    # Of two that fit, the one with fewer words beside is meant.
    return max(1, gained // len(words) - min(5 * len(left), 40)) if words else 0
