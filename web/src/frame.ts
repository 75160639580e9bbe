/** The frame of every screen: htmx, the palette, keys by their place, the theme, and what is said when a connection is lost. */
import htmx from "htmx.org";
import { serveCounter } from "./frame/counter";
import { openByKeys } from "./frame/keys";
import { watchConnection } from "./frame/live";
import { servePasskeys } from "./frame/passkey";
import { openPalette, preparePalette } from "./frame/palette";
import { forgetOnSignOut } from "./frame/sign_out";
import { chooseThemes } from "./frame/theme";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

// The content policy allows no evaluated code and no style of a script's making.
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.attributesToSettle = ["class", "width", "height"]; // a style attribute would be one of the inline styles we forbid
htmx.config.defaultSettleDelay = 0; // what is shown hears at once: for 20 ms it would be deaf to presses and to the live line
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages hold people's data: nothing of them stays in the browser's storage
htmx.config.refreshOnHistoryMiss = true;
htmx.config.scrollBehavior = "instant";
// A refusal is shown where the server says: failures carry their own target.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true, error: true },
];
window.htmx = htmx;

document.documentElement.classList.add("scripted");

document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value;
  const told = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
  if (token && told.verb !== "get") told.headers["X-CSRFToken"] = token;
});

// Fields left empty do not clutter the address of a filtered list.
document.body.addEventListener("htmx:configRequest", (event) => {
  const told = (event as CustomEvent<{ formData: FormData; verb: string; elt: Element }>).detail;
  if (told.verb !== "get" || !told.elt.matches(".filters")) return;
  for (const [name, value] of [...told.formData.entries()]) if (value === "") told.formData.delete(name);
});

function open(name: string): void {
  if (name === "palette") openPalette();
  else document.querySelector<HTMLDialogElement>(`dialog#${CSS.escape(name)}`)?.showModal();
}

document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  const opener = at?.closest<HTMLElement>("[data-opens]");
  if (opener?.dataset["opens"]) open(opener.dataset["opens"]);
  const closer = at?.closest<HTMLElement>("[data-closes]");
  if (closer?.dataset["closes"]) closer.closest(closer.dataset["closes"])?.remove();
  if (at instanceof HTMLDialogElement) at.close(); // a click beside the dialog
  for (const definition of document.querySelectorAll<HTMLDetailsElement>("details.definition[open]"))
    if (!at || !definition.contains(at)) definition.open = false;
});

for (const button of document.querySelectorAll<HTMLElement>("[data-opens]")) button.hidden = false;
// On a phone the workplaces and their screens are one strip: it shows where one is.
document.querySelector(".sidebar [aria-current=page]")?.scrollIntoView({ inline: "center", block: "nearest" });
preparePalette();
openByKeys(open);
serveCounter(open);
servePasskeys();
chooseThemes();
forgetOnSignOut();
watchConnection();
