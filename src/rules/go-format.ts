/** Numbers as Go prints them (`%v`, `%g`, `%e`, `%f`): exact decimal digits, rounded half to even, which JavaScript's
 *  own formatting rounds half up. */

const EXPONENT_FROM = 6;

/** Go's `%v` of a float: the shortest digits that read back the same, with an exponent from 1e+06 on. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const magnitude = Math.abs(value);
  // Where neither language uses an exponent they agree.
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(value);
  const [digits, exponent] = shortestDigits(magnitude);
  return signOf(value) + layOut(digits, exponent, exponent < -4 || exponent >= EXPONENT_FROM);
}

/** Go's `FormatFloat(value, 'f', -1, 64)`: the shortest digits that read back the same, never with an exponent. */
export function formatShortest(value: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const magnitude = Math.abs(value);
  if (magnitude === 0) return `${signOf(value)}0`;
  return signOf(value) + layOut(...shortestDigits(magnitude), false);
}

/** `%.<precision>g` */
export function formatGeneral(value: number, precision: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const [digits, exponent] = roundedDigits(Math.abs(value), Math.max(1, precision));
  const significant = digits.replace(/0+$/, "") || "0";
  return signOf(value) + layOut(significant, exponent, exponent < -4 || exponent >= Math.max(1, precision));
}

/** `%.<decimals>f` */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const digits = scaledInteger(Math.abs(value), decimals)
    .toString()
    .padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return signOf(value) + (decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`);
}

/** `%.<decimals>e` */
export function formatExponent(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return formatNonFinite(value);
  const [digits, exponent] = roundedDigits(Math.abs(value), decimals + 1);
  return signOf(value) + layOut(digits, exponent, true);
}

const formatNonFinite = (value: number): string =>
  Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? "-" : "");

/** Digits d₁d₂d₃… of d₁.d₂d₃… × 10^exponent, as a number with or without an exponent. */
function layOut(digits: string, exponent: number, scientific: boolean): string {
  if (scientific) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${digits[0]}${fraction}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return digits.length > exponent + 1 ? `${whole}.${digits.slice(exponent + 1)}` : whole;
}

function shortestDigits(value: number): [digits: string, exponent: number] {
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  return [mantissa.replace(".", ""), Number(exponent)];
}

function roundedDigits(value: number, count: number): [digits: string, exponent: number] {
  if (value === 0) return ["0".repeat(count), 0];
  const [, exponent] = shortestDigits(value);
  const digits = scaledInteger(value, count - 1 - exponent).toString();
  // Rounding up may have added a digit: 9.99 to two digits is 10.
  return digits.length > count ? [digits.slice(0, count), exponent + 1] : [digits, exponent];
}

/** value × 10^decimals as an integer, rounded half to even. */
function scaledInteger(value: number, decimals: number): bigint {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] as bigint;
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(biased, 1) - 1_075;
  const numerator = (mantissa << BigInt(Math.max(exponent, 0))) * 10n ** BigInt(Math.max(decimals, 0));
  const denominator = (1n << BigInt(Math.max(-exponent, 0))) * 10n ** BigInt(Math.max(-decimals, 0));
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
