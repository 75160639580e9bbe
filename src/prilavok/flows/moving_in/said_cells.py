"""What a row of a list of goods tells: of which goods, and what each of its cells says of an attribute."""

import re
from collections.abc import Mapping
from uuid import UUID

from prilavok.domains.catalog.queries import belongs, read_exact
from prilavok.domains.catalog.types import AttributeView, ProductView, Says, VariantKey
from prilavok.domains.imports.queries import ATTRIBUTE, Unfit, fold_word, read_yes
from prilavok.domains.imports.types import ListRow

_PARTED = re.compile(r"[;|]")


def read_said(
    row: ListRow,
    keys: Mapping[str, VariantKey],
    products: Mapping[UUID, ProductView],
    known: Mapping[str, AttributeView],
) -> tuple[VariantKey, ProductView, dict[UUID, Says]]:
    """Of which goods a row tells, and what. Raises Unfit with the reason."""
    if row.problem:
        raise Unfit(row.problem)
    if row.get("product") not in keys:
        raise Unfit("product_unknown")
    key = keys[row.get("product")]
    product = products[key.product]
    says = {}
    for field in row.fields:
        if field.startswith(ATTRIBUTE):
            if field not in known:
                raise Unfit("attribute_unknown")
            if not belongs(product.category_path, known[field].shelves):
                raise Unfit("attribute_elsewhere")
            says[known[field].id] = read_value(known[field], row.get(field))
    return key, product, says


def read_value(attribute: AttributeView, text: str) -> Says:
    """What a cell says: names or codes of values parted by ";" or "|", a number, yes or no. Raises Unfit."""
    if attribute.kind == "number":
        if (number := read_exact(text)) is None:
            raise Unfit("attribute_unreadable")
        return Says(number=number)
    if attribute.kind == "yes_no":
        try:
            return Says(yes=read_yes(text))
        except Unfit as unfit:
            raise Unfit("attribute_unreadable") from unfit
    open_to = [one for one in attribute.choices if not one.archived]
    names = {fold_word(name): one.id for one in open_to for name in (*one.name.values(), one.code)}
    told = [fold_word(part) for part in _PARTED.split(text) if part.strip()]
    if any(part not in names for part in told) or len(told) > 20:
        raise Unfit("value_unknown")
    return Says(tuple(dict.fromkeys(names[part] for part in told)))
