/** Functions of each sample's value by itself. */

import { exponential, logarithm, logarithmBase2, logarithmBase10 } from "./elementary.ts";
import type { ValueFunctionName } from "./signatures.ts";
import {
  arcCosine,
  arcSine,
  arcTangent,
  areaHyperbolicCosine,
  areaHyperbolicSine,
  areaHyperbolicTangent,
  cosine,
  hyperbolicCosine,
  hyperbolicSine,
  hyperbolicTangent,
  sine,
  tangent,
} from "./trigonometry.ts";

export const VALUE_FUNCTIONS: Readonly<Record<ValueFunctionName, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  sgn: Math.sign,
  sqrt: Math.sqrt,
  exp: exponential,
  ln: logarithm,
  log2: logarithmBase2,
  log10: logarithmBase10,
  sin: sine,
  cos: cosine,
  tan: tangent,
  asin: arcSine,
  acos: arcCosine,
  atan: arcTangent,
  sinh: hyperbolicSine,
  cosh: hyperbolicCosine,
  tanh: hyperbolicTangent,
  asinh: areaHyperbolicSine,
  acosh: areaHyperbolicCosine,
  atanh: areaHyperbolicTangent,
  deg: (value) => (value * 180) / Math.PI,
  rad: (value) => (value * Math.PI) / 180,
};
