/** seedrandom publishes its generators as single modules; its type package covers only the whole. */
declare module "seedrandom/lib/alea.js" {
  /** Returns a generator of numbers in [0, 1) with 32 bits of randomness. */
  export default function alea(seed: string): () => number;
}
