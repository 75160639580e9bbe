// One basket, its prices and promotions, priced by the same source on the server and on a till without a line.
// A pure function: the same facts give the same answer, byte for byte, in every runtime.

import { takeOff, type Off } from "./acts.ts";
import { Chances, Visit, type Chance } from "./chances.ts";
import type { Basket, Rules, Wish } from "./facts.ts";
import { fitting, Table, type GivenBy, type Row } from "./rows.ts";
import { answer, givenHead, numbered, waiting, worded, type Saying } from "./told.ts";
import { least, MOST, times, toStep } from "./whole.ts";

/** What a promotion would take off now. waits: it is a gift that does not lie in the basket yet. */
interface Offer {
  chance: Chance;
  off: Off;
  waits: boolean;
}

interface Pricing {
  visit: Visit;
  table: Table;
  said: Saying[];
}

export function loaded(rules: Rules): Chances {
  return new Chances(rules.promotions);
}

/** What the basket costs and why, as JSON: see Priced. */
export function price(chances: Chances, basket: Basket): string {
  return priced(new Visit(chances, basket), basket.lines, fitting(basket));
}

/** The same of each line as if it were bought alone. */
export function priceOfEach(chances: Chances, basket: Basket): string {
  const visit = new Visit(chances, basket);
  const lists = fitting(basket);
  return `[${basket.lines.map((line) => priced(visit, [line], lists)).join(",")}]`;
}

function priced(visit: Visit, lines: readonly Wish[], lists: ReadonlyMap<string, number>): string {
  const table = new Table(lines, lists);
  const pricing: Pricing = { visit, table, said: [] };
  const found = visit.of(table);
  for (const one of visit.missed()) offerOf(pricing, one); // says why it is not given
  const groups = inGroups(found);
  for (let nth = 0; nth < found.length; nth++) {
    const one = found[nth]!;
    if (one.group === "") {
      if (one.open) giveBest(pricing, [one]);
      else if (one.why !== "") pricing.said.push(worded(one, one.why));
      continue;
    }
    const group = groups.get(one.group);
    if (group === undefined) continue; // those of one group are given together, where the first of them stands
    groups.delete(one.group);
    giveBest(pricing, group);
  }
  round(table.rows, visit.basket.step);
  return answer(table, pricing.said);
}

function inGroups(found: readonly Chance[]): Map<string, Chance[]> {
  const groups = new Map<string, Chance[]>();
  for (let nth = 0; nth < found.length; nth++) {
    const one = found[nth]!;
    if (one.group === "") continue;
    const group = groups.get(one.group);
    if (group === undefined) groups.set(one.group, [one]);
    else group.push(one);
  }
  return groups;
}

/** Of those of a group the best. */
function giveBest(pricing: Pricing, group: readonly Chance[]): void {
  let best: Offer | undefined;
  const offers: Offer[] = [];
  for (let nth = 0; nth < group.length; nth++) {
    const offer = offerOf(pricing, group[nth]!);
    if (offer === undefined) continue;
    offers.push(offer);
    if (best === undefined || offer.off.sum > best.off.sum) best = offer;
  }
  if (best === undefined) return;
  for (const one of offers) {
    if (one !== best) pricing.said.push(numbered(one.chance, "lost_to", one.off.sum, 0, best.chance.id));
  }
  give(pricing, best);
}

function give(pricing: Pricing, { chance, off, waits }: Offer): void {
  const { promotion } = chance;
  const { rows, amounts, sum } = off;
  const by: GivenBy = { head: rows.length > 0 ? givenHead(chance) : "", sum };
  for (let nth = 0; nth < rows.length; nth++) {
    const row = rows[nth]!;
    row.left -= amounts[nth]!;
    row.given.push({ of: by, amount: amounts[nth]! });
    if (promotion.stop) row.closedBy = promotion;
  }
  if (promotion.stop && rows.length > 0) pricing.table.closed = true;
  pricing.said.push(waits ? waiting(chance) : { chance, by });
}

/** What it would take off now; undefined, with the reason said, where it is not given. */
function offerOf(pricing: Pricing, chance: Chance): Offer | undefined {
  if (!chance.open) {
    if (chance.why !== "") pricing.said.push(worded(chance, chance.why));
    return undefined;
  }
  const { promotion, rows } = chance;
  if (rows.length === 0) return unsaid(pricing, chance);
  const lacks = lacking(chance);
  if (lacks !== undefined) {
    pricing.said.push(lacks);
    return undefined;
  }
  const { table } = pricing;
  const open = table.open(chance.gift === "" ? rows : table.rows);
  const off = takeOff(promotion, open, table, repeats(chance));
  if (off.sum > 0 || promotion.act.kind === "points") return { chance, off, waits: false };
  if (chance.gift !== "" && !table.rows.some((row) => row.wish.variant === chance.gift)) return { chance, off, waits: true };
  const inTheWay = table.closed ? rows.find((row) => row.closedBy !== undefined)?.closedBy : undefined;
  if (inTheWay === undefined) return unsaid(pricing, chance);
  pricing.said.push(numbered(chance, "stopped", 0, 0, inTheWay.id));
  return undefined;
}

function unsaid(pricing: Pricing, chance: Chance): undefined {
  if (pricing.visit.heard(chance)) pricing.said.push(worded(chance, "nothing_of_it"));
}

/** How much more of its goods would do, or undefined. */
function lacking(chance: Chance): Saying | undefined {
  const { least_quantity, least_amount } = chance.promotion;
  const { rows } = chance;
  if (least_quantity > 0) {
    const lacks = least_quantity - unitsOf(rows);
    if (lacks > 0) return numbered(chance, "too_few", 0, lacks);
  }
  if (least_amount > 0) {
    let lacks = least_amount;
    for (const row of rows) lacks -= row.listed;
    if (lacks > 0) return numbered(chance, "too_little", 0, lacks);
  }
  return undefined;
}

function unitsOf(rows: readonly Row[]): number {
  let units = 0;
  for (const row of rows) units += row.units;
  return units;
}

/** How often an act that repeats may be done in this order. A gift comes once for every so many goods. */
function repeats({ promotion, gift, rows }: Chance): number {
  const most = promotion.per_order > 0 ? promotion.per_order : MOST;
  if (gift === "") return most;
  if (promotion.least_quantity <= 0) return 1;
  return least(times(unitsOf(rows), promotion.least_quantity), most);
}

/** Lines that something was taken off are paid in whole steps; the last promotion on the line bears the difference. */
function round(rows: readonly Row[], step: number): void {
  if (step <= 1) return;
  for (const row of rows) {
    const last = row.given.at(-1);
    if (last === undefined) continue;
    const more = row.left - toStep(row.left, step, row.left + last.amount);
    last.amount += more;
    last.of.sum += more;
    row.left -= more;
  }
}
