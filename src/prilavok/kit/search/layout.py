"""What the same keystrokes write in the other keyboard layouts (English, Russian, Kazakh)."""

_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./" + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю." + "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"
# The Kazakh layout is the Russian one with its own letters on the row of digits.
_KAZAKH_ROW = dict(zip("234589" + "0-=" + "@#$%*(" + ")_+", "әіңғүұ" + "қөһ" + "ӘІҢҒҮҰ" + "ҚӨҺ", strict=True))

_TO_RUSSIAN = str.maketrans(_ENGLISH, _RUSSIAN)
_TO_KAZAKH = str.maketrans(dict(zip(_ENGLISH, _RUSSIAN, strict=True)) | _KAZAKH_ROW)
_TO_ENGLISH = str.maketrans(
    {key: sign for sign, key in zip(_ENGLISH, _RUSSIAN, strict=True) if key.isalpha()}
    | {letter: key for key, letter in _KAZAKH_ROW.items()}
)


def layouts(text: str) -> list[str]:
    """The other readings of the keystrokes, each once, without the text itself: "fqukm" gives "айгуль"."""
    readings = []
    if any("a" <= letter <= "z" for letter in text.lower()):
        readings += [text.translate(_TO_RUSSIAN), text.translate(_TO_KAZAKH)]
    if any("а" <= letter <= "я" or letter in "ёәіңғүұқөһ" for letter in text.lower()):
        readings.append(text.translate(_TO_ENGLISH))
    return [reading for reading in dict.fromkeys(readings) if reading != text]
