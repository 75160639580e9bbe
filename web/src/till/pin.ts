// Who sells, and whose card it is, where nobody can be asked: slow salted digests, and of six digits few tries.

import type { KnownStaff } from "./facts.ts";

export const MOST_TRIES = 5;

export async function isPin(person: KnownStaff, typed: string): Promise<boolean> {
  return (await digestOf(typed, person.salt, person.rounds)) === person.digest;
}

/** The same as domains/tills/rules.py reckons. salt: hexadecimal digits. */
export async function digestOf(typed: string, salt: string, rounds: number): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(typed), "PBKDF2", false, ["deriveBits"]);
  const salted = Uint8Array.from(salt.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: salted, iterations: rounds }, key, 256);
  return [...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
