// The engine as a program: texts in, texts out. The server runs it in its own small interpreter, a till in the browser.

import type { Basket, Rules } from "./prices/facts.ts";
import { loaded, price, priceOfEach } from "./prices/engine.ts";

const kept = new Map<string, ReturnType<typeof loaded>>();

/** Rules that baskets are priced by from now on, under a name; those before are forgotten. */
export function loadRules(name: string, text: string): void {
  kept.clear();
  kept.set(name, loaded(JSON.parse(text) as Rules));
}

/** The priced basket as JSON; "" where rules of that name are not loaded. */
export function priceBasket(name: string, text: string): string {
  const rules = kept.get(name);
  return rules === undefined ? "" : price(rules, JSON.parse(text) as Basket);
}

/** Each line of the basket priced as if it were bought alone, as JSON; "" where rules of that name are not loaded. */
export function priceEach(name: string, text: string): string {
  const rules = kept.get(name);
  return rules === undefined ? "" : priceOfEach(rules, JSON.parse(text) as Basket);
}
