"""How the story is told: sentences in one language, a pause before each act, how soon the others saw it."""

import sys
import time

from prilavok.doors.cli.story_parts.en import SCRIPT as ENGLISH
from prilavok.doors.cli.story_parts.kk import SCRIPT as KAZAKH
from prilavok.doors.cli.story_parts.ru import SCRIPT as RUSSIAN

PROMISED = 1.0  # seconds till other windows see it
SCRIPTS = {"ru": RUSSIAN, "kk": KAZAKH, "en": ENGLISH}


class Teller:
    """Numbers the steps. pause: seconds between a sentence and its act; wait: for Enter instead.

    slow: who saw what later than promised, by step and window.
    """

    def __init__(self, language: str, *, pause: float = 0.0, wait: bool = False) -> None:
        self.language, self.slowest = language, 0.0
        self.slow: list[str] = []
        self._pause, self._wait, self._step = pause, wait, 0

    def words(self, key: str, **told: object) -> str:
        """A sentence of the script with what stands in it."""
        return SCRIPTS[self.language][key].format(**told)

    def say(self, key: str, **told: object) -> None:
        """A sentence on a line of its own."""
        self.line(self.words(key, **told))

    def line(self, text: str = "") -> None:
        """One line as it is."""
        print(text, flush=True)

    def step(self, key: str, *addresses: str, **told: object) -> None:
        """Say what comes next and where it can be seen, and give the reader time to look there."""
        self._step += 1
        self.line(f"\n{self._step:2}. {self.words(key, **told)}")
        for address in addresses:
            self.line(f"    {address}")
        self.rest()

    def rest(self, *, opening: bool = False) -> None:
        """Let the reader look. opening: till they have opened their windows, where there is somebody to say so."""
        if self._wait or (opening and self._pause and sys.stdin.isatty()):
            print(f"    {self.words('enter')}", end="", flush=True)
            sys.stdin.readline()
        elif self._pause:
            time.sleep(self._pause)

    def happened(self, key: str, **told: object) -> None:
        """What came of the step."""
        self.line(f"    {self.words(key, **told)}")

    def seen(self, where: str, seconds: float) -> None:
        """How soon another window saw it, in the words of `where_…`."""
        self.slowest = max(self.slowest, seconds)
        if seconds > PROMISED:
            self.slow.append(f"{self._step}. {self.words(f'where_{where}')}, {seconds:.2f}")
        self.happened("seen", where=self.words(f"where_{where}"), seconds=f"{seconds:.2f}")
