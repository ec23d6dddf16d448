/** Exponentials, logarithms and powers as Go computes them on x86: the same steps in the same order, so that the last
 *  bit agrees, on every engine alike (JavaScript leaves `Math.exp` and its like to the engine).
 *  Methods: exp by Taylor series of x/16 with fused multiplication (N. Shibata, 2010); log, log1p by FreeBSD's msun. */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const view = new Float64Array(1);
const words = new Int32Array(view.buffer);
const bits = new BigInt64Array(view.buffer);

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const LEAST_EPSILON = 1 / 2 ** 52;

/** 2^exponent, for exponents of normal numbers: −1022 to 1023. */
export function powerOfTwo(exponent: number): number {
  words[0] = 0;
  words[1] = (exponent + 1_023) << 20;
  return view[0] as number;
}

/** Go's `math.Frexp` of a finite value other than 0: a mantissa in [0.5, 1) and the power of two that restores it. */
export function mantissaAndExponent(value: number): [mantissa: number, exponent: number] {
  // Subnormal numbers are brought into the normal range first.
  const lifted = Math.abs(value) < SMALLEST_NORMAL ? 52 : 0;
  view[0] = lifted === 0 ? value : value * 2 ** 52;
  const high = words[1] as number;
  const exponent = ((high >>> 20) & 0x7ff) - 1_022;
  words[1] = (high & ~(0x7ff << 20)) | (1_022 << 20);
  return [view[0] as number, exponent - lifted];
}

/** Go's `math.Ldexp` of a finite value: value × 2^exponent, rounded once. */
export function scaled(value: number, exponent: number): number {
  if (value === 0) return value;
  const [mantissa, own] = mantissaAndExponent(value);
  const total = exponent + own;
  if (total > 1_024) return value < 0 ? -Infinity : Infinity;
  if (total < -1_074) return value < 0 ? -0 : 0;
  if (total > -1_022) return mantissa * 2 * powerOfTwo(total - 1);
  // What ends among the subnormal numbers is rounded by the last product alone.
  return mantissa * powerOfTwo(total + 52) * LEAST_EPSILON;
}

/** a × b + c, rounded once, where neither products nor their rounding errors leave the normal range: the errors of
 *  product and sums are exact numbers themselves, and the smaller ones are added up rounded to odd, which leaves the
 *  last rounding right (S. Boldo, G. Melquiond, 2008). */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const productError = multiplicationError(a, b, product);
  const low = c + productError;
  const lowError = additionError(c, productError, low);
  const high = product + low;
  const highError = additionError(product, low, high);
  return high + addedToOdd(highError, lowError);
}

const SPLITTER = 2 ** 27 + 1;

function multiplicationError(a: number, b: number, product: number): number {
  const aHigh = a * SPLITTER - (a * SPLITTER - a);
  const bHigh = b * SPLITTER - (b * SPLITTER - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function additionError(a: number, b: number, sum: number): number {
  const bVirtual = sum - a;
  return a - (sum - bVirtual) + (b - bVirtual);
}

function addedToOdd(a: number, b: number): number {
  const sum = a + b;
  const error = additionError(a, b, sum);
  if (error === 0) return sum;
  view[0] = sum;
  if (((words[0] as number) & 1) === 1) return sum;
  // Away from zero if the error has the sum's sign, towards it otherwise.
  bits[0] = (bits[0] as bigint) + (error > 0 === sum > 0 ? 1n : -1n);
  return view[0];
}

const LN2_UPPER = 0.693147180559663;
const LN2_LOWER = 2.8235290563031577e-13;
/** 1/7!, 1/6! … 1/1!; the series begins with 1/8!. */
const EXPONENTIAL_SERIES = [
  0.0001984126984126984, 0.001388888888888889, 0.008333333333333333, 0.041666666666666664,
  0.16666666666666666, 0.5, 1,
] as const;

export function exponential(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x === -Infinity) return 0;
  if (x > 709.782712893384) return Infinity;
  const exponent = roundedToEven(x * Math.LOG2E);
  if (exponent < -1_075) return 0;
  let rest = fusedMultiplyAdd(-LN2_UPPER, exponent, x);
  rest = fusedMultiplyAdd(-LN2_LOWER, exponent, rest) * 0.0625;
  let series = 0.0000248015873015873;
  for (const coefficient of EXPONENTIAL_SERIES) series = fusedMultiplyAdd(series, rest, coefficient);
  let grown = rest * series;
  // (1 + g)² − 1 = g (g + 2): four times, for the sixteenth that was taken.
  for (let doubling = 0; doubling < 3; doubling += 1) grown *= grown + 2;
  const result = fusedMultiplyAdd(grown, grown + 2, 1);
  return exponent === 1_024 ? Infinity : scaled(result, exponent);
}

/** As the processor converts to an integer. */
function roundedToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

export function logarithm(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  // Go on x86 takes a subnormal number's digits for those of a normal one.
  view[0] = x;
  const high = words[1] as number;
  let exponent = ((high >>> 20) & 0x7ff) - 1_022;
  words[1] = (high & ~(0x7ff << 20)) | (1_022 << 20);
  let mantissa = view[0] as number;
  if (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  const s4 = s2 * s2;
  const odd =
    s2 *
    (0.6666666666666735 + s4 * (0.2857142874366239 + s4 * (0.1818357216161805 + s4 * 0.14798198605116586)));
  const even = s4 * (0.3999999999940942 + s4 * (0.22222198432149784 + s4 * 0.15313837699209373));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + (odd + even)) + exponent * LN2_LOW) - f);
}

export function logarithmBase2(x: number): number {
  if (!(x > 0) || x === Infinity) return logarithm(x);
  const [mantissa, exponent] = mantissaAndExponent(x);
  // Powers of two come out exact.
  return mantissa === 0.5 ? exponent - 1 : logarithm(mantissa) * Math.LOG2E + exponent;
}

export const logarithmBase10 = (x: number): number => logarithm(x) * Math.LOG10E;

/** log(1 + x), accurate for small x. */
export function logarithmOfOnePlus(x: number): number {
  if (x < -1 || Number.isNaN(x)) return Number.NaN;
  if (x === -1) return -Infinity;
  if (x === Infinity) return Infinity;
  const magnitude = Math.abs(x);
  if (magnitude < 1 / 2 ** 54) return x;
  if (magnitude < 1 / 2 ** 29) return x - x * x * 0.5;
  const small = magnitude < 0.41421356237309503 && x > -0.2928932188134525;
  const { exponent, f, correction } = small
    ? { exponent: 0, f: x, correction: 0 }
    : reducedOnePlus(x, magnitude);
  if (f === 0) return exponent === 0 ? 0 : exponent * LN2_HIGH + (correction + exponent * LN2_LOW);
  const half = 0.5 * f * f;
  if (!small && f < 0 && f >= -3 / 2 ** 53) {
    const remainder = half * (1 - 0.6666666666666666 * f);
    return exponent * LN2_HIGH - (remainder - (exponent * LN2_LOW + correction) - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const remainder =
    z *
    (0.6666666666666735 +
      z *
        (0.3999999999940942 +
          z *
            (0.2857142874366239 +
              z *
                (0.22222198432149784 +
                  z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))));
  if (exponent === 0) return f - (half - s * (half + remainder));
  return exponent * LN2_HIGH - (half - (s * (half + remainder) + (exponent * LN2_LOW + correction)) - f);
}

/** 1 + x = 2^exponent × (1 + f), and what rounding 1 + x took away. */
function reducedOnePlus(
  x: number,
  magnitude: number,
): { readonly exponent: number; readonly f: number; readonly correction: number } {
  const large = magnitude >= 2 ** 53;
  const u = large ? x : 1 + x;
  let [mantissa, exponent] = mantissaAndExponent(u);
  mantissa *= 2;
  exponent -= 1;
  const lost = large ? 0 : (exponent > 0 ? 1 - (u - x) : x - (u - 1)) / u;
  if (mantissa >= Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  return { exponent, f: mantissa - 1, correction: lost };
}

/** Go's `math.Pow`: whole exponents by repeated squaring of mantissa and exponent apart; only what is left of a
 *  fractional exponent goes through exponential and logarithm. */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (exponent === 1) return base;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  const odd = Math.abs(exponent % 2) === 1;
  if (base === 0) {
    if (exponent < 0) return odd ? 1 / base : Infinity;
    return odd ? base : 0;
  }
  if (Math.abs(exponent) === Infinity) {
    if (base === -1) return 1;
    return Math.abs(base) < 1 === (exponent === Infinity) ? 0 : Infinity;
  }
  if (base === -Infinity) return power(-0, -exponent);
  if (base === Infinity) return exponent < 0 ? 0 : Infinity;
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -0.5) return 1 / Math.sqrt(base);
  const whole = Math.trunc(Math.abs(exponent));
  const fraction = Math.abs(exponent) - whole;
  if (fraction !== 0 && base < 0) return Number.NaN;
  if (whole >= 2 ** 63) {
    if (base === -1) return 1;
    return Math.abs(base) < 1 === exponent > 0 ? 0 : Infinity;
  }
  return powerOfParts(base, whole, fraction, exponent < 0);
}

function powerOfParts(base: number, wholePart: number, fractionPart: number, inverse: boolean): number {
  let whole = wholePart;
  let mantissa = 1;
  let binaryExponent = 0;
  if (fractionPart !== 0) {
    const upwards = fractionPart > 0.5;
    if (upwards) whole += 1;
    mantissa = exponential((upwards ? fractionPart - 1 : fractionPart) * logarithm(base));
  }
  let [factor, factorExponent] = mantissaAndExponent(base);
  for (let rest = whole; rest !== 0; rest = Math.floor(rest / 2)) {
    if (Math.abs(factorExponent) > 4_096) {
      binaryExponent += factorExponent;
      break;
    }
    if (rest % 2 === 1) {
      mantissa *= factor;
      binaryExponent += factorExponent;
    }
    factor *= factor;
    factorExponent *= 2;
    if (factor < 0.5) {
      factor += factor;
      factorExponent -= 1;
    }
  }
  return inverse ? scaled(1 / mantissa, -binaryExponent) : scaled(mantissa, binaryExponent);
}
