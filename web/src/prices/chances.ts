// Which promotions a basket can meet at all, found by what lies in it, and what stands in the way of one.
// Two hundred promotions are asked for each basket: what can be known of them before is found out once, when rules are
// loaded, and what is found out for a basket is kept beside the promotion, under the number of the visit.

import type { Basket, Conditions, Promotion, PromotionRule, Reach, Right, Said } from "./facts.ts";
import { compare, reaches, reachOf, type Row, type Table } from "./rows.ts";

type Where = "variants" | "products" | "categories";
type Away = Extract<Said["said"], "not_now" | "not_here" | "not_for_them" | "used_up">;

/** A promotion with what is known of it while one basket is priced. */
export interface Chance {
  readonly promotion: Promotion;
  readonly id: string;
  readonly group: string;
  readonly rank: number;
  readonly gift: string;
  readonly since: number;
  readonly until: number;
  readonly from: number;
  readonly to: number;
  /** Seven bits, the lowest is Monday. */
  readonly days: number;
  /** Whether it has days or hours of its own; whether it asks who buys; whether something must be shown for it. */
  readonly timed: boolean;
  readonly choosy: boolean;
  readonly asks: boolean;
  /** Whether all goods are reached that go by one of its names; else each is looked at. */
  readonly plain: boolean;
  /** Whether every row is reached. */
  readonly every: boolean;
  /** What may be said of it without a number, as it was written the first time; head: what all of it begins with. */
  readonly head: string;
  readonly written: Partial<Record<Said["said"], string>>;
  /** What was shown for it, and whether it is used up, in the visits of these numbers. */
  shown: number;
  key: string;
  spent: number;
  /** The visit for which it was found out that nothing but the goods may be in its way, or why not: "" tells nobody. */
  visit: number;
  open: boolean;
  why: Away | "";
  /** Nobody is told, and no others are waiting for its place: the first of a group keeps that of all. */
  silent: boolean;
  /** The table for which its rows were found. */
  table: number;
  rows: Row[];
}

/** The promotions of one place, touchpoint and currency, by the goods that they name. */
interface Shelf {
  all: Chance[];
  by: Record<Where, Map<string, Chance[]>>;
}

/** Rules as they were loaded: looked up by what they can match instead of tried one by one. */
export class Chances {
  private readonly shelves = new Map<string, Shelf>();
  private readonly inOrder: Chance[];
  private readonly byId: Map<string, Chance>;
  visits = 0;
  tables = 0;

  constructor(told: readonly PromotionRule[]) {
    const inOrder = [...told].sort((a, b) => a.conditions.order - b.conditions.order || compare(a.id, b.id));
    this.inOrder = inOrder.map(({ conditions, ...one }, rank) =>
      chanceOf({ ...conditions, ...one, rank, reached: reachesOf(conditions).map(reachOf) }),
    );
    this.byId = new Map(this.inOrder.map((one) => [one.id, one]));
  }

  named(id: string): Chance | undefined {
    return this.byId.get(id);
  }

  /** In the order in which they are given. */
  ordered(ranks: readonly number[]): Chance[] {
    const found: Chance[] = [];
    const sorted = new Uint32Array(ranks).sort();
    for (let nth = 0; nth < sorted.length; nth++) found.push(this.inOrder[sorted[nth]!]!);
    return found;
  }

  shelf(basket: Basket): Shelf {
    const key = `${basket.touchpoint} ${basket.place} ${basket.currency}`;
    let shelf = this.shelves.get(key);
    if (shelf === undefined) {
      shelf = { all: [], by: { variants: new Map(), products: new Map(), categories: new Map() } };
      for (const one of this.inOrder) if (here(one.promotion, basket)) put(shelf, one);
      this.shelves.set(key, shelf);
    }
    return shelf;
  }
}

/** One basket at the rules: who is asking, where and when is found out once for each promotion. */
export class Visit {
  private readonly nth: number;
  private readonly shelf: Shelf;
  private readonly segments: ReadonlySet<string>;
  /** What was shown for promotions that there are. */
  private readonly shown: Chance[] = [];

  constructor(
    private readonly chances: Chances,
    readonly basket: Basket,
  ) {
    this.nth = ++chances.visits;
    this.shelf = chances.shelf(basket);
    this.segments = new Set(basket.customer.segments);
    for (const right of basket.rights) this.show(right);
    for (const id in basket.left) {
      const one = basket.left[id]! <= 0 ? chances.named(id) : undefined;
      if (one !== undefined) one.spent = this.nth;
    }
  }

  private show(right: Right): void {
    const one = this.chances.named(right.promotion);
    if (one === undefined) return;
    one.shown = this.nth;
    one.key = right.key;
    this.shown.push(one);
  }

  /** Those of which something may be said, in the order in which they are given, each with its rows. */
  of(table: Table): Chance[] {
    const nth = ++this.chances.tables;
    const visit = this.nth;
    const { rows } = table;
    const { all, by } = this.shelf;
    const ranks: number[] = [];
    for (let at = 0; at < all.length; at++) {
      const one = all[at]!;
      one.table = nth;
      if (one.visit !== visit) this.ask(one);
      if (one.open) one.rows = one.every ? rows : rows.filter((row) => reachedBy(one, row));
      else if (one.silent) continue;
      ranks.push(one.rank);
    }
    const meet = (named: readonly Chance[] | undefined, row: Row): void => {
      if (named === undefined) return;
      for (let at = 0; at < named.length; at++) {
        const one = named[at]!;
        if (one.table !== nth) {
          one.table = nth;
          if (one.visit !== visit) this.ask(one);
          if (one.open) one.rows = one.plain || reachedBy(one, row) ? [row] : [];
          else if (one.silent) continue;
          ranks.push(one.rank);
        } else if (one.open) {
          const met = one.rows;
          if (met[met.length - 1] !== row && (one.plain || reachedBy(one, row))) met.push(row);
        }
      }
    };
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const { wish } = row;
      meet(by.variants.get(wish.variant), row);
      meet(by.products.get(wish.product), row);
      for (const name of wish.categories) meet(by.categories.get(name), row);
    }
    return this.chances.ordered(ranks);
  }

  /** Those that something was shown for but that no row has met, by their ids. */
  missed(): Chance[] {
    const nth = this.chances.tables;
    const missed = this.shown.filter((one) => one.table !== nth);
    for (const one of missed) {
      one.table = nth;
      one.rows = [];
      this.ask(one);
      if (one.why === "not_now" || !this.heard(one) || here(one.promotion, this.basket)) continue;
      one.why = "not_here";
      one.open = false;
      one.visit = 0;
    }
    return missed.length > 1 ? missed.sort((a, b) => compare(a.id, b.id)) : missed;
  }

  /** Why it is not given to this customer at this time, if so. */
  private ask(one: Chance): void {
    const visit = this.nth;
    const { basket } = this;
    one.visit = visit;
    one.open = false;
    one.why = "";
    one.silent = one.group === "";
    if (one.asks && one.shown !== visit) return; // of coupons that nobody showed nothing is said
    let why: Away;
    if (basket.at < one.since || basket.at >= one.until || (one.timed && !inTime(one, basket))) why = "not_now";
    else if (one.choosy && !this.forThem(one.promotion)) why = "not_for_them";
    else if (one.spent === visit) why = "used_up";
    else {
      one.open = true;
      return;
    }
    if (!one.asks && !basket.explain) return;
    one.why = why;
    one.silent = false;
  }

  /** Whether somebody wants to hear of it in any case: they showed a coupon for it, or everything is to be explained. */
  heard(one: Chance): boolean {
    return this.basket.explain || (one.asks && one.shown === this.nth);
  }

  private forThem(promotion: Promotion): boolean {
    const { known, orders } = this.basket.customer;
    if (promotion.known && !known) return false;
    if (promotion.first && !(known && orders === 0)) return false;
    if (promotion.segments_not.some((one) => this.segments.has(one))) return false;
    return promotion.segments.length === 0 || promotion.segments.some((one) => this.segments.has(one));
  }
}

function chanceOf(promotion: Promotion): Chance {
  const { id, group, rank, since, until, minutes, reached } = promotion;
  const gift = promotion.act.kind === "gift" ? promotion.act.variant : "";
  const plain = gift === "" && reached.every((one) => one.but === undefined);
  return {
    ...{ promotion, id, group, rank, gift, since, until: until ?? Infinity, plain },
    ...{ from: minutes[0], to: minutes[1], days: daysOf(promotion.days) },
    timed: promotion.days.length > 0 || minutes[0] !== minutes[1],
    choosy: promotion.known || promotion.first || promotion.segments.length > 0 || promotion.segments_not.length > 0,
    asks: promotion.right,
    every: plain && reached.some((one) => one.all),
    head: `{"promotion":${JSON.stringify(id)},"said":"`,
    ...{ written: {}, shown: 0, key: "", spent: 0, visit: 0, open: false, why: "", silent: false, table: 0, rows: [] },
  };
}

function put(shelf: Shelf, one: Chance): void {
  const reached = reachesOf(one.promotion);
  if (reached.some((reach) => reach.all === true)) {
    shelf.all.push(one);
    return;
  }
  for (const where of ["variants", "products", "categories"] as const) {
    for (const name of new Set(reached.flatMap((reach) => reach[where] ?? []))) {
      const kept = shelf.by[where].get(name);
      if (kept === undefined) shelf.by[where].set(name, [one]);
      else kept.push(one);
    }
  }
}

function reachesOf(said: Conditions): Reach[] {
  return said.act.kind === "set_price" ? said.act.parts.map((part) => part.reach) : [said.reach];
}

function here(promotion: Promotion, basket: Basket): boolean {
  return (
    promotion.currency === basket.currency &&
    (promotion.touchpoints.length === 0 || promotion.touchpoints.includes(basket.touchpoint)) &&
    (promotion.places.length === 0 || promotion.places.includes(basket.place))
  );
}

function daysOf(days: readonly number[]): number {
  return days.length === 0 ? 127 : days.reduce((bits, day) => bits | (1 << day), 0);
}

/** Whether its days and hours are those of the basket. */
function inTime({ from, to, days }: Chance, { weekday, minute }: Basket): boolean {
  const late = from > to && minute < to; // after midnight it is still yesterday's evening
  if ((days & (1 << (late ? (weekday + 6) % 7 : weekday))) === 0) return false;
  if (from === to) return true;
  return from < to ? minute >= from && minute < to : minute >= from || late;
}

/** Whether a promotion speaks of a row, of a closed one too: thresholds count what is bought, whatever it costs by now. */
function reachedBy(one: Chance, row: Row): boolean {
  return row.wish.variant !== one.gift && one.promotion.reached.some((reach) => reaches(reach, row.wish));
}
