// The receipt of a sale without a connection: says so, and how old the prices it was made by were.

import { button, h } from "./drawing.ts";
import type { House, KeptSale } from "./facts.ts";
import { instant, money, rate, say, units, words } from "./words.ts";

export function receiptOf(sale: KeptSale, house: House, next: () => void): HTMLElement {
  const { told, paper } = sale;
  const row = (name: string, amount: string, look = ""): HTMLElement => h("div", { class: look }, h("dt", {}, name), h("dd", {}, amount));
  const discount = (amount: number): string => (amount ? ` · ${say("discount")} ${money(-amount, house)}` : "");
  const lines = paper.lines.map((one) =>
    h("tr", {}, h("td", {}, words(one.name), h("br"), h("small", {}, units(one.quantity, one.unit) + discount(one.discount))), h("td", { class: "number" }, money(one.amount, house))),
  );
  const taxes = paper.taxes.map((one) => row(one.rate ? say("tax", { rate: rate(one.rate) }) : say("no_tax"), money(one.rate ? one.tax_amount : one.amount, house)));
  const paid = (paper.paid ?? []).map((one) => row(one.kind === "gift" ? say("by_gift") : say("by_points", { count: one.units }), money(one.amount, house)));
  const rest = paper.amount - (told.values ?? []).reduce((sum, one) => sum + one.amount, 0);
  const inMoney = rest || !paid.length ? [row(say(told.method === "cash" ? "cash" : "terminal"), money(rest, house)), ...(told.method === "cash" ? [row(say("given"), money(told.given, house))] : [])] : [];
  const paper_ = h(
    "article",
    { class: "receipt card", "aria-label": say("receipt"), "data-sale": sale.id },
    h("header", {}, h("strong", {}, words(house.entity)), ...[house.tax_number, words(house.place_name), words(house.address), `${say("receipt")} ${told.number}`, instant(told.sold_at, house.zone), `${say("cashier")}: ${paper.cashier}`].filter(Boolean).map((text) => h("p", {}, text))),
    h("table", {}, h("tbody", {}, ...lines)),
    h("dl", {}, ...(paper.list_amount > paper.amount ? [row(say("before"), money(paper.list_amount, house))] : []), row(say("together"), money(paper.amount, house), "sum"), ...taxes, ...paid, ...inMoney, ...(paper.change ? [row(say("change"), money(paper.change, house))] : [])),
    h("p", { class: "not-fiscal" }, say("without_line", { when: instant(told.known_at, house.zone) })),
    ...(paid.length ? [h("p", {}, say("values_known", { when: instant(told.known_at, house.zone) }))] : []),
    h("p", {}, say("not_fiscal")),
  );
  const change = paper.change ? [h("section", { class: "card pay" }, h("p", { class: "to-pay" }, h("span", {}, say("change")), h("strong", {}, money(paper.change, house))))] : [];
  const onward = button(say("next_customer"), next, { key: "KeyN", primary: true });
  const print = button(say("print"), () => window.print(), { key: "KeyP" });
  return h("div", { class: "till receipt-page" }, paper_, h("aside", { class: "till-pay" }, ...change, onward, print));
}
