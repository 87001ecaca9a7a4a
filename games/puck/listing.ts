/**
 * Name, title and modes of Puck, for lists of games: a server or page reads them without loading the game.
 */
export const puckListing = {
  name: "puck",
  title: "Puck",
  modes: { puck: { capacity: 12, settings: { pilots: 2 } } },
} as const;
