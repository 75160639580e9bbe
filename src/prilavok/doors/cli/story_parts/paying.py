"""The order is paid at the till: points by the customer's own word, cash for the rest; the receipt says so."""

import re

from prilavok.doors.cli.story_parts.pages import Element, Page
from prilavok.doors.cli.story_parts.stage import Stage
from prilavok.doors.cli.story_parts.stopped import StoryStopped
from prilavok.kit.money import Money, format_money

#: the first line of the message that asks about points ends with its six digits
_CODE = re.compile(r"\A\D*(\d{6})\n")


def pays(stage: Stage) -> None:
    """Points pay what they may, once the customer has said yes; cash the rest. The receipt stands on their page."""
    page = stage.cashier.see(stage.at_till)
    stage.points = _points(page)
    left, decimals = _left(page, stage.points)
    given = _notes_for(left, decimals)
    stage.cash = left
    stage.teller.step(
        "pays_with_points" if stage.points else "pays",
        stage.url(stage.order),
        points=stage.points,
        given=_money(stage, given * 10**decimals),
    )
    said: dict[str, str] = {}
    if stage.points:
        page, digits = _ask(stage, page)
        stage.teller.happened("points_code", code=digits)
        said = {"points_code": digits}
    stage.act()
    receipt = stage.cashier.press(
        _form(page, "/hand-over"), refused=False, method="cash" if left else "none", given=str(given), **said
    )
    stage.hears("shop", "order", id=stage.order.rpartition("/")[2])
    stage.sees(lambda: stage.visitor.see(stage.order), lambda own: bool(own.links("/receipt")), "no_receipt")
    stage.teller.happened("receipt", address=stage.url(receipt.address.removeprefix(stage.address)))
    printed = _printed(receipt)
    for line in printed:
        stage.teller.line(f"      | {line}")
    if stage.points and stage.points not in _in_brackets(printed):
        raise StoryStopped("no_points_printed", address=receipt.address, points=stage.points)


def _ask(stage: Stage, page: Page) -> tuple[Page, str]:
    """The till asks the customer: its page, where the rest is to be paid, and the digits that their chat has got."""
    before = len(stage.messenger.said())
    stage.act()
    asked = stage.cashier.press(_form(page, "/ask-points"), points=str(stage.points))
    stage.reads(lambda text: bool(_CODE.match(text)), after=before)
    if _left(asked, 0)[0] != stage.cash:
        raise StoryStopped("not_asked", address=asked.address, points=stage.points)
    return asked, next(found.group(1) for text in stage.messenger.heard()[::-1] if (found := _CODE.match(text)))


def _form(page: Page, part: str) -> Element:
    forms = page.forms(part)
    if not forms:
        raise StoryStopped("no_form", address=page.address, form=part)
    return forms[0]


def _left(page: Page, points: int) -> tuple[int, int]:
    """What is owed after so many points, in minor units as the till's form has it, and the currency's decimals."""
    form = _form(page, "/ask-points") if points else _form(page, "/hand-over")
    due, worth = (int(form.attributes.get(name, "0")) for name in ("data-due", "data-worth"))
    return max(due - points * worth, 0), int(form.attributes.get("data-decimals", "2"))


def _points(page: Page) -> int:
    """All points that may pay, as the till's own button knows them."""
    buttons = page.all(lambda one: one.attributes.get("data-fills") == "#points")
    return int(buttons[0].attributes.get("data-value", "0")) if buttons else 0


def _money(stage: Stage, amount: int) -> str:
    return format_money(Money(amount, stage.chosen.place.currency), stage.teller.language, short=True)


def _notes_for(left: int, decimals: int) -> int:
    """What somebody hands over in notes, in whole units of the currency: round, and a little more than is owed."""
    whole = -(-left // int(10**decimals))
    note = 5 if whole < 100 else 500
    return whole + -whole % note


def _printed(receipt: Page) -> list[str]:
    """The receipt as it is printed, one line each."""
    paper = receipt.of_class("receipt")
    lines: list[str] = []
    for one in paper[0].within() if paper else ():
        if one.tag in {"strong", "p", "tr"} or (one.tag == "div" and one.inside):
            lines.append(one.text)
    return [line for line in lines if line]


def _in_brackets(lines: list[str]) -> set[int]:
    """The whole numbers in brackets, whatever parts their thousands: how many points a line of the receipt names."""
    found = (re.sub(r"\D", "", inside) for line in lines for inside in re.findall(r"\(([^)]*)\)", line))
    return {int(digits) for digits in found if digits}
