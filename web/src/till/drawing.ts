// Elements, made without a string of markup: what a till draws is always text.

type Child = Node | string | null | false;
type Told = Record<string, string | boolean | number | ((event: Event) => void)>;

export function h<Name extends keyof HTMLElementTagNameMap>(name: Name, told: Told = {}, ...children: Child[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(told)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((one): one is Node | string => one !== null && one !== false));
  return made;
}

/** The button of an act; key: which key presses it, by its place on the keyboard. */
export function button(text: string, act: () => void, told: { key?: string; primary?: boolean; quiet?: boolean; label?: string } = {}): HTMLButtonElement {
  const look = `touch${told.primary ? " primary" : ""}${told.quiet ? " quiet" : ""}`;
  const keys: Told = told.key ? { "data-key": told.key } : {};
  const named: Told = told.label ? { "aria-label": told.label } : {};
  const shown = told.key ? [`${text} `, h("kbd", {}, told.key.replace(/^Key/, ""))] : [text];
  return h("button", { type: "button", class: look, ...keys, ...named, onclick: act }, ...shown);
}

export function note(text: string, plain = false): HTMLElement {
  return h("p", { class: plain ? "note note-plain" : "note", role: plain ? "status" : "alert" }, text);
}
