// Sentences, amounts and times as the page's language says them. The sentences come with the page.

import type { House, Words } from "./facts.ts";

const said = JSON.parse(document.querySelector("#standby-words")?.textContent ?? "{}") as Record<string, string>;
const language = document.body.dataset["language"] ?? "ru";

export function say(name: string, facts: Record<string, string | number> = {}): string {
  return (said[name] ?? name).replace(/%\((\w+)\)s/g, (_whole, key: string) => String(facts[key] ?? ""));
}

export function words(given: Words | undefined): string {
  return given?.[language] ?? given?.["ru"] ?? given?.["en"] ?? Object.values(given ?? {})[0] ?? "";
}

/** Digits and a point, exact: what stands in a field of money. */
export function plain(amount: number, decimals: number): string {
  const digits = String(amount).padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return decimals ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
}

export function money(amount: number, house: House): string {
  const [whole = "0", fraction] = plain(Math.abs(amount), house.decimals).split(".");
  const spaced = whole.replace(/\B(?=([0-9]{3})+$)/g, "\u00a0");
  return `${amount < 0 ? "−" : ""}${spaced}${fraction === undefined ? "" : `,${fraction}`}\u00a0${sign(house.currency)}`;
}

function sign(currency: string): string {
  const parts = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  return parts.formatToParts(0).find((one) => one.type === "currency")?.value ?? currency;
}

/** Units as people say them: 3, or 0,35 kg. */
export function units(count: number, unit: string): string {
  return unit === "piece" ? String(count) : `${measured(count).replace(".", ",")}\u00a0${say(SIGNS[unit] ?? unit)}`;
}

const SIGNS: Record<string, string> = { gram: "kg", millilitre: "l", milligallon: "gal" };

/** As it is typed: 0.35. */
export function measured(count: number): string {
  const digits = String(count).padStart(4, "0");
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, "");
}

export function rate(basisPoints: number): string {
  return `${plain(basisPoints, 2).replace(/\.?0+$/, "").replace(".", ",")}\u00a0%`;
}

export function instant(at: number, zone: string): string {
  const how: Intl.DateTimeFormatOptions = { day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit", timeZone: zone };
  return new Intl.DateTimeFormat("ru", how).format(at);
}

/** Minor units of what was typed ("5 000,50"); null where it is no amount. */
export function typedMoney(text: string, decimals: number): number | null {
  const match = /^([0-9]{1,12})(?:\.([0-9]*))?$/.exec(text.replace(/[\s\u00a0]/g, "").replace(",", "."));
  const fraction = (match?.[2] ?? "").padEnd(decimals, "0");
  return !match || fraction.length > decimals ? null : Number((match[1] ?? "0") + fraction);
}

/** Smallest units of what was typed ("3", "0,350"); null where so many cannot be sold. */
export function typedUnits(text: string, unit: string): number | null {
  const match = /^([0-9]{1,6})(?:\.([0-9]{1,3}))?$/.exec(text.trim().replace(",", "."));
  if (!match) return null;
  const thousandths = Number((match[1] ?? "0") + (match[2] ?? "").padEnd(3, "0"));
  if (unit !== "piece") return thousandths;
  return thousandths % 1000 ? null : thousandths / 1000;
}
