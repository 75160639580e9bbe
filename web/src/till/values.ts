// Gift cards and points that were kept for this till: found by their code, they pay a part of a sale or all of it.

import type { Lease, ToldValue } from "./facts.ts";
import { digestOf } from "./pin.ts";
import { tidyCode } from "./selling.ts";

/** units: points, or minor units of a gift card. */
export interface Part {
  lease: Lease;
  units: number;
  amount: number;
}

export function isValue(lease: Lease): boolean {
  return lease.kind === "gift" || lease.kind === "points";
}

/** What is kept under this code. Of a code only its digest is here, so that it takes some tenths of a second. */
export async function leasesOf(leases: Lease[], typed: string): Promise<Lease[]> {
  const word = tidyCode(typed);
  const kept = leases.filter((one) => isValue(one) && one.digest);
  if (!/^(?=.*[0-9]).{4,}$/.test(word)) return [];
  const digests = new Map<string, string>();
  for (const { salt, rounds } of kept) {
    const name = `${salt} ${rounds}`;
    if (!digests.has(name)) digests.set(name, await digestOf(word, salt, rounds));
  }
  return kept.filter((one) => digests.get(`${one.salt} ${one.rounds}`) === one.digest);
}

/** How so much is paid by what was scanned: points first, as far as their programme lets them, then gift cards. */
export function partsOf(leases: Lease[], scanned: string[], due: number, at: number): Part[] {
  const usable = leases.filter((one) => isValue(one) && scanned.includes(one.id) && one.until > at);
  const parts: Part[] = [];
  let left = due;
  for (const kind of ["points", "gift"] as const) {
    for (const lease of usable.filter((one) => one.kind === kind && one.worth > 0)) {
      const before = parts.reduce((sum, one) => sum + one.amount, 0);
      const most = kind === "gift" ? left : Math.min(left, shareOf(due, lease.most_share) - before);
      const units = Math.min(lease.units, Math.floor(most / lease.worth));
      if (units <= 0) continue;
      parts.push({ lease, units, amount: units * lease.worth });
      left -= units * lease.worth;
    }
  }
  return parts;
}

export function restOf(due: number, parts: Part[]): number {
  return due - parts.reduce((sum, one) => sum + one.amount, 0);
}

/** What is left of the leases once so much of them was used. */
export function lessened(leases: Lease[], used: ToldValue[]): Lease[] {
  return leases.flatMap((one) => {
    const taken = used.filter((value) => value.lease === one.id).reduce((sum, value) => sum + value.amount, 0);
    const units = one.units - (one.worth ? Math.floor(taken / one.worth) : 0);
    return units > 0 ? [{ ...one, units }] : [];
  });
}

/** Sixteen digits with their check digit, as every gift card has them. */
export function mayBeGift(typed: string): boolean {
  const digits = tidyCode(typed);
  if (!/^[0-9]{16}$/.test(digits)) return false;
  const total = [...digits].reverse().reduce((sum, digit, nth) => {
    const counted = Number(digit) * (nth % 2 ? 2 : 1);
    return sum + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return total % 10 === 0;
}

function shareOf(due: number, share: number): number {
  return Number((BigInt(due) * BigInt(share)) / 10_000n);
}
