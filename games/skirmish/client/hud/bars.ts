/** The bars of hull and energy, bottom centre. */
import {
  classSetter,
  element,
  onChange,
  region,
  shownSetter,
  staggered,
  textSetter,
} from "../../../../client/shell/dom.ts";
import { SHIP, WEAPONS } from "../../shared/config.ts";
import { words } from "../strings/index.ts";
import type { Part } from "./part.ts";

/** Below these hull points the bar turns amber, then red. */
const FAIR_HULL = 60;
const LOW_HULL = 30;
/** Time between two updates of the energy bar, ms. */
const ENERGY_MS = 100;

interface Bar {
  element: HTMLElement;
  /** @param value 0…`most` */
  set(value: number): void;
}

function createBar(className: string, name: string, most: number): Bar {
  const fill = element("div", "bar-fill");
  const number = element("span", "bar-number");
  const track = element("div", "bar-track", fill);
  const bar = element("div", `bar ${className}`, element("span", "bar-name", name), track, number);
  bar.setAttribute("role", "meter");
  bar.setAttribute("aria-label", name);
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", String(most));
  const setNumber = textSetter(number);
  const write = onChange((value: number) => {
    fill.style.transform = `scaleX(${value / most})`;
    bar.setAttribute("aria-valuenow", String(value));
    setNumber(String(Math.ceil((value / most) * 100)));
  });
  return { element: bar, set: (value) => write(Math.min(most, Math.max(0, value))) };
}

/** A mark on the energy bar: the cost of a shot of the most expensive weapon. */
function createNotch(cost: number): HTMLElement {
  const notch = element("div", "bar-notch");
  notch.style.left = `${(cost / SHIP.energy) * 100}%`;
  return notch;
}

export function createBars(): Part {
  const hull = createBar("hull", words.hull, SHIP.hull);
  const energy = createBar("energy", words.energy, SHIP.energy);
  const highestCost = Math.max(...WEAPONS.map((weapon) => weapon.energy));
  const lowestCost = Math.min(...WEAPONS.map((weapon) => weapon.energy));
  energy.element.querySelector(".bar-track")?.append(createNotch(highestCost));
  const bars = region("bars", words.ship, hull.element, energy.element);
  const show = shownSetter(bars);
  const setFair = classSetter(hull.element, "fair");
  const setLow = classSetter(hull.element, "low");
  const setShort = classSetter(energy.element, "short");
  const setEmpty = classSetter(energy.element, "empty");
  // Energy changes in each tick, and the bar glides from one value to the next.
  const due = staggered(ENERGY_MS);

  return {
    element: bars,
    frame(now, session) {
      const ship = session.state.ships.get(session.key);
      show(ship !== undefined);
      if (!ship) return;
      const left = ship.alive ? ship.hull : 0;
      hull.set(left);
      setFair(left < FAIR_HULL);
      setLow(ship.alive && left < LOW_HULL);
      if (!due(now)) return;
      const stored = ship.own?.energy ?? 0;
      energy.set(stored);
      setShort(stored < highestCost);
      setEmpty(stored < lowestCost);
    },
  };
}
