// What a till without a connection knows, keeps and tells. Amounts are minor units, quantities the variant's smallest
// unit, instants milliseconds since 1970, all whole numbers; see insights/till_knowledge.py and domains/tills/types.py.

import type { Conditions, PriceList, PromotionRule } from "../prices/facts.ts";

export type Words = Record<string, string>;

export interface House {
  till: string;
  code: string;
  name: string;
  place: string;
  place_name: Words;
  address: Words;
  entity: Words;
  tax_number: string;
  zone: string;
  currency: string;
  decimals: number;
  step: number;
}

export interface KnownStaff {
  id: string;
  name: string;
  salt: string;
  digest: string;
  rounds: number;
}

export interface Goods {
  id: string;
  product: string;
  codes: string[];
  unit: string;
  name: Words;
  paths: string[];
}

export interface KnownPrice {
  variant: string;
  list: string;
  version: string;
  amount: number;
  per: number;
  since: number;
  until: number | null;
}

/** Conditions as the server tells them: with the limits, which the engine itself does not look at. */
export type Limited = Conditions & { in_all?: number; per_customer?: number };
export type Rule = Omit<PromotionRule, "conditions"> & { conditions: Limited };

export interface Knowledge {
  house: House;
  staff: KnownStaff[];
  goods: Goods[];
  prices: KnownPrice[];
  lists: PriceList[];
  taxes: { day: string; rates: Record<string, number> }[];
  book: { name: string; promotions: Rule[] };
  names: Record<string, Words>;
  codes: [string, string, string][];
  left_out: number;
}

export interface Lease {
  id: string;
  kind: "promotion" | "coupon" | "goods" | "gift" | "points";
  promotion: string | null;
  coupon: string | null;
  code: string;
  variant: string | null;
  units: number;
  until: number;
  /** Of a gift card or points: by the slow digest of its code it is found, and nothing else is known of it. */
  salt: string;
  digest: string;
  rounds: number;
  /** Minor units that a unit pays, and the share of a sale (basis points) that all points together may pay. */
  worth: number;
  most_share: number;
}

/** What the till was told last; known_at: by the server's clock, so that a receipt can say how old it is. */
export interface Known {
  edition: string;
  known_at: number;
  knowledge: Knowledge;
}

export interface DraftLine {
  variant: string;
  units: number;
}

/** A sale that is being scanned. id: the one it gets for ever, so that two clicks sell once. */
export interface Draft {
  id: string;
  lines: DraftLine[];
  coupons: string[];
  out: DraftLine[];
  /** Leases of gift cards and points whose code was scanned; one kept before there were any has none. */
  values?: string[];
}

export interface Counter {
  draft: Draft;
  parked: Draft[];
}

export interface ToldGiven {
  promotion: string;
  version: string;
  right: string;
  amount: number;
}

/** Minor units that a gift card or points paid, out of a lease. */
export interface ToldValue {
  lease: string;
  amount: number;
}

/** A sale as the server is told it. method: for what `values` did not pay; older ones have none. */
export interface ToldSale {
  id: string;
  till: string;
  place: string;
  cashier: string;
  number: string;
  currency: string;
  sold_at: number;
  known_at: number;
  amount: number;
  method: "cash" | "outside";
  given: number;
  lines: { variant: string; quantity: number; list_amount: number; discount_amount: number; given: ToldGiven[] }[];
  codes: string[];
  leases: string[];
  values?: ToldValue[];
}

/** What stands on its receipt, so that it is printed again without asking anybody. */
export interface Paper {
  cashier: string;
  lines: { name: Words; unit: string; quantity: number; amount: number; discount: number }[];
  list_amount: number;
  amount: number;
  taxes: { rate: number; amount: number; tax_amount: number }[];
  change: number;
  paid?: { kind: Lease["kind"]; units: number; amount: number }[];
}

export interface KeptSale {
  id: string;
  told: ToldSale;
  paper: Paper;
  state: "waiting" | "recorded" | "aside";
}
