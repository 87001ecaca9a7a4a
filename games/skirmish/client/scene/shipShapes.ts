/**
 * The shapes of the hulls, by number, in units. The nose points to +x. Points have y ≥ 0, nose first, and are
 * mirrored.
 */

type Point = readonly [x: number, y: number];

export interface ShipShape {
  hull: readonly Point[];
  /** Darker plates on both sides. */
  plates: readonly (readonly Point[])[];
  /** Middle, half length and half width of the canopy on the centre line. */
  canopy: readonly [x: number, length: number, width: number];
  /** Position of a nozzle; a nozzle off the centre line is mirrored. */
  engine: Point;
  /** Half width of a nozzle. */
  nozzle: number;
  /** Muzzle of a gun, mirrored. */
  gun: Point;
}

export const SHIP_SHAPES: readonly ShipShape[] = [
  {
    // Dart: swept wings.
    hull: [
      [25, 0],
      [11, 4.5],
      [2, 7],
      [-15, 18.5],
      [-19.5, 17],
      [-13, 6.5],
      [-16, 4],
      [-16, 0],
    ],
    plates: [
      [
        [3, 8.2],
        [-13.5, 17],
        [-10, 8],
        [-4, 5.5],
      ],
    ],
    canopy: [8, 7, 2.9],
    engine: [-16, 0],
    nozzle: 4,
    gun: [4, 10.5],
  },
  {
    // Claw: two prongs around a short nose.
    hull: [
      [15, 0],
      [13, 4.5],
      [14, 8],
      [25, 10],
      [25, 12.5],
      [9, 17],
      [-8, 17.5],
      [-17, 12],
      [-13, 6],
      [-15, 3],
      [-15, 0],
    ],
    plates: [
      [
        [12, 10],
        [21, 11.3],
        [8, 15],
        [-7, 15.5],
        [-4, 11],
      ],
    ],
    canopy: [4, 7.5, 3.6],
    engine: [-14, 8.5],
    nozzle: 3.4,
    gun: [27, 11.2],
  },
  {
    // Manta: a broad curved wing.
    hull: [
      [23, 0],
      [20, 4],
      [11, 8.5],
      [1, 17],
      [-7, 21],
      [-12.5, 20],
      [-8, 12.5],
      [-12, 8],
      [-16, 4],
      [-16, 0],
    ],
    plates: [
      [
        [8, 9],
        [0, 15.2],
        [-7, 19],
        [-5, 12.5],
        [-2, 8],
      ],
    ],
    canopy: [9, 8, 3.2],
    engine: [-15, 0],
    nozzle: 4.4,
    gun: [9, 11.5],
  },
  {
    // Hauler: a blocky hull between two pods.
    hull: [
      [23, 0],
      [22, 3.4],
      [14, 6.5],
      [8, 7.5],
      [8, 11],
      [15, 12.5],
      [15, 16.5],
      [11, 18.5],
      [-13, 18.5],
      [-16, 15],
      [-16, 10.5],
      [-9, 9.5],
      [-12, 6],
      [-17, 5],
      [-17, 0],
    ],
    plates: [
      [
        [11, 13.2],
        [11, 16.6],
        [-11, 16.6],
        [-13, 13.2],
      ],
      [
        [6, 4.4],
        [4, 7.4],
        [-8, 7.4],
        [-10, 4.4],
      ],
    ],
    canopy: [13, 5.5, 3],
    engine: [-15.5, 14],
    nozzle: 3.6,
    gun: [18, 14.5],
  },
  {
    // Needle: long and thin, with fins.
    hull: [
      [29, 0],
      [15, 2.9],
      [5, 4.5],
      [1, 11.5],
      [-3.5, 11.5],
      [-4, 6],
      [-9, 6.5],
      [-15, 17],
      [-20.5, 17],
      [-17.5, 6],
      [-18, 3.5],
      [-18, 0],
    ],
    plates: [
      [
        [2, 5.4],
        [-0.5, 10],
        [-2.8, 10],
        [-2.8, 5.6],
      ],
      [
        [-10, 7.6],
        [-15, 15.4],
        [-18, 15.4],
        [-15, 7],
      ],
    ],
    canopy: [8, 7.5, 2.4],
    engine: [-18, 0],
    nozzle: 4,
    gun: [4, 11.5],
  },
];

export const shapeOf = (id: number): number => id % SHIP_SHAPES.length;
