/** Lists that are brought up to date once a second without losing what the eye or the finger is on. */

/** What shows one item. */
export interface View<Item> {
  node: HTMLElement;
  update(item: Item): void;
}

/** @returns brings the children of `parent` in line with items: new ones are made, known ones updated, others taken away */
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
