// One basket, its prices and promotions, priced by the same source on the server and on a till without a line.
// A pure function: the same facts give the same answer, byte for byte, in every runtime.

import { takeOff, type Off } from "./acts.ts";
import { Chances, hindrance, outside, reachedBy } from "./chances.ts";
import type { Basket, PricedLine, Priced, Promotion, Right, Rules, Said } from "./facts.ts";
import { compare, rowsOf, type Row } from "./rows.ts";
import { taxWithin, toStep } from "./whole.ts";

interface Chance {
  promotion: Promotion;
  right: Right | undefined;
  off: Off;
  sum: bigint;
  gift: boolean;
}

interface Pricing {
  basket: Basket;
  rows: Row[];
  rights: Map<string, Right>;
  said: Said[];
}

export function loaded(rules: Rules): Chances {
  return new Chances(rules.promotions);
}

/** What the basket costs and why. */
export function price(chances: Chances, basket: Basket): Priced {
  const { rows, unpriced } = rowsOf(basket);
  const rights = new Map(basket.rights.map((one) => [one.promotion, one]));
  const pricing: Pricing = { basket, rows, rights, said: [] };
  const found = chances.of(basket, rows);
  const met = new Set(found.map((one) => one.id));
  for (const right of [...basket.rights].sort((a, b) => compare(a.promotion, b.promotion))) {
    const promotion = chances.named(right.promotion);
    if (promotion !== undefined && !met.has(promotion.id)) chanceOf(pricing, promotion); // says why it is not given
  }
  for (const group of inGroups(found)) give(pricing, group);
  round(pricing);
  return told(pricing, unpriced);
}

/** In order; those of one group together, where the first of them stands. */
function inGroups(promotions: readonly Promotion[]): Promotion[][] {
  const groups: Promotion[][] = [];
  const byName = new Map<string, Promotion[]>();
  for (const one of promotions) {
    const group = one.group === "" ? undefined : byName.get(one.group);
    if (group !== undefined) {
      group.push(one);
      continue;
    }
    const begun = [one];
    groups.push(begun);
    if (one.group !== "") byName.set(one.group, begun);
  }
  return groups;
}

function give(pricing: Pricing, group: readonly Promotion[]): void {
  const chances = group.flatMap((one) => chanceOf(pricing, one) ?? []);
  const best = chances.reduce<Chance | undefined>((top, one) => (top === undefined || one.sum > top.sum ? one : top), undefined);
  for (const one of chances) {
    if (one !== best) say(pricing, one.promotion, "lost_to", { by: best!.promotion.id, amount: Number(one.sum) });
  }
  if (best === undefined) return;
  const { promotion, right, off, sum } = best;
  for (const [row, amount] of off) {
    row.left -= amount;
    row.given.push({ promotion: promotion.id, version: promotion.version, right: right?.key ?? "", amount });
    if (promotion.stop) row.closedBy = promotion.id;
  }
  if (best.gift) say(pricing, promotion, "gift_waits", { variant: giftOf(promotion) });
  else say(pricing, promotion, "given", { amount: Number(sum) });
}

/** What it would take off now; undefined, with the reason said, where it is not given. */
function chanceOf(pricing: Pricing, promotion: Promotion): Chance | undefined {
  const { basket, rows } = pricing;
  const right = promotion.right ? pricing.rights.get(promotion.id) : undefined;
  if (promotion.right && right === undefined) return undefined; // of coupons that nobody showed nothing is said
  const away = outside(promotion, basket);
  if (away !== undefined) {
    if (asked(pricing, right)) say(pricing, promotion, away.said, {});
    return undefined;
  }
  const reached = reachedBy(promotion, rows);
  const why = hindrance(promotion, reached);
  if (why !== undefined) {
    if (why.lacks > 0 || asked(pricing, right)) say(pricing, promotion, why.said, { lacks: why.lacks });
    return undefined;
  }
  const open = (promotion.act.kind === "gift" ? rows : reached).filter((row) => row.closedBy === "");
  const off = takeOff(promotion, open, repeats(promotion, reached));
  const sum = [...off.values()].reduce((whole, one) => whole + one, 0n);
  if (sum > 0n || promotion.act.kind === "points") return { promotion, right, off, sum, gift: false };
  if (promotion.act.kind === "gift") {
    const variant = promotion.act.variant;
    if (!rows.some((row) => row.wish.variant === variant)) return { promotion, right, off, sum, gift: true };
  }
  const inTheWay = reached.find((row) => row.closedBy !== "")?.closedBy;
  if (inTheWay !== undefined) say(pricing, promotion, "stopped", { by: inTheWay });
  else if (asked(pricing, right)) say(pricing, promotion, "nothing_of_it", {});
  return undefined;
}

/** Whether somebody wants to hear of it in any case: they showed a coupon for it, or everything is to be explained. */
function asked(pricing: Pricing, right: Right | undefined): boolean {
  return right !== undefined || pricing.basket.explain;
}

/** How often an act that repeats may be done in this order. A gift comes once for every so many goods. */
function repeats(promotion: Promotion, reached: readonly Row[]): bigint {
  const most = promotion.per_order > 0 ? BigInt(promotion.per_order) : BigInt(Number.MAX_SAFE_INTEGER);
  if (promotion.act.kind !== "gift") return most;
  if (promotion.least_quantity <= 0) return 1n;
  const units = reached.reduce((sum, row) => sum + row.units, 0n);
  const often = units / BigInt(promotion.least_quantity);
  return often < most ? often : most;
}

function giftOf(promotion: Promotion): string {
  return promotion.act.kind === "gift" ? promotion.act.variant : "";
}

function say(
  pricing: Pricing,
  promotion: Promotion,
  said: Said["said"],
  more: Partial<Pick<Said, "amount" | "lacks" | "by" | "variant">>,
): void {
  pricing.said.push({
    promotion: promotion.id,
    said,
    amount: more.amount ?? 0,
    lacks: more.lacks ?? 0,
    by: more.by ?? "",
    variant: more.variant ?? "",
  });
}

/** Lines that something was taken off are paid in whole steps; the last promotion on the line bears the difference. */
function round(pricing: Pricing): void {
  const step = BigInt(pricing.basket.step);
  if (step <= 1n) return;
  for (const row of pricing.rows) {
    const last = row.given.at(-1);
    if (last === undefined) continue;
    const rounded = toStep(row.left, step, row.left + last.amount);
    const more = row.left - rounded;
    last.amount += more;
    row.left = rounded;
    const said = pricing.said.find((one) => one.said === "given" && one.promotion === last.promotion);
    if (said !== undefined) said.amount += Number(more);
  }
}

function told(pricing: Pricing, unpriced: string[]): Priced {
  const lines = pricing.rows.map(lineOf);
  const taxes = new Map<number, { rate: number; amount: number; tax_amount: number }>();
  for (const line of lines) {
    const tax = taxes.get(line.tax) ?? { rate: line.tax, amount: 0, tax_amount: 0 };
    tax.amount += line.amount;
    tax.tax_amount += line.tax_amount;
    taxes.set(line.tax, tax);
  }
  const sum = (of: (line: PricedLine) => number): number => lines.reduce((whole, line) => whole + of(line), 0);
  return {
    lines,
    unpriced,
    list_amount: sum((line) => line.list_amount),
    discount_amount: sum((line) => line.discount_amount),
    amount: sum((line) => line.amount),
    taxes: [...taxes.values()].sort((a, b) => a.rate - b.rate),
    said: pricing.said,
  };
}

function lineOf(row: Row): PricedLine {
  return {
    variant: row.wish.variant,
    quantity: row.wish.quantity,
    list: row.price.list,
    version: row.price.version,
    price: row.price.amount,
    per: row.price.per,
    list_amount: Number(row.listed),
    discount_amount: Number(row.listed - row.left),
    amount: Number(row.left),
    tax: row.wish.tax,
    tax_amount: Number(taxWithin(row.left, row.wish.tax)),
    given: row.given.map((one) => ({ ...one, amount: Number(one.amount) })),
  };
}
