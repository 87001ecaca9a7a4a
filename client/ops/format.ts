/** Formats figures for people. */

export const count = (value: number): string => value.toLocaleString("en-US");

export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** One decimal place below 10 ms. */
export const milliseconds = (ms: number): string =>
  `${ms > 0 && ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

export function bytes(value: number): string {
  if (value < 1000) return `${Math.round(value)} B`;
  if (value < 1e6) return `${value < 1e4 ? (value / 1000).toFixed(1) : Math.round(value / 1000)} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(value < 1e7 ? 1 : 0)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}

/** A duration in its largest suitable unit. */
export function span(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** @param at ms since 1970 */
export const clock = (at: number): string => new Date(at).toLocaleTimeString("en-GB");
