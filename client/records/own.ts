/** The player's own records on the page of records, and the button that deletes them. */
import type { OwnRecords } from "../../shared/records.ts";
import { forgetBests } from "../browser/bests.ts";
import { element, formButton, region } from "../shell/dom.ts";
import { words } from "../strings/index.ts";
import { language } from "../strings/language.ts";
import { deleteRecords, ownRecords } from "./api.ts";

const { records: texts } = words;

/** @param titleOf returns how players call a mode @param onDeleted called after the records were deleted */
export function createOwn(titleOf: (mode: string) => string, onDeleted: () => void): HTMLElement {
  const note = element("p", "records-note");
  note.setAttribute("role", "status");
  const list = element("dl", "own-modes");
  const remove = formButton("own-delete", texts.remove, () => dialog.showModal());
  remove.hidden = true;
  const section = region("records-own", texts.own, element("h2", "", texts.own), note, list, remove);

  const show = (records: OwnRecords | undefined): void => {
    const modes = Object.entries(records?.modes ?? {});
    note.textContent = modes.length > 0 ? texts.keptFor(records?.name ?? "") : texts.nothing;
    list.replaceChildren(
      ...modes.flatMap(([mode, { figures, rating }]) => [
        element("dt", "own-mode", titleOf(mode)),
        element("dd", "own-figures", inWords({ ...figures, ...(rating === undefined ? {} : { rating }) })),
      ]),
    );
    remove.hidden = modes.length === 0;
  };
  const load = (): Promise<void> =>
    ownRecords().then(show, () => {
      note.textContent = texts.unread;
    });
  const dialog = createQuestion(async () => {
    await deleteRecords();
    forgetBests();
    await load();
    note.textContent = texts.removed;
    onDeleted();
  });
  section.append(dialog);
  void load();
  return section;
}

const inWords = (figures: { readonly [name: string]: number }): string =>
  Object.entries(figures)
    .map(
      ([name, value]) =>
        `${texts.figures[name as keyof typeof texts.figures] ?? name} ${value.toLocaleString(language)}`,
    )
    .join(" · ");

/** @param remove throws when the deletion has failed */
function createQuestion(remove: () => Promise<void>): HTMLDialogElement {
  const title = element("h2", "", texts.ask);
  title.id = "delete-title";
  const text = element("p", "records-note", texts.askMore);
  const status = element("p", "records-error");
  status.setAttribute("role", "alert");
  const yes = formButton("own-delete", texts.yes, () => void confirm());
  const no = formButton("records-option", texts.no, () => dialog.close());
  const dialog = element(
    "dialog",
    "records-dialog",
    title,
    text,
    status,
    element("div", "records-buttons", no, yes),
  );
  dialog.setAttribute("aria-labelledby", title.id);
  no.autofocus = true;
  async function confirm(): Promise<void> {
    yes.disabled = true;
    status.textContent = "";
    try {
      await remove();
      dialog.close();
    } catch {
      status.textContent = texts.failed;
    } finally {
      yes.disabled = false;
    }
  }
  return dialog;
}
