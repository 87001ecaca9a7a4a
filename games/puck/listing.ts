/** What lists of games say of Puck. */
export const puckListing = {
  name: "puck",
  title: "Puck",
  modes: { puck: { capacity: 12, settings: { pilots: 2 } } },
} as const;
