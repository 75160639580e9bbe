// Who sells, where nobody can be asked: a salted digest of six digits, and few tries.

import type { KnownStaff } from "./facts.ts";

export const MOST_TRIES = 5;

export async function isPin(person: KnownStaff, typed: string): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(typed), "PBKDF2", false, ["deriveBits"]);
  const salt = Uint8Array.from(person.salt.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: person.rounds }, key, 256);
  const found = [...new Uint8Array(bits)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return found === person.digest;
}
