/** The player's own records on the page of records, and the button that deletes them. */
import type { OwnRecords } from "../../shared/records.ts";
import { element } from "../shell/dom.ts";
import { deleteRecords, ownRecords } from "./api.ts";

const NOTHING = "Nothing is kept of you yet. Play a round to its end.";
const UNREAD = "Your records cannot be read now.";

/** @param onDeleted called after the records were deleted */
export function createOwn(onDeleted: () => void): HTMLElement {
  const note = element("p", "records-note");
  note.setAttribute("role", "status");
  const list = element("dl", "own-modes");
  const remove = element("button", "own-delete", "Delete my records …");
  remove.type = "button";
  remove.hidden = true;
  const section = element("section", "records-own", element("h2", "", "Your records"), note, list, remove);
  section.setAttribute("aria-label", "Your records");

  const show = (records: OwnRecords | undefined): void => {
    const modes = Object.entries(records?.modes ?? {});
    note.textContent = modes.length > 0 ? `Kept for ${records!.name}, of all time.` : NOTHING;
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
      note.textContent = UNREAD;
    });
  const dialog = createQuestion(async () => {
    await deleteRecords();
    await load();
    note.textContent = "Your records are deleted.";
    onDeleted();
  });
  section.append(dialog);
  remove.addEventListener("click", () => dialog.showModal());
  void load();
  return section;
}

const inWords = (figures: { readonly [name: string]: number }): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value.toLocaleString()}`)
    .join(" · ");

/** @param remove throws when the deletion has failed */
function createQuestion(remove: () => Promise<void>): HTMLDialogElement {
  const title = element("h2", "", "Delete your records?");
  title.id = "delete-title";
  const text = element(
    "p",
    "records-note",
    "Your kills, wins and ratings in all modes are deleted, and you leave all leaderboards. Nobody can undo this.",
  );
  const status = element("p", "records-error");
  status.setAttribute("role", "alert");
  const yes = element("button", "own-delete", "Delete");
  const no = element("button", "records-option", "Keep them");
  yes.type = no.type = "button";
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
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", async () => {
    yes.disabled = true;
    status.textContent = "";
    try {
      await remove();
      dialog.close();
    } catch {
      status.textContent = "This did not work. Try again in a moment.";
    } finally {
      yes.disabled = false;
    }
  });
  return dialog;
}
