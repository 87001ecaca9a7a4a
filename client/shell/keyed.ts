/**
 * Keyed lists: they update elements instead of replacing them, which keeps focus, hover and scroll position.
 */

/** The element of one item. */
export interface View<Item> {
  node: HTMLElement;
  update(item: Item): void;
}

/**
 * @returns a function that makes the children of `parent` show a list of items: it creates, updates, moves
 * and removes views
 */
export function keyedList<Item>(
  parent: HTMLElement,
  keyOf: (item: Item) => string,
  create: (item: Item) => View<Item>,
): (items: readonly Item[]) => void {
  const views = new Map<string, View<Item>>();
  return (items) => {
    const focused = document.activeElement;
    const left = new Set(items.map(keyOf));
    // Removed first, so that no view has to be moved past them: an element that moves loses the focus.
    for (const [key, { node }] of views) {
      if (left.has(key)) continue;
      node.remove();
      views.delete(key);
    }
    let place = parent.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      let view = views.get(key);
      if (view === undefined) {
        view = create(item);
        views.set(key, view);
      }
      view.update(item);
      if (view.node === place) place = place.nextElementSibling;
      else parent.insertBefore(view.node, place);
    }
    if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused))
      focused.focus({ preventScroll: true });
  };
}
