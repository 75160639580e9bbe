// What a priced basket says, written as JSON at once: see Priced. Most of its reasons are the same for every basket, so
// each of those is written once and kept; the bytes are those of JSON.stringify. Texts are joined by plus signs: in the
// server's interpreter that takes a fifth of the time of a template.

import type { Chance } from "./chances.ts";
import type { Said } from "./facts.ts";
import type { GivenBy, Row, Table } from "./rows.ts";
import { taxWithin } from "./whole.ts";

/** One reason: written, or what was given, whose sum may still be rounded. */
export type Saying = string | { chance: Chance; by: GivenBy };

/** A reason without a number. */
export function worded(chance: Chance, said: Said["said"]): string {
  return (chance.written[said] ??= numbered(chance, said, 0, 0));
}

export function numbered(chance: Chance, said: Said["said"], amount: number, lacks: number, by = ""): string {
  return chance.head + said + '","amount":' + amount + ',"lacks":' + lacks + ',"by":' + quoted(by) + ',"variant":""}';
}

/** That a gift may be put into the basket. */
export function waiting(chance: Chance): string {
  return chance.head + 'gift_waits","amount":0,"lacks":0,"by":"","variant":' + JSON.stringify(chance.gift) + "}";
}

/** What a row says of a promotion that was given on it, up to the amount. */
export function givenHead({ promotion, asks, key }: Chance): string {
  const { id, version } = promotion;
  const right = asks ? key : "";
  return '{"promotion":' + quoted(id) + ',"version":' + quoted(version) + ',"right":' + quoted(right) + ',"amount":';
}

function quoted(text: string): string {
  return text === "" ? '""' : JSON.stringify(text);
}

interface Tax {
  rate: number;
  amount: number;
  within: number;
}

export function answer(table: Table, said: readonly Saying[]): string {
  const taxes: Tax[] = [];
  const lines: string[] = [];
  let [listed, left] = [0, 0];
  for (let nth = 0; nth < table.rows.length; nth++) {
    const row = table.rows[nth]!;
    const within = taxWithin(row.left, row.wish.tax);
    lines.push(lineOf(row, within));
    listed += row.listed;
    left += row.left;
    add(taxes, { rate: row.wish.tax, amount: row.left, within });
  }
  const sums = '"list_amount":' + listed + ',"discount_amount":' + (listed - left) + ',"amount":' + left;
  const unpriced = JSON.stringify(table.unpriced);
  const whole = ['{"lines":[', lines.join(","), '],"unpriced":', unpriced, ",", sums, ',"taxes":[', byRate(taxes), '],"said":[', joined(said), "]}"];
  return whole.join(""); // one text at last: the server's interpreter hands out none that is still in pieces
}

function add(taxes: Tax[], more: Tax): void {
  for (const one of taxes) {
    if (one.rate !== more.rate) continue;
    one.amount += more.amount;
    one.within += more.within;
    return;
  }
  taxes.push(more);
}

function byRate(taxes: Tax[]): string {
  taxes.sort((a, b) => a.rate - b.rate);
  return taxes.map((one) => '{"rate":' + one.rate + ',"amount":' + one.amount + ',"tax_amount":' + one.within + "}").join(",");
}

function joined(said: readonly Saying[]): string {
  const texts: string[] = [];
  for (let nth = 0; nth < said.length; nth++) {
    const one = said[nth]!;
    texts.push(typeof one === "string" ? one : one.chance.head + 'given","amount":' + one.by.sum + ',"lacks":0,"by":"","variant":""}');
  }
  return texts.join(",");
}

function lineOf({ wish, price, listed, left, given }: Row, within: number): string {
  let takenOff = "";
  for (let nth = 0; nth < given.length; nth++) takenOff += (nth > 0 ? "," : "") + given[nth]!.of.head + given[nth]!.amount + "}";
  const goods = '{"variant":' + JSON.stringify(wish.variant) + ',"quantity":' + wish.quantity;
  const from = ',"list":' + JSON.stringify(price.list) + ',"version":' + JSON.stringify(price.version);
  const paid = ',"price":' + price.amount + ',"per":' + price.per + ',"list_amount":' + listed;
  const sums = ',"discount_amount":' + (listed - left) + ',"amount":' + left + ',"tax":' + wish.tax + ',"tax_amount":' + within;
  return goods + from + paid + sums + ',"given":[' + takenOff + "]}";
}
