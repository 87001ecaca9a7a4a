/** The player's own records on the page of records, and the button that deletes them. */
import type { OwnRecords } from "../../shared/records.ts";
import { element, formButton, region } from "../shell/dom.ts";
import { words } from "../strings/index.ts";
import { language } from "../strings/language.ts";
import { deleteRecords, ownRecords } from "./api.ts";

const { records: say } = words;

/** @param onDeleted called after the records were deleted */
export function createOwn(onDeleted: () => void): HTMLElement {
  const note = element("p", "records-note");
  note.setAttribute("role", "status");
  const list = element("dl", "own-modes");
  const remove = formButton("own-delete", say.remove, () => dialog.showModal());
  remove.hidden = true;
  const section = region("records-own", say.own, element("h2", "", say.own), note, list, remove);

  const show = (records: OwnRecords | undefined): void => {
    const modes = Object.entries(records?.modes ?? {});
    note.textContent = modes.length > 0 ? say.keptFor(records?.name ?? "") : say.nothing;
    list.replaceChildren(
      ...modes.flatMap(([mode, { figures, rating }]) => [
        element("dt", "own-mode", mode),
        element("dd", "own-figures", inWords({ ...figures, ...(rating === undefined ? {} : { rating }) })),
      ]),
    );
    remove.hidden = modes.length === 0;
  };
  const load = (): Promise<void> =>
    ownRecords().then(show, () => {
      note.textContent = say.unread;
    });
  const dialog = createQuestion(async () => {
    await deleteRecords();
    await load();
    note.textContent = say.removed;
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
        `${say.figures[name as keyof typeof say.figures] ?? name} ${value.toLocaleString(language)}`,
    )
    .join(" · ");

/** @param remove throws when the deletion has failed */
function createQuestion(remove: () => Promise<void>): HTMLDialogElement {
  const title = element("h2", "", say.ask);
  title.id = "delete-title";
  const text = element("p", "records-note", say.askMore);
  const status = element("p", "records-error");
  status.setAttribute("role", "alert");
  const yes = formButton("own-delete", say.yes, () => void confirm());
  const no = formButton("records-option", say.no, () => dialog.close());
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
      status.textContent = say.failed;
    } finally {
      yes.disabled = false;
    }
  }
  return dialog;
}
