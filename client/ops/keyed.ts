/** Lists that are updated once a second without replacing elements, so that focus, hover and scroll position stay. */

/** Shows one item. */
export interface View<Item> {
  node: HTMLElement;
  update(item: Item): void;
}

/** @returns a function that updates the children of `parent` to a list of items: it creates, updates, moves and removes views */
export function keyedList<Item>(
  parent: HTMLElement,
  keyOf: (item: Item) => string,
  create: (item: Item) => View<Item>,
): (items: readonly Item[]) => void {
  const views = new Map<string, View<Item>>();
  return (items) => {
    const left = new Set(views.keys());
    let place = parent.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      left.delete(key);
      let view = views.get(key);
      if (view === undefined) {
        view = create(item);
        views.set(key, view);
      }
      view.update(item);
      if (view.node === place) place = place.nextElementSibling;
      else parent.insertBefore(view.node, place);
    }
    for (const key of left) {
      views.get(key)!.node.remove();
      views.delete(key);
    }
  };
}
