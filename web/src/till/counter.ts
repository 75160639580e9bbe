// The counter: scan, lines, what is to be paid, what is laid aside. The same shape and keys as the till with a connection.

import { button, h, note } from "./drawing.ts";
import type { Goods, House } from "./facts.ts";
import type { Reckoned } from "./selling.ts";
import type { Refusal, TillState } from "./state.ts";
import { restOf, type Part } from "./values.ts";
import { measured, money, plain, say, typedMoney, typedUnits, units, words } from "./words.ts";

export interface Acts {
  act(work: () => Promise<Refusal | undefined | void>): void;
  /** amount: what was shown to be paid, rest: of it in money, so that nothing else is charged. */
  sell(method: "cash" | "outside", given: number, amount: number, rest: number): void;
}

export function scanForm(state: TillState, acts: Acts): HTMLElement {
  const field = h("input", { id: "scan", name: "scan", "data-scan": true, "data-key": "F2", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 80, placeholder: say("scan_hint"), autofocus: true });
  const form = h("form", { class: "scan plain-scan" }, h("label", { class: "unseen", for: "scan" }, say("scan")), field, h("button", { class: "touch" }, say("enter")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.value = "";
    if (text.trim()) acts.act(() => state.scan(text));
    else document.querySelector<HTMLInputElement>("[data-after-scan]")?.select();
  });
  return form;
}

export function choiceOf(refusal: Refusal, state: TillState, acts: Acts): HTMLElement | null {
  const one = (goods: Goods): HTMLElement => {
    const form = h("form", { class: "units" }, h("span", {}, words(goods.name)), h("input", { name: "units", inputmode: "decimal", value: goods.unit === "piece" ? "1" : "", "aria-label": `${say("quantity")}: ${words(goods.name)}`, autocomplete: "off" }), h("button", { class: "touch" }, say("enter")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = form.querySelector("input")?.value ?? "";
      acts.act(() => state.add(goods, typed || undefined));
    });
    return h("li", {}, form);
  };
  return refusal.choice ? h("ul", { class: "parked choice" }, ...refusal.choice.map(one)) : null;
}

export function linesOf(state: TillState, house: House, reckoned: Reckoned | undefined, acts: Acts): HTMLElement {
  const { draft, parked } = state.counter;
  const undo = draft.out.length ? button(say("put_back"), () => acts.act(() => state.putBack()), { key: "F3" }) : null;
  const aside = draft.lines.length ? button(say("park"), () => acts.act(() => state.park()), { key: "F4" }) : null;
  return h(
    "section",
    { class: "till-lines", "aria-label": say("amount") },
    draft.lines.length ? tableOf(state, house, reckoned, acts) : h("div", { class: "empty" }, h("h2", {}, say("next_customer")), h("p", {}, say("empty"))),
    h("div", { class: "till-acts" }, undo, aside),
    parked.length ? h("section", { class: "card" }, h("header", {}, h("h2", {}, say("parked"))), h("ul", { class: "parked" }, ...parked.map((one) => h("li", {}, h("span", {}, one.lines.map((line) => words(state.shelf?.goods.get(line.variant)?.name)).join(", ").slice(0, 80)), button(say("resume"), () => acts.act(() => state.resume(one.id))))))) : null,
  );
}

function tableOf(state: TillState, house: House, reckoned: Reckoned | undefined, acts: Acts): HTMLElement {
  const head = h("tr", {}, ...["product", "price", "quantity", "amount"].map((name, nth) => h("th", { scope: "col", class: nth ? "number" : "" }, say(name))), h("th", { scope: "col" }, h("span", { class: "unseen" }, say("take_out"))));
  const priced = new Map(reckoned?.priced.lines.map((one) => [one.variant, one]));
  const rows = state.counter.draft.lines.map((line) => {
    const goods = state.shelf?.goods.get(line.variant);
    const found = priced.get(line.variant);
    const name = words(goods?.name);
    const unit = goods?.unit ?? "piece";
    const field = h("input", { inputmode: "decimal", autocomplete: "off", value: unit === "piece" ? String(line.units) : measured(line.units), "aria-label": `${say("quantity")}: ${name}` });
    field.addEventListener("change", () => {
      const count = typedUnits(field.value, unit);
      acts.act(() => (count === null ? Promise.resolve({ said: "no_quantity" }) : state.setUnits(line.variant, count)));
    });
    const price = found ? [money(found.price, house), found.per === 1 ? null : h("small", {}, `${say("for")} ${units(found.per, unit)}`)] : [h("span", { class: "bad" }, say("no_price"))];
    const off = found?.discount_amount ? h("small", {}, `−${money(found.discount_amount, house)}`) : null;
    return h("tr", {}, h("td", { class: "name" }, name, h("small", {}, goods?.codes[0] ?? "")), h("td", { class: "number" }, ...price), h("td", { class: "number" }, h("span", { class: "units" }, field)), h("td", { class: "number" }, h("strong", {}, found ? money(found.amount, house) : ""), off), h("td", {}, button("×", () => acts.act(() => state.setUnits(line.variant, 0)), { quiet: true, label: `${say("take_out")}: ${name}` })));
  });
  return h("div", { class: "card" }, h("div", { class: "table-frame", tabindex: 0, role: "region", "aria-label": say("product") }, h("table", { class: "table" }, h("thead", {}, head), h("tbody", {}, ...rows))));
}

/** What promotions gave, what they would give with a connection, and coupons that were shown. */
export function reasonsOf(state: TillState, house: House, reckoned: Reckoned | undefined, acts: Acts): HTMLElement | null {
  const names = state.known?.knowledge.names ?? {};
  const { coupons } = state.counter.draft;
  const given = (reckoned?.priced.said ?? []).filter((one) => one.said === "given" && one.amount > 0);
  if (!given.length && !coupons.length && !reckoned?.beyond.length) return null;
  return h(
    "section",
    { class: "card" },
    h("header", {}, h("h2", {}, say("promotions"))),
    h("ul", { class: "reasons" }, ...given.map((one) => h("li", { class: "given" }, h("span", {}, words(names[one.promotion])), h("span", { class: "numbers" }, `−${money(one.amount, house)}`))), ...(reckoned?.beyond ?? []).map((id) => h("li", {}, h("span", {}, say("needs_line", { name: words(names[id]) })))), ...(reckoned?.unfit ?? []).map((code) => h("li", { class: "bad" }, h("span", {}, say("coupon_unfit", { code }))))),
    h("ul", { class: "coupons" }, ...coupons.map((code) => h("li", {}, h("span", { class: "chip" }, code), button("×", () => acts.act(() => state.show(code)), { quiet: true, label: `${say("take_out")}: ${code}` })))),
  );
}

export function payOf(house: House, reckoned: Reckoned, parts: Part[], state: TillState, acts: Acts): HTMLElement {
  const { amount, unpriced } = reckoned.priced;
  const rest = restOf(amount, parts);
  const due = h("p", { class: "to-pay" }, h("span", {}, say("to_pay")), h("strong", {}, money(rest, house)));
  if (unpriced.length) return h("section", { class: "card pay" }, due, note(say("unsellable")));
  const kept = parts.length ? [h("ul", { class: "coupons values" }, ...parts.map((one) => partOf(one, house, state, acts)))] : [];
  if (parts.length && !rest) {
    const all = button(say("paid_by_kept"), () => acts.sell("cash", 0, amount, 0), { key: "F9", primary: true });
    return h("section", { class: "card pay" }, ...kept, due, h("div", { class: "pays" }, all));
  }
  const given = h("input", { id: "given", name: "given", inputmode: "decimal", autocomplete: "off", maxlength: 20, value: plain(rest, house.decimals), "data-after-scan": true, "data-key": "F8" });
  const change = h("output", {}, money(0, house));
  const wrong = h("p", { class: "note", role: "alert", hidden: true }, say("too_little"));
  given.addEventListener("input", () => {
    const typed = typedMoney(given.value, house.decimals);
    change.textContent = money(typed !== null && typed > rest ? typed - rest : 0, house);
    wrong.hidden = true;
  });
  const form = h("form", {}, h("label", { class: "labelled" }, h("span", {}, say("given")), given), h("p", { class: "change" }, h("span", {}, say("change")), change), wrong, h("div", { class: "pays" }, h("button", { class: "primary touch", "data-key": "F9" }, `${say("cash")} `, h("kbd", {}, "F9")), button(say("terminal"), () => acts.sell("outside", rest, amount, rest), { key: "F10" })), h("p", { class: "muted small" }, say("terminal_why")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = given.value.trim() === "" ? rest : typedMoney(given.value, house.decimals);
    if (typed === null || typed < rest) wrong.hidden = false;
    else acts.sell("cash", typed, amount, rest);
  });
  return h("section", { class: "card pay" }, ...kept, due, form);
}

/** What a gift card or points pay of it, and how much of them is kept here beyond that. */
function partOf(part: Part, house: House, state: TillState, acts: Acts): HTMLElement {
  const { lease, units: taken, amount } = part;
  const name = lease.kind === "gift" ? say("by_gift") : say("by_points", { count: taken });
  const left = lease.kind === "gift" ? money(lease.units - taken, house) : String(lease.units - taken);
  return h("li", { "data-paid": lease.kind }, h("span", { class: "chip" }, `${name} −${money(amount, house)} · ${say("left_here", { left })}`), button("×", () => acts.act(() => state.dropValue(lease.id)), { quiet: true, label: `${say("take_out")}: ${name}` }));
}
