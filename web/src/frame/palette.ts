/** The palette: one field that finds customers, orders, products and screens; arrows choose, Enter opens. */

function parts() {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#palette");
  const field = dialog?.querySelector<HTMLInputElement>("#palette-query");
  const found = dialog?.querySelector<HTMLElement>("#palette-found");
  const screens = dialog?.querySelector<HTMLTemplateElement>("#palette-screens");
  return dialog && field && found && screens ? { dialog, field, found, screens } : null;
}

export function openPalette(): void {
  const all = parts();
  if (!all || all.dialog.open) return;
  if (!all.field.value) showScreens();
  all.dialog.showModal();
  all.field.select();
}

export function preparePalette(): void {
  const all = parts();
  if (!all) return;
  const { dialog, field, found } = all;
  field.addEventListener("keydown", (event) => {
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      choose(event.code === "ArrowDown" ? 1 : -1);
    } else if (event.code === "Enter" || event.code === "NumpadEnter") {
      const chosen = found.querySelector<HTMLAnchorElement>('[aria-selected="true"]');
      if (!chosen) return;
      event.preventDefault();
      chosen.click();
    }
  });
  field.addEventListener("input", () => {
    if (!field.value.trim()) showScreens();
  });
  // An answer to what has been wiped out meanwhile must not stand under an empty field.
  found.addEventListener("htmx:beforeSwap", (event) => {
    if (!field.value.trim()) event.preventDefault();
  });
  found.addEventListener("htmx:afterSwap", () => number());
  dialog.addEventListener("close", () => {
    field.value = "";
    field.removeAttribute("aria-activedescendant");
  });
}

function showScreens(): void {
  const all = parts();
  if (!all) return;
  all.found.replaceChildren(all.screens.content.cloneNode(true));
  number();
}

function options(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("#palette-found [role=option]")];
}

function number(): void {
  options().forEach((option, place) => {
    option.id = `found-${place}`;
    option.tabIndex = -1;
    option.setAttribute("aria-selected", "false");
  });
  select(0);
}

function choose(by: number): void {
  const all = options();
  if (all.length === 0) return;
  const now = all.findIndex((option) => option.ariaSelected === "true");
  select((now + by + all.length) % all.length);
}

function select(place: number): void {
  const field = parts()?.field;
  const all = options();
  all.forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
  const chosen = all[place];
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) field?.setAttribute("aria-activedescendant", chosen.id);
  else field?.removeAttribute("aria-activedescendant");
}
