/** Dialogs of the console: the login, and the confirmation before an order. */
import { OPERATOR_NAME_LIMIT } from "../../shared/operators.ts";
import { Refused } from "../../shared/refused.ts";
import type { TextLimit } from "../../shared/text.ts";
import { guardComposition } from "../browser/composing.ts";
import { keep, recall } from "../browser/storage.ts";
import { element, formButton, limitInput } from "../shell/dom.ts";
import { type OpsApi, Unknown } from "./api.ts";
import type { ShowOutcome } from "./toast.ts";

/** Creates a button. @param kind its CSS class */
export const action = (label: string, press: () => void, kind = ""): HTMLButtonElement =>
  formButton(kind, label, press);

export interface Question {
  title: string;
  /** The effect of the order. */
  text: string;
  /** Label of the button that gives the order. */
  yes: string;
  /** If given, the dialog also asks for a text. */
  input?: { label: string; limit: TextLimit; value?: string };
  danger?: boolean;
}

/** Asks the operator to confirm, then calls `act`. @param done called with the outcome and its description */
export function confirm(question: Question, act: (text: string) => Promise<string>, done: ShowOutcome): void {
  const input = element("input");
  const fault = element("p", "fault");
  const yes = element("button", question.danger ? "danger" : "primary", question.yes);
  yes.type = "submit";
  const form = element("form", "", element("h2", "", question.title), element("p", "", question.text));
  if (question.input !== undefined) {
    limitInput(input, question.input.limit);
    input.required = true;
    input.value = question.input.value ?? "";
    guardComposition(input);
    form.append(element("label", "", question.input.label, input));
  }
  const dialog = element("dialog", "", form);
  form.append(
    fault,
    element(
      "div",
      "buttons",
      action("Cancel", () => dialog.close()),
      yes,
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    yes.disabled = true;
    act(input.value)
      .then((text) => {
        done(text, "done");
        dialog.close();
      })
      .catch((error: Error) => {
        if (error instanceof Unknown) {
          // The dialog closes, because a second press could repeat an order that was carried out.
          done(error.message, "unknown");
          dialog.close();
          return;
        }
        fault.textContent = error.message;
        yes.disabled = false;
        done(error.message, "not done");
      });
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * Asks the operator to confirm an order, sends it, and shows the outcome.
 * @param body returns the body of the order for the typed text
 */
export type AskOrder = (question: Question, name: string, body: (text: string) => object) => void;

export const orders =
  (api: OpsApi, show: ShowOutcome): AskOrder =>
  (question, name, body) =>
    confirm(question, (text) => api.order(name, body(text)), show);

const NAME = "skirmish.operator";

/** Shows the login. Resolves once the operator has logged in. */
export function askLogin(parent: HTMLElement, api: OpsApi): Promise<void> {
  const token = element("input");
  token.type = "password";
  token.required = true;
  token.autocomplete = "current-password";
  token.name = "token";
  const name = element("input");
  limitInput(name, OPERATOR_NAME_LIMIT);
  name.autocomplete = "username";
  name.name = "name";
  name.placeholder = "for the log";
  guardComposition(name);
  name.value = recall(NAME);
  const fault = element("p", "fault");
  fault.setAttribute("role", "alert");
  const enter = element("button", "primary", "Log in");
  enter.type = "submit";
  const form = element(
    "form",
    "login",
    element("h1", "", "Skirmish", element("small", "", "operations")),
    element("label", "", "Your name", name),
    element("label", "", "Operators' token", token),
    fault,
    enter,
    element(
      "p",
      "hint",
      "The token is OPS_TOKEN of the server. Without OPS_TOKEN, the server prints one at its start.",
    ),
  );
  parent.replaceChildren(form);
  (name.value === "" ? name : token).focus();
  return new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      enter.disabled = true;
      keep(NAME, name.value);
      api
        .login(token.value, name.value)
        .then(() => resolve())
        .catch((error) => {
          fault.textContent =
            error instanceof Refused && error.status === 401 ? "This token is wrong." : error.message;
          enter.disabled = false;
          token.select();
        });
    });
  });
}
