// What is asked of the house and brought to it while there is a connection. Every answer may be late, cut or none.

import type { Known, KeptSale, Knowledge, Lease } from "./facts.ts";

const PATIENCE = 6_000; // ms for a short question; knowledge of a large shop takes longer
const LONG_PATIENCE = 60_000;
const AT_ONCE = 20;

export interface State {
  csrf: string;
  now: number;
  staff: { id: string; name: string; has_pin: boolean };
  place: { id: string; name: Record<string, string> } | null;
  tills: { id: string; code: string; name: string }[];
  may_take: boolean;
  may_keep: boolean;
}

export type Answered = { line: "up"; state: State } | { line: "signed-out" } | { line: "down" };

/** Who is signed in; signed-out also where the one who is may not sell. */
export async function askState(): Promise<Answered> {
  try {
    const response = await ask("/till/standby/state", PATIENCE);
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return { line: "signed-out" };
    if (!response.ok) return { line: "down" };
    return { line: "up", state: (await response.json()) as State };
  } catch {
    return { line: "down" };
  }
}

export interface ToldNow {
  withdrawn: boolean;
  known?: Known;
  leases?: Lease[];
  last?: number;
}

/** What holds now; goods and prices only where they are not those that are known already. Undefined: no answer. */
export async function askKnowledge(till: string, held: Known | undefined): Promise<ToldNow | undefined> {
  try {
    const response = await ask(`/till/standby/knowledge?till=${till}&have=${held?.edition ?? ""}`, LONG_PATIENCE);
    if (response.status === 410 || response.status === 404) return { withdrawn: true };
    if (!response.ok || response.type === "opaqueredirect") return undefined;
    const told = (await response.json()) as { edition: string; known_at: number; last: number; leases: Lease[]; knowledge?: Knowledge };
    const knowledge = told.knowledge ?? held?.knowledge;
    if (!knowledge) return undefined;
    return { withdrawn: false, known: { edition: told.edition, known_at: told.known_at, knowledge }, leases: told.leases, last: told.last };
  } catch {
    return undefined;
  }
}

/** Send waiting sales in their order; what became of them by their id. Undefined: nobody answered, all stay. */
export async function sendSales(till: string, waiting: KeptSale[], now: number, csrf: string): Promise<Map<string, KeptSale["state"]> | undefined> {
  const body = { till, sent: now, sales: waiting.slice(0, AT_ONCE).map((one) => one.told) };
  const told = await post<{ brought: { id: string; state: string }[] }>("bring", body, csrf);
  if (!told.ok) return undefined;
  const states = new Map<string, KeptSale["state"]>();
  for (const one of told.answer.brought) {
    if (one.state === "recorded") states.set(one.id, "recorded");
    else if (one.state === "aside" || one.state === "dropped") states.set(one.id, "aside");
  }
  return states;
}

export type Posted<Answer> = { ok: true; answer: Answer } | { ok: false; refused: string };

/** refused: the sentence of the house, "" where nobody answered. */
export async function post<Answer>(what: string, body: object, csrf: string): Promise<Posted<Answer>> {
  try {
    const response = await fetch(`/till/standby/${what}`, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LONG_PATIENCE),
    });
    if (response.ok) return { ok: true, answer: (await response.json()) as Answer };
    const told = response.status === 422 ? ((await response.json()) as { refused?: string }) : {};
    return { ok: false, refused: told.refused ?? "" };
  } catch {
    return { ok: false, refused: "" };
  }
}

function ask(address: string, patience: number): Promise<Response> {
  return fetch(address, { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(patience) });
}
