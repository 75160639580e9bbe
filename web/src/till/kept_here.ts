// What is lent to this till, and what it sold: the two lists below the counter.

import { button, h } from "./drawing.ts";
import type { House, KeptSale, Lease } from "./facts.ts";
import type { TillState } from "./state.ts";
import { valueForm, type Asking } from "./value_form.ts";
import { isValue } from "./values.ts";
import { instant, money, say, units, words } from "./words.ts";

export interface LentActs {
  online: boolean;
  asking: Asking | undefined;
  lendValue(text: string, sum: string, said: string): void;
  lend(text: string, units: number): void;
  giveBack(leases: string[]): void;
}

export function lentHere(state: TillState, house: House, acts: LentActs): HTMLElement {
  const rows = grouped(state.leases).map(([first, all]) => {
    const count = first.kind === "gift" ? money(first.units, house) : first.kind === "points" ? String(first.units) : first.kind === "goods" ? units(first.units, state.shelf?.goods.get(first.variant ?? "")?.unit ?? "piece") : `× ${all.length}`;
    return h("li", {}, h("span", {}, `${nameOf(first, state)} · ${count} · ${say("lent_until", { when: instant(first.until, house.zone) })}`), acts.online ? button(say("give_back"), () => acts.giveBack(all.map((one) => one.id)), { label: `${say("give_back")}: ${nameOf(first, state)} ${count}` }) : null);
  });
  const text = h("input", { id: "lend-text", autocomplete: "off", maxlength: 80, required: true });
  const count = h("input", { id: "lend-units", inputmode: "numeric", autocomplete: "off", maxlength: 6, value: "1" });
  const form = h("form", { class: "lend" }, h("label", { class: "labelled" }, h("span", {}, say("lend_what")), text), h("label", { class: "labelled" }, h("span", {}, say("lend_units")), count), h("button", { class: "touch" }, say("lend")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    acts.lend(text.value, /^[0-9]{1,6}$/.test(count.value.trim()) ? Number(count.value.trim()) : 0);
  });
  return h("details", { class: "card", id: "lent" }, h("summary", { class: "touch" }, `${say("lent")} (${state.leases.length})`), h("p", { class: "muted" }, say("lent_why")), h("ul", { class: "parked" }, ...rows), ...(acts.online ? [form, valueForm(acts.asking, (value, sum, said) => acts.lendValue(value, sum, said))] : [h("p", { class: "muted" }, say("only_online"))]));
}

function grouped(leases: Lease[]): [Lease, Lease[]][] {
  const groups = new Map<string, Lease[]>();
  for (const one of leases) {
    const name = one.kind === "goods" || isValue(one) ? one.id : `${one.kind} ${one.promotion} ${one.code}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()].flatMap((all): [Lease, Lease[]][] => (all[0] ? [[all[0], all]] : []));
}

function nameOf(lease: Lease, state: TillState): string {
  if (lease.kind === "coupon") return lease.code;
  if (isValue(lease)) return say(lease.kind === "gift" ? "by_gift" : "points");
  if (lease.kind === "goods") return words(state.shelf?.goods.get(lease.variant ?? "")?.name);
  return words(state.known?.knowledge.names[lease.promotion ?? ""]);
}

export function soldHere(sales: KeptSale[], house: House, show: (sale: KeptSale) => void): HTMLElement {
  const said = { waiting: "not_sent", recorded: "sent", aside: "set_aside" } as const;
  const rows = [...sales].reverse().slice(0, 50).map((one) =>
    h("li", { "data-state": one.state }, h("span", {}, `${one.told.number} · ${instant(one.told.sold_at, house.zone)} · ${money(one.told.amount, house)} · ${say(said[one.state])}`), button(say("receipt"), () => show(one), { label: `${say("receipt")} ${one.told.number}` })),
  );
  return h("details", { class: "card", id: "sold" }, h("summary", { class: "touch" }, `${say("last_sales")} (${sales.length})`), h("ul", { class: "parked" }, ...rows));
}
