/**
 * Cells of tables. Each cell carries the title of its column, because on small screens a row becomes a card.
 */
import { classSetter, element, onChange, textSetter } from "../shell/dom.ts";

export interface Column {
  /** Value of `data-figure`, by which tests and styles select the cells. */
  name: string;
  head: string;
  /** Right-aligned. */
  number?: boolean;
  hint?: string;
}

export function tableOf(
  className: string,
  columns: readonly Column[],
): { node: HTMLElement; body: HTMLElement } {
  const head = element("tr");
  for (const { head: title, number, hint } of columns) {
    const cell = element("th", number ? "number" : "", title);
    cell.scope = "col";
    if (hint) cell.title = hint;
    head.append(cell);
  }
  const body = element("tbody");
  const table = element("table", className, element("thead", "", head), body);
  return { node: element("div", "scroll", table), body };
}

/** @returns a row, and its cells by the names of their columns */
export function rowOf<Name extends string>(
  columns: readonly (Column & { name: Name })[],
): { row: HTMLTableRowElement; cells: { [name in Name]: HTMLTableCellElement } } {
  const row = element("tr");
  const cells = {} as { [name in Name]: HTMLTableCellElement };
  for (const { name, head, number } of columns) {
    const cell = element("td", number ? "number" : "");
    cell.dataset.figure = name;
    cell.dataset.label = head;
    cells[name] = cell;
    row.append(cell);
  }
  return { row, cells };
}

export const LEVEL = { good: "good", warn: "warn", bad: "bad" } as const;
export type Level = keyof typeof LEVEL;

/** A coloured label. */
export function chip(): { node: HTMLElement; set(text: string, level: Level | "calm"): void } {
  const node = element("span", "chip");
  const text = textSetter(node);
  const level = onChange((one: string) => {
    node.dataset.level = one;
  });
  return {
    node,
    set(said, how) {
      text(said);
      level(how);
    },
  };
}

/** A bar for a share (0…1), with a label beside it. */
export function bar(): { node: HTMLElement; set(share: number, words: string, level: Level): void } {
  const fill = element("i");
  const label = element("b");
  const node = element("span", "bar", element("span", "track", fill), label);
  const text = textSetter(label);
  const width = onChange((percent: number) => {
    fill.style.width = `${percent}%`;
  });
  const level = onChange((one: string) => {
    node.dataset.level = one;
  });
  return {
    node,
    set(share, words, how) {
      width(Math.round(100 * Math.min(1, Math.max(0, share))));
      text(words);
      level(how);
    },
  };
}

/** A figure that is highlighted when it is bad. */
export function figure(cell: HTMLElement): (text: string, level?: Level) => void {
  const node = element("span", "figure");
  cell.append(node);
  const text = textSetter(node);
  const [warn, bad] = [classSetter(node, "warn"), classSetter(node, "bad")];
  return (said, level = "good") => {
    text(said);
    warn(level === "warn");
    bad(level === "bad");
  };
}
