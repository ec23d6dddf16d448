/** Angles and hyperbolic functions as Go computes them (methods of the Cephes library, and FreeBSD's for the inverse
 *  hyperbolic ones), step by step, so that the last bit agrees on every engine. */

import { exponential, logarithm, logarithmOfOnePlus, mantissaAndExponent, powerOfTwo } from "./elementary.ts";

const PI = Math.PI;
const THREE_QUARTERS_PI = 2.356194490192345;
const FOUR_OVER_PI = 1.2732395447351628;
/** π/4 in three parts, the first two with zeros at their ends, so that products with an integer are exact. */
const QUARTER_PI_PARTS = [0.7853981256484985, 3.774894707930798e-8, 2.6951514290790595e-15] as const;
/** From here on the three parts do not suffice. */
const LARGE_ANGLE = 2 ** 29;

/** An angle ≥ 0 as an even number of eighths of a turn (modulo 8) and a rest between −π/4 and π/4. */
function reducedAngle(x: number): { readonly octant: number; readonly rest: number } {
  if (x >= LARGE_ANGLE) return reducedLargeAngle(x);
  let octant = Math.floor(x * FOUR_OVER_PI);
  if (octant % 2 === 1) octant += 1;
  const [high, middle, low] = QUARTER_PI_PARTS;
  return { octant: octant % 8, rest: x - octant * high - octant * middle - octant * low };
}

/** 4/π behind the point, in 1,216 binary digits: enough for the largest number. */
const FOUR_OVER_PI_DIGITS =
  0x45f306dc9c882a53f84eafa3ea69bb81b6c52b3278872083fca2c757bd778ac36e48dc74849ba5c00c925dd413a32439fc3bd63962534e7dd1046bea5d768909d338e04d68befc827323ac7306a673e93908bf177bf250763ff12fffbc0b301fde5e2316b414da3eda6cfd9e4f96136e9e8c7ecd3cbfd45aea4f758fd7cbe2f67a0e73ef14a525d4d7f6bf623f1aba10ac06608df8f6d757n;
const ALL_DIGITS = (1n << 1_216n) | FOUR_OVER_PI_DIGITS;
const WORD = (1n << 64n) - 1n;

/** The method of Payne and Hanek: of 4/π only those 192 digits take part that decide octant and rest. */
function reducedLargeAngle(x: number): { readonly octant: number; readonly rest: number } {
  const [mantissa, exponent] = mantissaAndExponent(x);
  const integer = BigInt(mantissa * 2 ** 53);
  const shift = BigInt(exponent - 53 + 61);
  const digits = (ALL_DIGITS >> (1_088n - shift)) & ((1n << 192n) - 1n);
  const product = ((digits >> 64n) * integer + (((digits & WORD) * integer) >> 64n)) & ((1n << 128n) - 1n);
  const octant = Number(product >> 125n);
  const high = (product >> 61n) & WORD;
  const leadingZeros = 64 - high.toString(2).length;
  // Go fills up with the product's lower word as it was before the octant's three digits were shifted out.
  const filled = (high << BigInt(leadingZeros + 1)) | ((product & WORD) >> BigInt(63 - leadingZeros));
  const rest = (1 + Number((filled & WORD) >> 12n) / 2 ** 52) * powerOfTwo(-leadingZeros - 1);
  return octant % 2 === 1
    ? { octant: (octant + 1) % 8, rest: (rest - 1) * (PI / 4) }
    : { octant, rest: rest * (PI / 4) };
}

function sineOfRest(z: number): number {
  const zz = z * z;
  return (
    z +
    z *
      zz *
      (((((1.5896230157654656e-10 * zz - 2.5050747762857807e-8) * zz + 0.0000027557313621385722) * zz -
        0.0001984126982958954) *
        zz +
        0.008333333333322118) *
        zz -
        0.1666666666666663)
  );
}

function cosineOfRest(z: number): number {
  const zz = z * z;
  return (
    1 -
    0.5 * zz +
    zz *
      zz *
      (((((-1.1358536521387682e-11 * zz + 2.087570084197473e-9) * zz - 2.755731417929674e-7) * zz +
        0.000024801587288851704) *
        zz -
        0.0013888888888873056) *
        zz +
        0.041666666666666595)
  );
}

const signed = (negative: boolean, value: number): number => (negative ? -value : value);

export function sine(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x === 0 ? x : Number.NaN;
  const { octant, rest } = reducedAngle(Math.abs(x));
  const eighth = octant % 4;
  const value = eighth === 2 ? cosineOfRest(rest) : sineOfRest(rest);
  return signed(x < 0 !== octant > 3, value);
}

export function cosine(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const { octant, rest } = reducedAngle(Math.abs(x));
  const eighth = octant % 4;
  const value = eighth === 2 ? sineOfRest(rest) : cosineOfRest(rest);
  return signed(octant > 3 !== eighth > 1, value);
}

export function tangent(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x === 0 ? x : Number.NaN;
  const { octant, rest: z } = reducedAngle(Math.abs(x));
  const zz = z * z;
  let value = z;
  if (zz > 1e-14) {
    const numerator = zz * ((-13093.693918138379 * zz + 1153516.6483858742) * zz - 17956525.197648488);
    const denominator =
      (((zz + 13681.296347069296) * zz - 1320892.3444021097) * zz + 25008380.18233579) * zz -
      53869575.592945464;
    value = z + z * (numerator / denominator);
  }
  return signed(x < 0, octant % 4 === 2 ? -1 / value : value);
}

export function arcTangent(x: number): number {
  if (x === 0) return x;
  return x > 0 ? arcTangentOfPositive(x) : -arcTangentOfPositive(-x);
}

/** What π/2 is larger than the number nearest to it. */
const HALF_PI_REST = 6.123233995736766e-17;

function arcTangentOfPositive(x: number): number {
  if (x <= 0.66) return arcTangentSeries(x);
  if (x > 2.414213562373095) return PI / 2 - arcTangentSeries(1 / x) + HALF_PI_REST;
  return PI / 4 + arcTangentSeries((x - 1) / (x + 1)) + 0.5 * HALF_PI_REST;
}

function arcTangentSeries(x: number): number {
  const z = x * x;
  const numerator =
    (((-0.8750608600031904 * z - 16.157537187333652) * z - 75.00855792314705) * z - 122.88666844901361) * z -
    64.85021904942025;
  const denominator =
    ((((z + 24.858464901423062) * z + 165.02700983169885) * z + 432.88106049129027) * z + 485.3903996359137) *
      z +
    194.5506571482614;
  return x * ((z * numerator) / denominator) + x;
}

export function arcTangentOfQuotient(y: number, x: number): number {
  if (Number.isNaN(y) || Number.isNaN(x)) return Number.NaN;
  const like = (value: number): number => signed(y < 0 || Object.is(y, -0), value);
  const xIsNegative = x < 0 || Object.is(x, -0);
  if (y === 0) return like(xIsNegative ? PI : 0);
  if (x === 0) return like(PI / 2);
  if (Math.abs(x) === Infinity) {
    if (Math.abs(y) === Infinity) return like(x > 0 ? PI / 4 : THREE_QUARTERS_PI);
    return like(x > 0 ? 0 : PI);
  }
  if (Math.abs(y) === Infinity) return like(PI / 2);
  const angle = arcTangent(y / x);
  if (x >= 0) return angle;
  return angle <= 0 ? angle + PI : angle - PI;
}

export function arcSine(x: number): number {
  if (x === 0) return x;
  const magnitude = Math.abs(x);
  if (!(magnitude <= 1)) return Number.NaN;
  const adjacent = Math.sqrt(1 - magnitude * magnitude);
  const angle =
    magnitude > 0.7
      ? PI / 2 - arcTangentOfPositive(adjacent / magnitude)
      : arcTangentOfPositive(magnitude / adjacent);
  return signed(x < 0, angle);
}

export const arcCosine = (x: number): number => PI / 2 - arcSine(x);

export function hyperbolicSine(x: number): number {
  const magnitude = Math.abs(x);
  let value: number;
  if (magnitude > 21) value = exponential(magnitude) * 0.5;
  else if (magnitude > 0.5) {
    const grown = exponential(magnitude);
    value = (grown - 1 / grown) * 0.5;
  } else if (x === 0) return x;
  else {
    const square = magnitude * magnitude;
    const numerator =
      (((-26.30563213397497 * square - 2894.211355989564) * square - 89912.72022039509) * square -
        630767.3640497717) *
      magnitude;
    value =
      numerator / (((square - 173.6789535582337) * square + 15215.17378790019) * square - 630767.3640497717);
  }
  return signed(x < 0, value);
}

export function hyperbolicCosine(x: number): number {
  const magnitude = Math.abs(x);
  const grown = exponential(magnitude);
  return magnitude > 21 ? grown * 0.5 : (grown + 1 / grown) * 0.5;
}

export function hyperbolicTangent(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 0.5 * 88.02969193111305) return x < 0 ? -1 : 1;
  if (magnitude >= 0.625) return signed(x < 0, 1 - 2 / (exponential(2 * magnitude) + 1));
  if (x === 0 || Number.isNaN(x)) return x;
  const square = x * x;
  const numerator = (-0.9643991794250523 * square - 99.28772310019185) * square - 1614.6876844170845;
  const denominator =
    ((square + 112.81167849163293) * square + 2235.4883906010045) * square + 4844.063053251255;
  return x + (x * square * numerator) / denominator;
}

export function areaHyperbolicSine(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const magnitude = Math.abs(x);
  let value: number;
  if (magnitude > 2 ** 28) value = logarithm(magnitude) + Math.LN2;
  else if (magnitude > 2) value = logarithm(2 * magnitude + 1 / (Math.sqrt(x * x + 1) + magnitude));
  else if (magnitude < 1 / 2 ** 28) value = magnitude;
  else value = logarithmOfOnePlus(magnitude + (x * x) / (1 + Math.sqrt(1 + x * x)));
  return signed(x < 0, value);
}

export function areaHyperbolicCosine(x: number): number {
  if (!(x >= 1)) return Number.NaN;
  if (x === 1) return 0;
  if (x >= 2 ** 28) return logarithm(x) + Math.LN2;
  if (x > 2) return logarithm(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
  const above = x - 1;
  return logarithmOfOnePlus(above + Math.sqrt(2 * above + above * above));
}

export function areaHyperbolicTangent(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude <= 1)) return Number.NaN;
  if (magnitude === 1) return x * Infinity;
  if (magnitude < 1 / 2 ** 28) return x;
  const twice = magnitude + magnitude;
  const value =
    magnitude < 0.5
      ? 0.5 * logarithmOfOnePlus(twice + (twice * magnitude) / (1 - magnitude))
      : 0.5 * logarithmOfOnePlus(twice / (1 - magnitude));
  return signed(x < 0, value);
}
