/** fast-check with a fixed seed, so that a failure is the same failure for everybody; the seed is in the message. */

import fc from "fast-check";

fc.configureGlobal({ seed: 20251128, numRuns: 100 });

export { fc };
