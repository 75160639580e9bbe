// A gift card or points are asked for while there is a connection, so that they pay here once there is none.

import { button, h } from "./drawing.ts";
import { say } from "./words.ts";

/** What was typed, until it is kept; it is never on the disk. code: of the digits that the customer was sent. */
export interface Asking {
  text: string;
  sum: string;
  key: string;
  code: string;
  masked: string;
}

export function valueForm(asking: Asking | undefined, keep: (text: string, sum: string, said: string) => void): HTMLElement {
  const text = h("input", { id: "value-text", autocomplete: "off", maxlength: 80, required: true, value: asking?.text ?? "" });
  const sum = h("input", { id: "value-sum", inputmode: "decimal", autocomplete: "off", maxlength: 20, value: asking?.sum ?? "" });
  const said = h("input", { id: "value-said", autocomplete: "off", maxlength: 80, required: Boolean(asking?.code) });
  const sent = asking?.code ? [h("p", { class: "note note-plain", role: "status" }, say("value_sent", { where: asking.masked }))] : [];
  const form = h(
    "form",
    { class: "lend" },
    h("label", { class: "labelled" }, h("span", {}, say("value_what")), text),
    h("label", { class: "labelled" }, h("span", {}, say("value_sum")), sum),
    ...sent,
    h("label", { class: "labelled" }, h("span", {}, say("value_said")), said),
    h("button", { class: "touch" }, say("lend_value")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(text.value.trim(), sum.value.trim(), said.value.trim());
  });
  const other = asking ? [button(say("value_other"), () => keep("", "", ""), { quiet: true })] : [];
  return h("div", {}, h("p", { class: "muted" }, say("value_why")), form, ...other);
}
