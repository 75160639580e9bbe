"""Addresses of what the browser loads: islands from Vite's manifest, and plain files with the digest of their bytes."""

import hashlib
from functools import cache
from pathlib import Path

import orjson
from django.conf import settings

from prilavok.kit.settings import ROOT

STATIC = ROOT / "src" / "prilavok" / "static"


class IslandsNotBuilt(RuntimeError):
    """The browser's part was not built, or is older than the page that asks for it."""


def island_address(entry: str) -> str:
    """Where the entry ("frame", "charts") lies. IslandsNotBuilt says which command builds it."""
    file = manifest(STATIC / "dist").get(f"src/{entry}.ts", {}).get("file")
    if not isinstance(file, str):
        raise IslandsNotBuilt(f"the island {entry!r} is not in the build: run `npm ci && npm run build` in web/")
    return f"{settings.STATIC_URL}dist/{file}"


def island_files(entry: str) -> list[str]:
    """Where the entry and all that it imports lie. Raises IslandsNotBuilt."""
    built, names = manifest(STATIC / "dist"), [f"src/{entry}.ts"]
    for name in names:  # the list grows while it is gone through
        imports = built.get(name, {}).get("imports", [])
        names += [one for one in (imports if isinstance(imports, list) else []) if one not in names]
    return [island_address(entry), *(f"{settings.STATIC_URL}dist/{built[name]['file']}" for name in names[1:])]


def island_text(entry: str) -> str:
    """The built script itself, for what must be served under an address of its own. Raises IslandsNotBuilt."""
    return (STATIC / "dist" / island_address(entry).rpartition("/")[2]).read_text()


def manifest(folder: Path) -> dict[str, dict[str, object]]:
    """What Vite wrote of its build, read once (each time under PRILAVOK_DEBUG)."""
    return _read(folder) if settings.DEBUG else _read_once(folder)


def _read(folder: Path) -> dict[str, dict[str, object]]:
    file = folder / "manifest.json"
    if not file.exists():
        raise IslandsNotBuilt("the browser's part is not built: run `npm ci && npm run build` in web/")
    told: dict[str, dict[str, object]] = orjson.loads(file.read_bytes())
    return told


_read_once = cache(_read)


def asset_address(name: str) -> str:
    """Where a file of `static/` lies, its digest behind it, so that a new edition is never an old one from a cache."""
    return _address(name) if settings.DEBUG else _address_once(name)


def _address(name: str) -> str:
    file = STATIC.joinpath(*name.split("/"))  # plain parts: a template's own kind of text does not join a path
    return f"{settings.STATIC_URL}{name}?{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"


_address_once = cache(_address)
