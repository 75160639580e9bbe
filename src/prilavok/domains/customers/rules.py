"""How identifiers are shown to those who may not see them raw."""

from prilavok.kit.phones import mask_phone


def mask_identifier(kind: str, value: str) -> str:
    """Enough to tell two apart, not enough to write or call: "+7 701 *** ** 67", "a***@mail.kz", "••••0042"."""
    if kind == "phone":
        return mask_phone(value)
    if kind == "email":
        name, at, domain = value.partition("@")
        return f"{name[:1]}***{at}{domain}"
    return f"••••{value[-4:]}" if len(value) > 8 else f"••••{value[-2:]}" if len(value) > 4 else "••••"
