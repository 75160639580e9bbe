// The lines of a basket while they are priced: each with what is left to pay of it.

import type { Basket, Given, Names, Offered, PriceList, Promotion, Reach, Wish } from "./facts.ts";
import { nearest } from "./whole.ts";

export interface Row {
  wish: Wish;
  /** The quantity, as it is counted with. */
  units: bigint;
  /** Its place among the rows, the dearest by the unit first: sets and free pieces are made of these in this order. */
  dear: number;
  price: Offered;
  listed: bigint;
  left: bigint;
  closedBy: string;
  given: (Omit<Given, "amount"> & { amount: bigint })[];
}

/** What the basket costs at list prices, in the order of variants, which is the same however the lines were put in. */
export function rowsOf(basket: Basket): { rows: Row[]; unpriced: string[] } {
  const rows: Row[] = [];
  const unpriced: string[] = [];
  const mine = new Set(basket.customer.segments);
  const lists = new Map(basket.lists.map((one) => [one.id, one]));
  for (const wish of [...basket.lines].sort((a, b) => compare(a.variant, b.variant))) {
    const price = holding(wish.prices, basket, lists, mine);
    if (price === undefined) {
      unpriced.push(wish.variant);
      continue;
    }
    const units = BigInt(wish.quantity);
    const listed = nearest(BigInt(price.amount) * units, BigInt(price.per));
    rows.push({ wish, units, dear: 0, price, listed, left: listed, closedBy: "", given: [] });
  }
  [...rows].sort(dearestFirst).forEach((row, place) => (row.dear = place));
  return { rows, unpriced };
}

function dearestFirst(a: Row, b: Row): number {
  const left = a.listed * b.units;
  const right = b.listed * a.units;
  return left === right ? compare(a.wish.variant, b.wish.variant) : left > right ? -1 : 1;
}

/** Texts by their code units: the same in every runtime and language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export type Reached = Promotion["reached"][number];

export function reachOf(reach: Reach): Reached {
  return { all: reach.all === true, names: namesOf(reach), but: reach.but && namesOf(reach.but) };
}

export function reaches(reach: Reached, wish: Wish): boolean {
  if (reach.but !== undefined && named(reach.but, wish)) return false;
  return reach.all || named(reach.names, wish);
}

function namesOf(of: { variants?: string[]; products?: string[]; categories?: string[] }): Names {
  return { variants: new Set(of.variants), products: new Set(of.products), categories: new Set(of.categories) };
}

function named(of: Names, wish: Wish): boolean {
  if (of.variants.has(wish.variant) || of.products.has(wish.product)) return true;
  return of.categories.size > 0 && wish.categories.some((one) => of.categories.has(one));
}

function holding(
  prices: readonly Offered[],
  basket: Basket,
  lists: Map<string, PriceList>,
  mine: ReadonlySet<string>,
): Offered | undefined {
  let best: { price: Offered; order: number } | undefined;
  for (const price of prices) {
    const list = lists.get(price.list);
    if (list === undefined || !fits(list, basket, mine)) continue;
    if (best === undefined || list.order > best.order || (list.order === best.order && price.list < best.price.list)) {
      best = { price, order: list.order };
    }
  }
  return best?.price;
}

function fits(list: PriceList, basket: Basket, mine: ReadonlySet<string>): boolean {
  return (
    list.currency === basket.currency &&
    (list.places.length === 0 || list.places.includes(basket.place)) &&
    (list.touchpoints.length === 0 || list.touchpoints.includes(basket.touchpoint)) &&
    (list.segments.length === 0 || list.segments.some((one) => mine.has(one)))
  );
}
