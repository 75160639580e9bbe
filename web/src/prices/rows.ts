// The lines of a basket while they are priced: each with what is left to pay of it.

import type { Basket, Names, Offered, PriceList, Promotion, Reach, Wish } from "./facts.ts";
import { MOST, nearest } from "./whole.ts";

export interface Row {
  wish: Wish;
  /** The quantity, as it is counted with. */
  units: number;
  price: Offered;
  listed: number;
  left: number;
  /** The promotion that was given here and lets no other follow. */
  closedBy: Promotion | undefined;
  given: Given[];
  /** The last question that it was an answer to, see Table.pieces. */
  mark: number;
}

/** What a promotion took off a row. of: what is the same on all its rows. */
export interface Given {
  of: GivenBy;
  amount: number;
}

/** A promotion that is given, with all that it takes off. head: see givenHead. */
export interface GivenBy {
  head: string;
  sum: number;
}

/** All rows of a basket, in the order of variants, which is the same however the lines were put in. */
export class Table {
  readonly rows: Row[] = [];
  readonly unpriced: string[] = [];
  /** Whether a promotion that lets no other follow has been given on some row. */
  closed = false;
  private dearest: Row[] | undefined;
  private mark = 0;

  /** orders: of the price lists that fit, by their ids, see fitting. */
  constructor(lines: readonly Wish[], orders: ReadonlyMap<string, number>) {
    for (const wish of inOrder(lines)) {
      const price = holding(wish.prices, orders);
      if (price === undefined) {
        this.unpriced.push(wish.variant);
        continue;
      }
      const units = wish.quantity;
      const listed = nearest(price.amount, units, price.per);
      this.rows.push({ wish, units, price, listed, left: listed, closedBy: undefined, given: [], mark: 0 });
    }
  }

  /** Those that nothing stops. */
  open(rows: Row[]): Row[] {
    return this.closed ? rows.filter((row) => row.closedBy === undefined) : rows;
  }

  /** Those of the rows that are counted in pieces, the dearest by the unit first: free pieces and sets are made of these. */
  pieces(rows: readonly Row[]): Row[] {
    this.dearest ??= dearestFirst(this.rows);
    if (rows === this.rows) return this.dearest;
    const mark = ++this.mark;
    for (let nth = 0; nth < rows.length; nth++) rows[nth]!.mark = mark;
    return this.dearest.filter((row) => row.mark === mark);
  }
}

function inOrder(lines: readonly Wish[]): readonly Wish[] {
  const byVariant = new Map<string, Wish>();
  for (let nth = 0; nth < lines.length; nth++) byVariant.set(lines[nth]!.variant, lines[nth]!);
  if (byVariant.size < lines.length) return [...lines].sort((a, b) => compare(a.variant, b.variant));
  const sorted: Wish[] = [];
  for (const variant of [...byVariant.keys()].sort()) sorted.push(byVariant.get(variant)!); // by code units, as compare does
  return sorted;
}

/** Sorting keeps the order of rows that cost the same. */
function dearestFirst(rows: readonly Row[]): Row[] {
  let [listed, units] = [0, 0];
  const pieces = rows.filter((row) => row.wish.counted);
  for (const row of pieces) {
    if (row.listed > listed) listed = row.listed;
    if (row.units > units) units = row.units;
  }
  if (listed * units <= MOST) return pieces.sort((a, b) => b.listed * a.units - a.listed * b.units);
  return pieces.sort((a, b) => {
    const left = BigInt(a.listed) * BigInt(b.units);
    const right = BigInt(b.listed) * BigInt(a.units);
    return left === right ? 0 : left > right ? -1 : 1;
  });
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

/** The price lists that fit the basket, each with its order. */
export function fitting(basket: Basket): Map<string, number> {
  const mine = new Set(basket.customer.segments);
  const orders = new Map<string, number>();
  for (const list of basket.lists) {
    if (fits(list, basket, mine)) orders.set(list.id, list.order);
    else orders.delete(list.id); // of lists of one id the last one holds
  }
  return orders;
}

function holding(prices: readonly Offered[], orders: ReadonlyMap<string, number>): Offered | undefined {
  let best: Offered | undefined;
  let highest = 0;
  for (const price of prices) {
    const order = orders.get(price.list);
    if (order === undefined) continue;
    if (best === undefined || order > highest || (order === highest && price.list < best.list)) {
      best = price;
      highest = order;
    }
  }
  return best;
}

function fits(list: PriceList, basket: Basket, mine: ReadonlySet<string>): boolean {
  return (
    list.currency === basket.currency &&
    (list.places.length === 0 || list.places.includes(basket.place)) &&
    (list.touchpoints.length === 0 || list.touchpoints.includes(basket.touchpoint)) &&
    (list.segments.length === 0 || list.segments.some((one) => mine.has(one)))
  );
}
