"""From the order to the receipt: the store's tablet, a stranger who gets nothing, the till."""

import re

from prilavok.doors.cli.story_parts.pages import Element, Page
from prilavok.doors.cli.story_parts.paying import pays
from prilavok.doors.cli.story_parts.stage import Stage
from prilavok.doors.cli.story_parts.stopped import StoryStopped
from prilavok.doors.cli.story_parts.windows import Window
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
        asked = window.send(window.see("/shop/sign-in"), "/shop/sign-in/send", refused=True, contact=stage.chosen.phone)
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
    order = stage.at_till
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


def settles(stage: Stage) -> None:
    """The operator marks the need as settled."""
    stage.teller.step("settles", stage.url("/desk/conversations"))
    stage.operator.send(stage.operator.see(stage.conversation), "/resolve")


STEPS = (picks, is_ready, a_stranger, opens, changes, pays, settles)
