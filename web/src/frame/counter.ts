/** The counter: keys that press what is on the screen, a scan field no scan is lost by, change counted while typing. */

const typing = "input, select, textarea, [contenteditable]";
const digit = /^(Digit|Numpad)[0-9]$/;

export function serveCounter(open: (dialog: string) => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const at = event.target instanceof Element ? event.target : null;
    const field = scanField();
    const inField = at?.closest(typing) ?? null;
    if (pressed(event, inField !== null)) event.preventDefault();
    else if (!field) return;
    // A scanner types wherever the cursor happens to stand: what is no field's belongs to the scan.
    else if (!inField && digit.test(event.code)) field.focus();
    else if (at !== field || field.value.trim() !== "") return;
    else if (event.shiftKey && (event.code === "Slash" || event.key === "?")) {
      event.preventDefault();
      open("keys");
    } else if (event.code === "Enter" || event.code === "NumpadEnter") {
      event.preventDefault();
      step();
    }
  });
  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    if (at?.closest("[data-prints]")) window.print();
    const filler = at?.closest<HTMLElement>("[data-fills]");
    if (filler) fill(filler);
  });
  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-due]") : null;
    if (form) count(form);
  });
  document.addEventListener("submit", take, { capture: true });
  document.body.addEventListener("htmx:afterSettle", settle);
  settle();
}

const scans: { form: HTMLFormElement; text: string }[] = [];
let sending = false;

/** The scan is taken down and the field free for the next one at once; they are sent one after another, none is lost. */
function take(event: SubmitEvent): void {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  const field = form?.querySelector<HTMLInputElement>("input[data-scan]");
  if (!form || !field) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (field.value.trim() === "") return;
  scans.push({ form, text: field.value });
  field.value = "";
  if (!sending) void sendScans();
}

async function sendScans(): Promise<void> {
  sending = true;
  for (let one = scans[0]; one; one = scans[0]) {
    try {
      await window.htmx.ajax("post", one.form.action, {
        source: one.form,
        target: one.form.dataset["shows"] ?? "#till",
        swap: "outerHTML",
        values: { scan: one.text },
      });
    } catch {
      // The line is down: what was scanned stands in the field again, to be sent by Enter once it is back.
      const field = scanField();
      if (field && field.value === "") field.value = one.text;
      scans.length = 0;
      break;
    }
    scans.shift();
  }
  sending = false;
}

function scanField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>("input[data-scan]");
}

/** Press, or go to, what has this key. In a field only the keys that type nothing are heard. */
function pressed(event: KeyboardEvent, inField: boolean): boolean {
  const quiet = /^F[0-9]+$/.test(event.code);
  if (event.shiftKey || event.repeat || (inField && !quiet)) return false;
  const all = document.querySelectorAll<HTMLElement>(`main [data-key="${CSS.escape(event.code)}"]`);
  const one = [...all].find((element) => element.checkVisibility() && !element.matches(":disabled"));
  if (!one) return false;
  if (one instanceof HTMLInputElement) {
    one.focus();
    one.select();
  } else one.click();
  return true;
}

/** An empty scan says: that was all, now the money. */
function step(): void {
  const next = document.querySelector<HTMLElement>("main [data-after-scan]");
  next?.focus();
  if (next instanceof HTMLInputElement) next.select();
}

function fill(filler: HTMLElement): void {
  const field = document.querySelector<HTMLInputElement>(filler.dataset["fills"] ?? "");
  if (!field) return;
  field.value = filler.dataset["value"] ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function settle(): void {
  const field = scanField();
  if (field && (document.activeElement === null || document.activeElement === document.body)) field.focus();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-due]")) count(form);
  listKeys();
}

/** What is to be paid after points, and the change; the till's own figures are the server's, these are for the eye. */
function count(form: HTMLFormElement): void {
  const told = form.dataset;
  const due = BigInt(told["due"] ?? "0");
  const points = form.querySelector<HTMLInputElement>("input[name=points]");
  const given = form.querySelector<HTMLInputElement>("input[name=given]");
  const worth = BigInt(told["worth"] ?? "0");
  const used = /^[0-9]{1,12}$/.test(points?.value.trim() ?? "") ? BigInt(points?.value.trim() ?? "0") : 0n;
  const left = due - used * worth < 0n ? 0n : due - used * worth;
  show(form, "[data-left]", left);
  const decimals = Number(told["decimals"] ?? "2");
  if (given && given.value === (given.dataset["exact"] ?? given.defaultValue)) {
    // Nobody typed what was given: it stays the exact sum when points pay a part of it.
    given.dataset["exact"] = given.value = plain(left, decimals);
  }
  const paid = minor(given?.value ?? "", decimals);
  show(form, "[data-change]", paid !== null && paid > left ? paid - left : 0n);
}

function minor(typed: string, decimals: number): bigint | null {
  const match = /^([0-9]{1,12})(?:\.([0-9]*))?$/.exec(typed.replace(/[\s\u00a0]/g, "").replace(",", "."));
  if (!match) return null;
  const fraction = (match[2] ?? "").padEnd(decimals, "0");
  return fraction.length > decimals ? null : BigInt((match[1] ?? "0") + fraction);
}

function show(form: HTMLFormElement, where: string, amount: bigint): void {
  const shown = form.querySelector<HTMLElement>(where);
  if (!shown) return;
  const [whole, fraction] = plain(amount, Number(form.dataset["decimals"] ?? "2")).split(".");
  const spaced = (whole ?? "0").replace(/\B(?=([0-9]{3})+$)/g, "\u00a0");
  shown.textContent = fraction === undefined ? spaced : `${spaced},${fraction}`;
}

function plain(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return decimals ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
}

/** The dialog of keys tells those of what is on the screen now. */
function listKeys(): void {
  const list = document.querySelector("dialog#keys .keylist");
  if (!list) return;
  for (const old of list.querySelectorAll(".of-screen")) old.remove();
  for (const element of document.querySelectorAll<HTMLElement>("main [data-key]")) {
    const row = document.createElement("div");
    row.className = "of-screen";
    const key = document.createElement("kbd");
    key.textContent = (element.dataset["key"] ?? "").replace(/^Key/, "");
    const term = document.createElement("dt");
    term.append(key);
    const told = document.createElement("dd");
    told.textContent = element.dataset["keyName"] ?? element.textContent.trim();
    row.append(term, told);
    list.append(row);
  }
}
