/** The desk: how much of an answer the chosen way takes, and for how long it stays open by the server's clock. */
import { partsOfSms } from "./desk/sms";

/** Below so many seconds the time that is left is counted down; before, the hour stands there. */
const SOON = 3600;
/** When each drawing of the ways was first seen here: the server told its own time with it. */
const seen = new WeakMap<HTMLElement, number>();

function ways(): HTMLElement | null {
  return document.querySelector<HTMLElement>("#ways .ways");
}

function countDown(): void {
  const shown = ways();
  if (!shown) return;
  if (!seen.has(shown)) seen.set(shown, performance.now());
  const now = Number(shown.dataset["now"]) + performance.now() - (seen.get(shown) ?? 0);
  for (const way of shown.querySelectorAll<HTMLInputElement>("input[data-until]")) {
    const seconds = Math.max(0, Math.ceil((Number(way.dataset["until"]) * 1000 - now) / 1000));
    const left = way.parentElement?.querySelector<HTMLElement>("[data-left]");
    if (left) left.textContent = seconds < SOON ? `${shown.dataset["left"] ?? ""} ${clock(seconds)}` : "";
    if (seconds > 0) continue;
    delete way.dataset["until"]; // asked once: the server says what is possible now
    window.htmx.trigger("#ways", "live");
  }
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Characters as the server counts them; bytes or SMS where the way counts those. What is too long says so at once. */
function measure(): void {
  const field = document.querySelector<HTMLTextAreaElement>("#answer-text");
  const count = document.querySelector<HTMLOutputElement>("#answer-count");
  const trouble = document.querySelector<HTMLElement>("#answer-trouble");
  const told = ways()?.querySelector<HTMLInputElement>("input:checked")?.dataset;
  if (!field || !count || !trouble) return;
  const files = chosenFiles();
  const longest = files?.size ? told?.["caption"] : told?.["most"];
  const [most, mostBytes, mostParts] = [longest, told?.["bytes"], told?.["parts"]].map((one) => Number(one ?? "0"));
  const text = field.value.trim().replaceAll("\r\n", "\n");
  const characters = [...text].length;
  const bytes = mostBytes ? new TextEncoder().encode(text).length : 0;
  const parts = mostParts ? partsOfSms(text) : 0;
  const shown = most ? [`${characters} / ${most}`] : [];
  if (mostBytes) shown.push(`${bytes} / ${mostBytes} B`);
  if (mostParts) shown.push(`${parts} SMS`);
  count.value = text ? shown.join(" · ") : "";
  const over = !!most && (characters > most || bytes > (mostBytes ?? 0) || parts > (mostParts ?? 0));
  field.required = !files?.size;
  const words = files?.trouble || (over ? (ways()?.dataset["tooLong"] ?? "") : "");
  if (trouble.textContent !== words) trouble.textContent = words;
  field.setCustomValidity(words);
  field.setAttribute("aria-invalid", String(over));
}

/** How many files are chosen, and why they do not go the way that is chosen. */
function chosenFiles(): { size: number; trouble: string } | null {
  const input = document.querySelector<HTMLInputElement>("#answer-files");
  const told = ways()?.querySelector<HTMLInputElement>("input:checked")?.dataset["file"];
  if (!input) return null;
  const sizes = [...(input.files ?? [])].map((one) => one.size);
  const named = document.querySelector<HTMLElement>("#answer-named");
  if (named) named.textContent = [...(input.files ?? [])].map((one) => one.name).join(", ");
  const most = Number(told ?? "0");
  input.disabled = told !== undefined && most === 0 && sizes.length === 0;
  const all = sizes.reduce((sum, one) => sum + one, 0);
  const large = sizes.some((one) => one > most) || all > Number(input.dataset["most"]);
  const why = sizes.length === 0 ? "" : most === 0 ? input.dataset["none"] : large ? input.dataset["tooLarge"] : "";
  return { size: sizes.length, trouble: why ?? "" };
}

function again(): void {
  countDown();
  measure();
}

for (const happened of ["input", "change"]) {
  document.addEventListener(happened, (event) => {
    if (event.target instanceof HTMLElement && event.target.closest("#answer")) measure();
  });
}
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !(field instanceof HTMLTextAreaElement)) return;
  if (field.id !== "answer-text") return;
  event.preventDefault();
  field.form?.requestSubmit();
});
document.body.addEventListener("htmx:afterSettle", again);
setInterval(countDown, 1000);
again();
