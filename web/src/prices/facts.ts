// What the price engine is told and what it says: the one contract of the server and of a till without a line.
// Amounts are minor units, quantities the variant's smallest unit, shares basis points, instants milliseconds since
// 1970 (UTC). All are whole numbers below 2^53; products of two are made in BigInt, see whole.ts.

/** Which goods are meant: any of these, but none of `but`. `all`: every one. */
export interface Reach {
  all?: boolean;
  variants?: string[];
  products?: string[];
  categories?: string[];
  but?: { variants?: string[]; products?: string[]; categories?: string[] };
}

export interface Step {
  at_least: number;
  share: number;
}

export interface Part {
  reach: Reach;
  quantity: number;
}

/** What a promotion does with the goods it reaches. */
export type Act =
  | { kind: "percent"; share: number }
  | { kind: "off_each"; amount: number; per: number }
  | { kind: "fixed_price"; amount: number; per: number }
  | { kind: "off_together"; amount: number }
  | { kind: "some_free"; every: number; free: number; share: number }
  | { kind: "set_price"; parts: Part[]; amount: number }
  | { kind: "steps"; by: "quantity" | "amount"; steps: Step[] }
  | { kind: "gift"; variant: string; quantity: number }
  | { kind: "points"; times: number; extra: number };

/** What a version of a promotion says beside its time. Empty lists mean: no condition. */
export interface Conditions {
  order: number;
  /** Of promotions of one group only the best for the customer is given. */
  group: string;
  /** Nothing further is given on the lines this one was given on. */
  stop: boolean;
  /** 0 is Monday. */
  days: number[];
  /** Minutes of the place's day, the first included; from > until goes over midnight. Equal: the whole day. */
  minutes: [number, number];
  touchpoints: string[];
  places: string[];
  currency: string;
  segments: string[];
  segments_not: string[];
  /** Only to who is known; only to who has bought nothing yet. */
  known: boolean;
  first: boolean;
  /** A coupon or a personal offer must be shown. */
  right: boolean;
  /** Of the reached goods at list prices; nought: no condition. */
  least_amount: number;
  least_quantity: number;
  /** How often within one order, for acts that repeat; nought: as often as it fits. */
  per_order: number;
  reach: Reach;
  act: Act;
}

/** One version of a promotion as it is told. until: null where it has no end. */
export interface PromotionRule {
  id: string;
  version: string;
  since: number;
  until: number | null;
  conditions: Conditions;
}

/** Goods to be looked up. */
export interface Names {
  variants: ReadonlySet<string>;
  products: ReadonlySet<string>;
  categories: ReadonlySet<string>;
}

/** The same as the engine keeps it. reached: by its own reach, or by each part of its set. rank: in order. */
export interface Promotion extends Conditions, Omit<PromotionRule, "conditions"> {
  rank: number;
  reached: { all: boolean; names: Names; but: Names | undefined }[];
}

/** A price list: of those that fit, the one with the highest order holds. */
export interface PriceList {
  id: string;
  order: number;
  currency: string;
  places: string[];
  touchpoints: string[];
  segments: string[];
}

export interface Rules {
  promotions: PromotionRule[];
}

/** A price version that holds at the instant: `amount` for `per` units. */
export interface Offered {
  list: string;
  version: string;
  amount: number;
  per: number;
}

export interface Wish {
  variant: string;
  product: string;
  categories: string[];
  quantity: number;
  /** Sold by the piece; weighed goods are never part of a set and never one free of three. */
  counted: boolean;
  /** The tax that its price includes. */
  tax: number;
  prices: Offered[];
}

/** A coupon or a personal offer that was shown, by the key under which its use is kept. */
export interface Right {
  promotion: string;
  key: string;
}

export interface Basket {
  at: number;
  weekday: number;
  minute: number;
  touchpoint: string;
  place: string;
  currency: string;
  /** Discounted lines are rounded to whole multiples of this. */
  step: number;
  /** Also what nobody asked about is said: promotions of other times, places and people. */
  explain: boolean;
  customer: { known: boolean; orders: number; segments: string[] };
  rights: Right[];
  /** Orders in which a limited promotion may still be given; one that is not named has no limit. */
  left: Record<string, number>;
  lists: PriceList[];
  lines: Wish[];
}

export interface Given {
  promotion: string;
  version: string;
  right: string;
  amount: number;
}

export interface PricedLine {
  variant: string;
  quantity: number;
  list: string;
  version: string;
  price: number;
  per: number;
  list_amount: number;
  discount_amount: number;
  amount: number;
  tax: number;
  tax_amount: number;
  given: Given[];
}

/** One step of the reasons. lacks: how much more would do; by: the promotion that was in the way. */
export interface Said {
  promotion: string;
  said:
    | "given"
    | "gift_waits"
    | "not_now"
    | "not_here"
    | "not_for_them"
    | "used_up"
    | "too_little"
    | "too_few"
    | "nothing_of_it"
    | "lost_to"
    | "stopped";
  amount: number;
  lacks: number;
  by: string;
  variant: string;
}

export interface Priced {
  lines: PricedLine[];
  /** Variants that no list prices here. */
  unpriced: string[];
  list_amount: number;
  discount_amount: number;
  amount: number;
  taxes: { rate: number; amount: number; tax_amount: number }[];
  said: Said[];
}
