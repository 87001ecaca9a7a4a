/** Deutsch. */
import { formsOf } from "../../../../client/strings/language.ts";
import type { Words } from "./en.ts";

const { plural, number } = formsOf("de");

export const de: Words = {
  tagline: "Zwei Mannschaften, ein Puck. Bring ihn ins Tor.",
  puck: { title: "Puck", text: "Zwei Mannschaften, ein Puck. Fünf Tore gewinnen." },
  sprint: "Sprint",
  skate: "Laufen",
  hints: [
    "Bewache das Tor deiner Farbe und triff in das andere.",
    "Der Puck prallt von dir ab: Komm hinter ihn und schieb.",
    "Wer zuerst fünf Tore hat, gewinnt; nach drei Minuten, wer mehr hat.",
  ],
  score: "Tore der linken Mannschaft, verbleibende Zeit, Tore der rechten Mannschaft",
  goals: (count) => plural(count, "1 Tor", `${number(count)} Tore`),
  youScored: (count) => `Du hast ${plural(count, "ein Tor", `${number(count)} Tore`)} geschossen`,
};
