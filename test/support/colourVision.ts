/** Simulates colour blindness, and measures how different two colours look. */

export type Vision = "normal" | "protanopia" | "deuteranopia" | "tritanopia";
type Triple = readonly [number, number, number];

/** Machado, Oliveira and Fernandes, 2009, severity 1.0; for linear RGB. */
const MACHADO: { readonly [V in Exclude<Vision, "normal">]: readonly [Triple, Triple, Triple] } = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linear = (channel: number): number => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const dot = (row: Triple, [r, g, b]: Triple): number => row[0] * r + row[1] * g + row[2] * b;
const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** @param colour 0xRRGGBB. @returns CIE L*a*b* (D65) of what these eyes see */
export function seen(colour: number, vision: Vision): Triple {
  const rgb: Triple = [linear(colour >> 16), linear((colour >> 8) & 255), linear(colour & 255)];
  const [r, g, b] =
    vision === "normal" ? rgb : (MACHADO[vision].map((row) => dot(row, rgb)) as never as Triple);
  const light: Triple = [clamp(r), clamp(g), clamp(b)];
  const f = (share: number): number => (share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116);
  const x = f(dot([0.4124, 0.3576, 0.1805], light) / 0.95047);
  const y = f(dot([0.2126, 0.7152, 0.0722], light));
  const z = f(dot([0.0193, 0.1192, 0.9505], light) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** @returns ΔE (CIE 1976): 2 can just be seen, 20 is another colour */
export function difference(one: number, other: number, vision: Vision): number {
  const [a, b] = [seen(one, vision), seen(other, vision)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
