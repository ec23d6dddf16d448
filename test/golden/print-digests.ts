/** Prints the digest of every scenario's golden drill: run in a fresh process, and under other Node majors. */

import { digests } from "./golden.ts";

console.log((await digests()).join("\n"));
