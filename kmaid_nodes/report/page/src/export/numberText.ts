// Numbers as text that Python reads back as the very same number.

/** All digits, never with an exponent, with at least one digit behind the point: `157.61`, `26.0`. */
export function shiftText(value: number): string {
  const text = plainDigits(String(value));
  return text.includes(".") ? text : `${text}.0`;
}

/** Six significant digits, as Python's format `g` writes them. */
export function shortText(value: number): string {
  return plainDigits(String(Number(value.toPrecision(6))));
}

/** Rounded as people round: 128.45 is 128.5, although its binary value lies below. */
export function roundedText(value: number, digits: number): string {
  const whole = Math.round(Number(`${plainDigits(String(Math.abs(value)))}e${digits}`));
  return (Math.sign(value) * Number(`${whole}e-${digits}`)).toFixed(digits);
}

/** `1e-7` as `0.0000001`. */
function plainDigits(text: string): string {
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!found) return text;
  const [, sign, first, behind = "", power] = found;
  const digits = first! + behind;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0").slice(0, point)}${point < digits.length ? `.${digits.slice(point)}` : ""}`;
}
