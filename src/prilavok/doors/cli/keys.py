"""`prilavok keys rotate`: new seals are made with a fresh key; what older keys sealed stays readable."""

import argparse

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is done with the ring."""
    parser.add_argument("act", choices=("rotate",), help="rotate: seal with a fresh key from now on, keep the old ones")


def run(options: argparse.Namespace) -> int:
    """Rotate, and remind of the copy that no backup holds."""
    django.setup()
    from prilavok.kit.secrets import rotate
    from prilavok.kit.settings import where

    print(f"From now on key {rotate()} seals. Older keys stay in the ring, so nothing becomes unreadable.")
    print(f"Copy {where().keys} to the place where you keep the ring: no backup holds it.")
    return 0
