// Before the counter: which till this device is, who sells, and by which digits.

import { button, h, note } from "./drawing.ts";
import type { KnownStaff } from "./facts.ts";
import { MOST_TRIES } from "./pin.ts";
import type { State } from "./talking.ts";
import { say } from "./words.ts";

export function chooseTill(state: State | undefined, choose: (till: string) => void): HTMLElement {
  const inside: HTMLElement[] = [];
  if (!state) inside.push(note(say("only_online")));
  else if (!state.place) inside.push(note(say("no_place")));
  else if (!state.tills.length) inside.push(note(say("no_tills")));
  else inside.push(h("ul", { class: "parked" }, ...state.tills.map((one) => h("li", {}, h("span", {}, `${one.code} · ${one.name}`), button(say("use_till"), () => choose(one.id), { primary: true, label: `${say("use_till")}: ${one.code}` })))));
  return h("section", { class: "card standby-card" }, h("h2", {}, say("choose_till")), h("p", {}, say("choose_till_why")), ...inside);
}

export function choosePin(keepIt: (pin: string) => void): HTMLElement {
  const field = h("input", { id: "new-pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 6, required: true });
  const form = h("form", { class: "pin" }, h("label", { class: "labelled" }, h("span", {}, say("pin")), field), h("button", { class: "touch" }, say("pin_keep")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keepIt(field.value);
  });
  return h("section", { class: "card" }, h("header", {}, h("h2", {}, say("pin_title"))), h("p", { class: "muted" }, say("pin_why")), form);
}

export function openByPin(staff: KnownStaff[], tries: Record<string, number>, refused: string, open: (person: KnownStaff, pin: string) => void): HTMLElement {
  if (!staff.length) return h("section", { class: "card standby-card" }, h("h2", {}, say("who")), note(say("nobody")));
  const who = h("select", { id: "who" }, ...staff.map((one) => h("option", { value: one.id }, one.name)));
  const field = h("input", { id: "pin", type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 6, required: true, autofocus: true });
  const form = h("form", { class: "pin" }, h("label", { class: "labelled" }, h("span", {}, say("who")), who), h("label", { class: "labelled" }, h("span", {}, say("pin")), field), h("button", { class: "primary touch" }, say("open")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const person = staff.find((one) => one.id === who.value);
    if (person) open(person, field.value);
  });
  const locked = staff.every((one) => (tries[one.id] ?? 0) >= MOST_TRIES);
  return h("section", { class: "card standby-card" }, h("h2", {}, say("who")), ...(refused ? [note(refused)] : []), ...(locked ? [note(say("pin_locked"))] : [form]));
}
