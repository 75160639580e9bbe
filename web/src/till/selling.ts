// A sale priced by what the till knows, by the very engine that the server runs.

import type { Basket, Priced, Right, Wish } from "../prices/facts.ts";
import type { Draft, Goods, Knowledge, KnownPrice, Lease, Rule, ToldSale } from "./facts.ts";

declare const priceEngine: { loadRules(name: string, text: string): void; priceBasket(name: string, text: string): string };

export interface Reckoned {
  priced: Priced;
  /** What is used up by it, if it is sold. */
  leases: Lease[];
  /** Promotions that would be given with a connection: their number is limited, and none is kept here. */
  beyond: string[];
  /** Coupons that give nothing now. */
  unfit: string[];
}

/** What was known, made findable. */
export class Shelf {
  readonly goods = new Map<string, Goods>();
  readonly rules = new Map<string, Rule>();
  private readonly byCode = new Map<string, string[]>();
  private readonly prices = new Map<string, KnownPrice[]>();
  private readonly codes = new Map<string, { promotion: string; coupon: string }>();

  constructor(readonly known: Knowledge) {
    for (const one of known.goods) {
      this.goods.set(one.id, one);
      for (const code of one.codes) push(this.byCode, code, one.id);
    }
    for (const one of known.prices) push(this.prices, one.variant, one);
    for (const one of known.book.promotions) this.rules.set(one.id, one);
    for (const [code, promotion, coupon] of known.codes) this.codes.set(code, { promotion, coupon });
    priceEngine.loadRules(known.book.name, JSON.stringify(known.book));
  }

  scanned(code: string): Goods | undefined {
    const found = this.byCode.get(code) ?? [];
    return found.length === 1 ? this.goods.get(found[0]!) : undefined;
  }

  /** Goods by a part of their name, at most eight. */
  named(text: string): Goods[] {
    const wanted = text.toLowerCase().split(/\s+/).filter((one) => one.length > 1);
    if (!wanted.length) return [];
    const fits = (one: Goods): boolean => {
      const name = Object.values(one.name).join(" ").toLowerCase();
      return wanted.every((word) => name.includes(word));
    };
    return this.known.goods.filter(fits).slice(0, 8);
  }

  freeCode(code: string): { promotion: string; coupon: string } | undefined {
    return this.codes.get(code);
  }

  basket(draft: Draft, at: number, rights: Right[], left: Record<string, number>): Basket {
    const { house, lists } = this.known;
    return {
      at,
      ...momentOf(at, house.zone),
      touchpoint: "till",
      place: house.place,
      currency: house.currency,
      step: house.step,
      explain: false,
      customer: { known: false, orders: 0, segments: [] },
      rights,
      left,
      lists,
      lines: draft.lines.flatMap((one) => this.wish(one.variant, one.units, at)),
    };
  }

  private wish(variant: string, quantity: number, at: number): Wish[] {
    const goods = this.goods.get(variant);
    if (!goods) return [];
    const holds = (this.prices.get(variant) ?? []).filter((one) => one.since <= at && (one.until === null || at < one.until));
    const prices = holds.map((one) => ({ list: one.list, version: one.version, amount: one.amount, per: one.per }));
    const counted = goods.unit === "piece";
    const tax = this.ratesAt(at)[variant] ?? 0;
    return [{ variant, product: goods.product, categories: goods.paths, quantity, counted, tax, prices }];
  }

  /** The rates of the day; nobody said that tax is owed where a variant has none. */
  ratesAt(at: number): Record<string, number> {
    const day = dayOf(at, this.known.house.zone);
    const begun = this.known.taxes.filter((one) => one.day <= day);
    return (begun.at(-1) ?? this.known.taxes[0])?.rates ?? {};
  }
}

export function reckon(shelf: Shelf, draft: Draft, leases: Lease[], at: number): Reckoned {
  const usable = leases.filter((one) => one.until > at);
  const rights: Right[] = [];
  const shown = new Map<string, Lease>();
  for (const code of draft.coupons) {
    const free = shelf.freeCode(code);
    const lent = usable.find((one) => one.kind === "coupon" && one.code === code);
    if (free) rights.push({ promotion: free.promotion, key: free.coupon });
    else if (lent?.promotion && lent.coupon) {
      rights.push({ promotion: lent.promotion, key: lent.coupon });
      shown.set(lent.promotion, lent);
    }
  }
  const left: Record<string, number> = {};
  const lent = new Map<string, Lease>();
  for (const rule of shelf.rules.values()) {
    if (!rule.conditions.in_all && !rule.conditions.per_customer) continue;
    const lease = shown.get(rule.id) ?? usable.find((one) => one.kind === "promotion" && one.promotion === rule.id);
    if (lease) lent.set(rule.id, lease);
    left[rule.id] = lease && !rule.conditions.per_customer ? 1 : 0;
  }
  for (const [promotion, lease] of shown) lent.set(promotion, lease);
  const priced = ask(shelf, shelf.basket(draft, at, rights, left));
  const given = givenBy(priced);
  const counted = Object.keys(left).filter((id) => left[id] === 0 && !shelf.rules.get(id)?.conditions.per_customer);
  const open = counted.length ? givenBy(ask(shelf, shelf.basket(draft, at, rights, { ...left, ...Object.fromEntries(counted.map((id) => [id, 1])) }))) : given;
  return {
    priced,
    leases: [...given].flatMap((id) => lent.get(id) ?? []),
    beyond: counted.filter((id) => open.has(id)),
    unfit: draft.coupons.filter((code) => {
      const right = shelf.freeCode(code)?.promotion ?? leases.find((one) => one.code === code)?.promotion;
      return !right || !given.has(right);
    }),
  };
}

export function toldLines(priced: Priced): ToldSale["lines"] {
  return priced.lines.map(({ variant, quantity, list_amount, discount_amount, given }) => ({
    variant,
    quantity,
    list_amount,
    discount_amount,
    given: given.map((one) => ({ promotion: one.promotion, version: one.version, right: one.right, amount: one.amount })),
  }));
}

/** A coupon code as it is kept: capital letters, no spaces and dashes. */
export function tidyCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s_-]/g, "").slice(0, 40);
}

function ask(shelf: Shelf, basket: Basket): Priced {
  return JSON.parse(priceEngine.priceBasket(shelf.known.book.name, JSON.stringify(basket))) as Priced;
}

function givenBy(priced: Priced): Set<string> {
  return new Set(priced.said.filter((one) => one.said === "given" && one.amount > 0).map((one) => one.promotion));
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** What the place's own clock says: 0 is Monday. */
export function momentOf(at: number, zone: string): { weekday: number; minute: number } {
  const how: Intl.DateTimeFormatOptions = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  const parts = new Map(new Intl.DateTimeFormat("en-GB", how).formatToParts(at).map((one) => [one.type, one.value]));
  return { weekday: DAYS.indexOf(parts.get("weekday") ?? "Mon"), minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")) };
}

function dayOf(at: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at);
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const held = map.get(key);
  if (held) held.push(value);
  else map.set(key, [value]);
}
