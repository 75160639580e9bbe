"""Where this installation runs: the environment, read once into one typed value. Nothing else reads it."""

import os
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: the sandboxes of providers, each with its distance from our own port
SANDBOXES = {"telegram": 1, "card": 2, "pay": 3, "whatsapp": 4, "viber": 5, "messenger": 6, "vk": 7, "max": 8, "sms": 9}

GUESTS = 60
GUEST_CALLS = 120


@dataclass(frozen=True)
class Where:
    """One installation's surroundings.

    home: folder of everything that must outlive a process (database, files, key ring, logs).
    outside: "sandbox" lets adapters speak to loopback only; "live" to anyone.
    trial: a shared clock that tests and trials may move; never on in a shop.
    guests: how many guests of the shop's API one network address may begin at once, and in each minute after.
    guest_calls: how many calls a guest may make at once, and twice as many in each minute after.
    """

    home: Path
    database_url: str
    host: str
    port: int
    hosts: tuple[str, ...]
    outside: str
    trial: bool
    debug: bool
    trusted_proxies: tuple[str, ...]
    secure: bool
    guests: int
    guest_calls: int

    def sandbox_url(self, name: str) -> str:
        """Where the sandbox of a provider answers: on loopback, on the ports after our own."""
        return f"http://127.0.0.1:{self.port + SANDBOXES[name]}"

    @cached_property
    def files(self) -> Path:
        return self.home / "files"

    @cached_property
    def keys(self) -> Path:
        return self.home / "keys"

    @cached_property
    def logs(self) -> Path:
        return self.home / "logs"


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in os.environ.get(name, "").split(",") if word.strip())


def _flag(name: str) -> bool:
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ValueError(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def _count(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 500_000):
        raise ValueError(f"{name} must be a number from 1 to 500000, not {text!r}")
    return int(text)


def _database_url(home: Path) -> str:
    """The server to use: DATABASE_URL, or the one the launcher of the embedded PostgreSQL wrote down."""
    if url := os.environ.get("DATABASE_URL"):
        if not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("DATABASE_URL must begin with postgresql://")
        return url
    written = home / "database.url"
    return written.read_text().strip() if written.exists() else ""


def _port() -> int:
    text = os.environ.get("PRILAVOK_PORT", "8000")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise ValueError(f"PRILAVOK_PORT must be a port number, not {text!r}")
    return int(text)


@cache
def where() -> Where:
    """Read the environment. Raises ValueError naming the variable that is wrong."""
    home = Path(os.environ.get("PRILAVOK_HOME", ROOT / "var")).absolute()
    outside = os.environ.get("PRILAVOK_OUTSIDE", "sandbox")
    if outside not in {"sandbox", "live"}:
        raise ValueError(f"PRILAVOK_OUTSIDE must be sandbox or live, not {outside!r}")
    return Where(
        home=home,
        database_url=_database_url(home),
        host=os.environ.get("PRILAVOK_HOST", "127.0.0.1"),
        port=_port(),
        hosts=_words("PRILAVOK_HOSTS") or ("localhost", "127.0.0.1", "[::1]"),
        outside=outside,
        trial=_flag("PRILAVOK_TRIAL"),
        debug=_flag("PRILAVOK_DEBUG"),
        trusted_proxies=_words("PRILAVOK_TRUSTED_PROXIES"),
        secure=_flag("PRILAVOK_SECURE"),
        guests=_count("PRILAVOK_GUESTS", GUESTS),
        guest_calls=_count("PRILAVOK_GUEST_CALLS", GUEST_CALLS),
    )
