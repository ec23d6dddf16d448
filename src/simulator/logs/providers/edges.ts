/** What stands before a provider's servers answers in their place: Cloudflare's and Envoy's own replies.
 *  They have no JSON body, so libraries print them bare. */

import { between, hex16, inSeconds, oneOf } from "../vary.ts";
import { type Refusal, refusal } from "./wire.ts";

const PAGE =
  "<html> <head><title>502 Bad Gateway</title></head> <body> <center><h1>502 Bad Gateway</h1></center> <hr><center>cloudflare</center> </body> </html>";
const ENVOY = "upstream connect error or disconnect/reset before headers. reset reason:";

export const CLOUDFLARE: readonly Refusal[] = [
  refusal("cf-502-text", "Cloudflare", ["gateway"], 502, "", "error code: 502", { weight: 2 }),
  refusal("cf-502-page", "Cloudflare", ["gateway"], 502, "", PAGE),
  refusal("cf-520", "Cloudflare", ["gateway"], 520, "", "error code: 520", { weight: 2 }),
  refusal("cf-522", "Cloudflare", ["gateway"], 522, "", "error code: 522", { weight: 1 }),
  refusal("cf-524", "Cloudflare", ["gateway", "timeout"], 524, "", "error code: 524", { weight: 2 }),
  refusal("cf-504", "Cloudflare", ["gateway"], 504, "", (_, context, draw) => {
    const zone = oneOf(draw, 1, ["api", "edge", "gateway"]);
    return `<!DOCTYPE html> <title>${zone} | 504: Gateway time-out</title> <p>Ray ID: <strong>${hex16(draw, 2)}</strong> &bull; ${context.at.slice(0, 19)} UTC</p>`;
  }),
  refusal("cf-1015", "Cloudflare", ["rate-limited"], 403, "", "error code: 1015", { lies: true }),
  refusal(
    "cf-challenge",
    "Cloudflare",
    ["rate-limited", "key-suspended"],
    403,
    "",
    (_, __, draw) =>
      `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head> <!-- cf-ray ${hex16(draw, 1)} after ${inSeconds(between(draw, 3, 20, 900))}s -->`,
    { lies: true },
  ),
];

export const ENVOY_REPLIES: readonly Refusal[] = [
  refusal("envoy-overflow", "Envoy", ["overloaded", "unavailable"], 503, "", `${ENVOY} overflow`, {
    weight: 1,
  }),
  refusal("envoy-reset", "Envoy", ["unavailable", "gateway"], 503, "", `${ENVOY} connection termination`, {
    weight: 2,
  }),
  refusal("envoy-timeout", "Envoy", ["gateway", "timeout"], 504, "", "upstream request timeout", {
    weight: 1,
  }),
];
