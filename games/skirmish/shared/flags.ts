/** Bits of `Ship.flags`. */
export const FLAG = { thrust: 1, boost: 2, shield: 4, pilot: 8, away: 16, bot: 32, agrees: 64 } as const;
