// Which promotions a basket can meet at all, found by what lies in it, and what stands in the way of one.

import type { Basket, Conditions, Promotion, PromotionRule, Reach, Said } from "./facts.ts";
import { compare, reaches, reachOf, type Row } from "./rows.ts";

type Where = "variants" | "products" | "categories";

/** The promotions of one place, touchpoint and currency, by the goods that they name. */
interface Shelf {
  all: Promotion[];
  by: Record<Where, Map<string, Promotion[]>>;
}

/** Rules as they were loaded: looked up by what they can match instead of tried one by one. */
export class Chances {
  private readonly shelves = new Map<string, Shelf>();
  private readonly byId: Map<string, Promotion>;

  private readonly promotions: readonly Promotion[];

  constructor(told: readonly PromotionRule[]) {
    const inOrder = [...told].sort((a, b) => a.conditions.order - b.conditions.order || compare(a.id, b.id));
    this.promotions = inOrder.map(({ conditions, ...one }, rank) => ({
      ...conditions,
      ...one,
      rank,
      reached: reachesOf(conditions).map(reachOf),
    }));
    this.byId = new Map(this.promotions.map((one) => [one.id, one]));
  }

  named(id: string): Promotion | undefined {
    return this.byId.get(id);
  }

  /** Those that reach a row of the basket here, in the order in which they are given. */
  of(basket: Basket, rows: readonly Row[]): Promotion[] {
    const shelf = this.shelf(basket);
    const found = new Set<Promotion>();
    for (const { wish } of rows) {
      for (const one of shelf.by.variants.get(wish.variant) ?? []) found.add(one);
      for (const one of shelf.by.products.get(wish.product) ?? []) found.add(one);
      for (const name of wish.categories) for (const one of shelf.by.categories.get(name) ?? []) found.add(one);
    }
    return merged(shelf.all, [...found].sort((a, b) => a.rank - b.rank));
  }

  private shelf(basket: Basket): Shelf {
    const key = `${basket.touchpoint} ${basket.place} ${basket.currency}`;
    let shelf = this.shelves.get(key);
    if (shelf === undefined) {
      shelf = { all: [], by: { variants: new Map(), products: new Map(), categories: new Map() } };
      for (const one of this.promotions) if (here(one, basket)) put(shelf, one);
      this.shelves.set(key, shelf);
    }
    return shelf;
  }
}

/** Two lists by rank as one; a promotion is in one of them only. */
function merged(most: readonly Promotion[], few: readonly Promotion[]): Promotion[] {
  const all: Promotion[] = [];
  let nth = 0;
  for (const one of few) {
    while (nth < most.length && most[nth]!.rank < one.rank) all.push(most[nth++]!);
    all.push(one);
  }
  while (nth < most.length) all.push(most[nth++]!);
  return all;
}

function put(shelf: Shelf, promotion: Promotion): void {
  const reached = reachesOf(promotion);
  if (reached.some((one) => one.all === true)) {
    shelf.all.push(promotion);
    return;
  }
  for (const where of ["variants", "products", "categories"] as const) {
    for (const name of new Set(reached.flatMap((one) => one[where] ?? []))) {
      const kept = shelf.by[where].get(name);
      if (kept === undefined) shelf.by[where].set(name, [promotion]);
      else kept.push(promotion);
    }
  }
}

function reachesOf(said: Conditions): Reach[] {
  return said.act.kind === "set_price" ? said.act.parts.map((part) => part.reach) : [said.reach];
}

export function here(promotion: Promotion, basket: Basket): boolean {
  return (
    promotion.currency === basket.currency &&
    (promotion.touchpoints.length === 0 || promotion.touchpoints.includes(basket.touchpoint)) &&
    (promotion.places.length === 0 || promotion.places.includes(basket.place))
  );
}

export function now(promotion: Promotion, basket: Basket): boolean {
  if (basket.at < promotion.since || (promotion.until !== null && basket.at >= promotion.until)) return false;
  const [from, until] = promotion.minutes;
  const late = from > until && basket.minute < until; // after midnight it is still yesterday's evening
  const day = late ? (basket.weekday + 6) % 7 : basket.weekday;
  if (promotion.days.length > 0 && !promotion.days.includes(day)) return false;
  if (from === until) return true;
  return from < until ? basket.minute >= from && basket.minute < until : basket.minute >= from || late;
}

/** The rows a promotion speaks of, closed ones too: thresholds count what is bought, whatever it costs by now. */
export function reachedBy(promotion: Promotion, rows: readonly Row[]): Row[] {
  const gift = promotion.act.kind === "gift" ? promotion.act.variant : "";
  const [only, ...parts] = promotion.reached;
  if (only === undefined) return [];
  if (only.all && only.but === undefined && gift === "" && parts.length === 0) return [...rows];
  if (parts.length > 0) return rows.filter((row) => promotion.reached.some((one) => reaches(one, row.wish)));
  return rows.filter((row) => row.wish.variant !== gift && reaches(only, row.wish));
}

type Hindrance = Pick<Said, "said" | "lacks">;

/** Why it is not given to this customer at this time and place, or undefined. */
export function outside(promotion: Promotion, basket: Basket): Hindrance | undefined {
  if (!now(promotion, basket)) return { said: "not_now", lacks: 0 };
  if (!here(promotion, basket)) return { said: "not_here", lacks: 0 };
  if (!forThem(promotion, basket)) return { said: "not_for_them", lacks: 0 };
  if ((basket.left[promotion.id] ?? 1) <= 0) return { said: "used_up", lacks: 0 };
  return undefined;
}

/** Why it is not given for these goods, or undefined. */
export function hindrance(promotion: Promotion, reached: readonly Row[]): Hindrance | undefined {
  if (reached.length === 0) return { said: "nothing_of_it", lacks: 0 };
  if (promotion.least_quantity > 0) {
    const units = reached.reduce((sum, row) => sum + row.wish.quantity, 0);
    if (units < promotion.least_quantity) return { said: "too_few", lacks: promotion.least_quantity - units };
  }
  if (promotion.least_amount > 0) {
    const amount = Number(reached.reduce((sum, row) => sum + row.listed, 0n));
    if (amount < promotion.least_amount) return { said: "too_little", lacks: promotion.least_amount - amount };
  }
  return undefined;
}

function forThem(promotion: Promotion, basket: Basket): boolean {
  const { known, orders, segments } = basket.customer;
  if (promotion.known && !known) return false;
  if (promotion.first && !(known && orders === 0)) return false;
  if (promotion.segments_not.some((one) => segments.includes(one))) return false;
  return promotion.segments.length === 0 || promotion.segments.some((one) => segments.includes(one));
}
