"""How a category's names become its path."""

from collections.abc import Iterable
from dataclasses import dataclass

from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """One shelf: where it hangs and what it is called."""

    path: str
    parent: str
    name: Words


def category_paths(
    trees: Iterable[tuple[tuple[str, ...], tuple[Words, ...]]],
) -> dict[tuple[str, ...], CategoryNode]:
    """Map every prefix of the given name chains to its node; a slash inside a name does not open a level."""
    nodes: dict[tuple[str, ...], CategoryNode] = {}
    for names, words in trees:
        for depth in range(1, len(names) + 1):
            chain = names[:depth]
            if chain not in nodes:
                parts = [part.replace("/", "∕") for part in chain]
                name = words[depth - 1] if depth <= len(words) else {"en": chain[-1]}
                nodes[chain] = CategoryNode("/".join(parts), "/".join(parts[:-1]), name)
    return nodes
