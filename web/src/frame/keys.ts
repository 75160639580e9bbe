/** Keys by their place on the keyboard (`event.code`), so that they work in the Russian, Kazakh and English layouts alike. */

const typing = "input, select, textarea, [contenteditable]";
const patience = 1200; // milliseconds in which the letter after "g" is awaited

export function openByKeys(open: (dialog: string) => void): void {
  let goUntil = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK") {
      event.preventDefault();
      open("palette");
      return;
    }
    const at = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || at?.closest(typing) || document.querySelector("dialog[open]")) return;
    if (event.code === "Escape") closeDefinitions();
    else if (event.shiftKey && (event.code === "Slash" || event.key === "?")) open("keys");
    else if (event.shiftKey) return;
    else if (performance.now() < goUntil && go(event.code)) goUntil = 0;
    else if (event.code === "KeyG") goUntil = performance.now() + patience;
    else if (event.code === "Slash") toFilter(event);
    else if (event.code === "KeyJ") step(1);
    else if (event.code === "KeyK") step(-1);
    else if (event.code === "Enter" && !at?.closest("a, button, summary")) openRow();
  });
}

function closeDefinitions(): void {
  for (const definition of document.querySelectorAll<HTMLDetailsElement>("details.definition[open]")) {
    definition.open = false;
    definition.querySelector("summary")?.focus();
  }
}

function go(code: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(`a[data-key-go="${CSS.escape(code)}"]`);
  link?.click();
  return link !== null;
}

function toFilter(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>(".filters input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function rows(): HTMLTableRowElement[] {
  return [...document.querySelectorAll<HTMLTableRowElement>("main .list tbody > tr")];
}

function step(by: number): void {
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  if (!next) return;
  all[now]?.classList.remove("here");
  next.classList.add("here");
  next.querySelector<HTMLAnchorElement>("a")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function openRow(): void {
  document.querySelector<HTMLAnchorElement>("main .list tr.here a")?.click();
}
