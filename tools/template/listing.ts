/** What lists of games say of Template. */
export const templateListing = {
  name: "template",
  title: "Template",
  /** Rooms by name. */
  modes: { template: { capacity: 16, settings: {} } },
} as const;
