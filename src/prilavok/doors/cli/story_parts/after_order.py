"""From the order to the receipt: the store's tablet, a stranger who gets nothing, the till."""

import re

from prilavok.doors.cli.story_parts.pages import Element, Page
from prilavok.doors.cli.story_parts.stage import Stage
from prilavok.doors.cli.story_parts.stopped import StoryStopped
from prilavok.doors.cli.story_parts.windows import Window
from prilavok.kit.money import Money, format_money
from prilavok.kit.words import say

_PICKING = "/tablet/picking"
_TILL = "/till/counter"
_WRONG = "000000"


def picks(stage: Stage) -> None:
    """The store takes the order in hand, line by line."""
    stage.teller.step("picks", stage.url(_PICKING), number=stage.number)
    waiting = stage.cashier.see(_PICKING)
    links = [one for one in waiting.links("/tablet/shipments/") if one.text == stage.number]
    if not links:
        raise StoryStopped("no_shipment", address=waiting.address, number=stage.number)
    path = links[0].attributes["href"]
    page = stage.cashier.send(waiting, f"{path}/start")
    while forms := [form for form in page.forms(f"{path}/lines/") if _is_in_hand(form)]:
        left = len(forms)
        page = stage.cashier.press(forms[0])
        if len([form for form in page.forms(f"{path}/lines/") if _is_in_hand(form)]) >= left:
            raise StoryStopped("not_picked", address=path)
    stage.teller.happened("picked", address=stage.url(path))


def _is_in_hand(form: Element) -> bool:
    """The form of a line that nobody has looked at: with no "not found" and no word to take back."""
    names = {one.attributes.get("name") for one in form.within()}
    return not names & {"act", "short"}


def is_ready(stage: Stage) -> None:
    """Ready: the customer is told the code, in Telegram and on the page of the order."""
    stage.teller.step("ready", stage.url(_PICKING), stage.url(stage.order))
    told = len(stage.messenger.said())
    waiting = stage.cashier.see(_PICKING)
    path = next(one.attributes["href"] for one in waiting.links("/tablet/shipments/") if one.text == stage.number)
    page = stage.cashier.see(path)
    stage.act()
    stage.cashier.send(page, f"{path}/ready")
    stage.hears("shop", "shipment")
    own = stage.sees(lambda: stage.visitor.see(stage.order), lambda shown: bool(_code(shown)), "no_code")
    stage.code = _code(own)
    stage.reads(lambda text: stage.code in re.sub(r"(?<=\d)\D(?=\d)", "", text), after=told)
    stage.teller.happened("code", code=f"{stage.code[:3]} {stage.code[3:]}")


def _code(page: Page) -> str:
    shown = page.of_class("code")
    return re.sub(r"\D", "", shown[0].text) if shown else ""


def a_stranger(stage: Stage) -> None:
    """Somebody who only names the phone, and even has the address, sees no order and gets no code."""
    stage.teller.step("stranger", stage.url(stage.order), stage.url("/shop/sign-in"), phone=stage.chosen.phone)
    window = Window(stage.address, stage.teller.language)
    try:
        if window.see(stage.order, refused=True).status != 404:
            raise StoryStopped("stranger_saw", address=stage.order)
        asked = window.send(window.see("/shop/sign-in"), "/shop/sign-in/send", refused=True, phone=stage.chosen.phone)
        if not asked.complaint:
            asked = window.send(asked, "/shop/sign-in/enter", refused=True, digits=_WRONG)
        if not asked.complaint or stage.number in window.see("/shop/me").text:
            raise StoryStopped("stranger_saw", address="/shop/me")
        stage.teller.happened("nothing", said=asked.complaint)
    finally:
        window.close()


def opens(stage: Stage) -> None:
    """The code opens the order at the till."""
    stage.teller.step("opens", stage.url(_TILL), code=f"{stage.code[:3]} {stage.code[3:]}")
    page = stage.cashier.send(stage.cashier.see(_TILL), "/till/scan", scan=stage.code)
    if stage.number not in page.text or "/till/orders/" not in page.address:
        raise StoryStopped("not_found_by_code", address=page.address, number=stage.number)
    stage.teller.happened("opened", number=stage.number, goods="; ".join(_amounts(page)))


def _amounts(page: Page) -> list[str]:
    """The lines of the order as the till shows them: what, how many, how much."""
    rows = page.all(lambda one: one.tag == "tr" and not one.is_of("total"))
    cells = [[cell for cell in row.within() if cell.tag == "td"] for row in rows]
    return [f"{row[0].own_text}: {row[1].own_text}, {row[2].text}" for row in cells if len(row) >= 3]


def changes(stage: Stage) -> None:
    """At the counter one thing goes out and another in; the customer's page shows it."""
    goods, language = stage.chosen.goods, stage.teller.language
    stage.teller.step(
        "changes",
        stage.url(stage.order),
        out=say(goods[0].variant.name, language),
        into=say(goods[2].variant.name, language),
    )
    order = _at_till(stage)
    page = stage.cashier.see(order)
    taking = page.forms("/act", act="take_out", variant=str(goods[0].variant.id))
    if not taking:
        raise StoryStopped("no_form", address=page.address, form="take_out")
    stage.cashier.press(taking[0])
    page = stage.cashier.send(stage.cashier.see(order), f"{order}/scan", scan=goods[2].variant.sku)
    stage.act()
    after = stage.cashier.send(page, f"{order}/confirm")
    stage.hears("shop", "order", id=order.rpartition("/")[2])
    stage.teller.happened("changed", goods="; ".join(_amounts(after)))


def pays(stage: Stage) -> None:
    """Points pay what they may, cash the rest; the receipt stands on the customer's page."""
    page = stage.cashier.see(_at_till(stage))
    form = page.forms("/hand-over")
    if not form:
        raise StoryStopped("no_form", address=page.address, form="/hand-over")
    points = _points(page)
    due, worth = (int(form[0].attributes.get(name, "0")) for name in ("data-due", "data-worth"))
    left = max(due - points * worth, 0)
    decimals = int(form[0].attributes.get("data-decimals", "2"))
    given = _notes_for(left, decimals)
    currency, language = stage.chosen.place.currency, stage.teller.language
    notes = format_money(Money(given * 10**decimals, currency), language, short=True)
    stage.teller.step("pays_with_points" if points else "pays", stage.url(stage.order), points=points, given=notes)
    stage.act()
    receipt = stage.cashier.press(
        form[0], method="cash" if left else "none", points=str(points or ""), given=str(given)
    )
    stage.hears("shop", "order", id=_at_till(stage).rpartition("/")[2])
    stage.sees(lambda: stage.visitor.see(stage.order), lambda own: bool(own.links("/receipt")), "no_receipt")
    stage.teller.happened("receipt", address=stage.url(receipt.address.removeprefix(stage.address)))
    for line in _printed(receipt):
        stage.teller.line(f"      | {line}")


def _at_till(stage: Stage) -> str:
    return f"/till/orders/{stage.order.rpartition('/')[2]}"


def _points(page: Page) -> int:
    """All points that may pay, as the till's own button knows them."""
    buttons = page.all(lambda one: one.attributes.get("data-fills") == "#points")
    return int(buttons[0].attributes.get("data-value", "0")) if buttons else 0


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


def settles(stage: Stage) -> None:
    """The operator marks the need as settled."""
    stage.teller.step("settles", stage.url("/desk/conversations"))
    stage.operator.send(stage.operator.see(stage.conversation), "/resolve")


STEPS = (picks, is_ready, a_stranger, opens, changes, pays, settles)
