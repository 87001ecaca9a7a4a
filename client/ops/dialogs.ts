/** What is asked of the operator: who it is, and once before anything is done. */
import { OPERATOR_NAME_LIMIT } from "../../shared/operators.ts";
import type { TextLimit } from "../../shared/text.ts";
import { guardComposition } from "../browser/composing.ts";
import { keep, recall } from "../browser/storage.ts";

import { element, limitInput } from "../shell/dom.ts";
import { type OpsApi, Refused, Unknown } from "./api.ts";

import type { Tell } from "./toast.ts";

/** A button that does something. */
export function action(label: string, press: () => void, kind = ""): HTMLButtonElement {
  const made = element("button", kind, label);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

export interface Question {
  title: string;
  /** What will happen. */
  text: string;
  /** On the button that does it. */
  yes: string;
  /** Asks for a text, too. */
  input?: { label: string; limit: TextLimit; value?: string };
  danger?: boolean;
}

/** Asks once, and does it. @param done told what was done, or why it was not */
export function confirm(question: Question, act: (text: string) => Promise<string>, done: Tell): void {
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
          // Pressed again it might be done twice.
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

/** Asks once, gives an order to the server, and tells what became of it. @param body what the order is about */
export type AskOrder = (question: Question, name: string, body: (text: string) => object) => void;

export const orders =
  (api: OpsApi, tell: Tell): AskOrder =>
  (question, name, body) =>
    confirm(question, (text) => api.order(name, body(text)), tell);

const NAME = "skirmish.operator";

/** @returns settles once somebody has logged in */
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
    element("p", "hint", "The server prints it at its start, or was given it as OPS_TOKEN."),
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
            error instanceof Refused && error.status === 401 ? "That is not the token." : error.message;
          enter.disabled = false;
          token.select();
        });
    });
  });
}
