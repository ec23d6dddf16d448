/** Lines written for a terminal: colour codes, progress bars, titles, and the odd binary remnant.
 *  Whoever shows or stores logs must cope with them. One line prints a whole key, made up, so that redaction is tested. */

import { between, hex8, hex32, mix, privateAddress } from "../vary.ts";
import { type NoiseShape, row } from "./row.ts";

const ESCAPE = "\u001b";
const BELL = "\u0007";
const controls = { hasControls: true } as const;

export const TERMINAL: readonly NoiseShape[] = [
  row(
    "uvicorn: coloured access",
    "INFO",
    "http",
    2,
    (_, draw) => {
      return `${ESCAPE}[32mINFO${ESCAPE}[0m:     ${privateAddress(draw, 1)}:0 - "${ESCAPE}[1mGET /healthz HTTP/1.1${ESCAPE}[0m" ${ESCAPE}[32m200 OK${ESCAPE}[0m`;
    },
    controls,
  ),
  row(
    "winston: coloured error",
    "ERROR",
    "webhooks",
    2,
    (_, draw) => {
      return `${ESCAPE}[31merror${ESCAPE}[39m: delivery queue lag ${between(draw, 1, 20, 900)}s ${ESCAPE}[90m{"queue":"webhooks"}${ESCAPE}[39m`;
    },
    controls,
  ),
  row(
    "tqdm: progress",
    "INFO",
    "ingest",
    1,
    (_, draw) => {
      return `\rEmbedding:  ${between(draw, 1, 10, 99)}%|████▎     | ${between(draw, 2, 10, 99)}/128 [00:03<00:04, 12.31it/s]`;
    },
    controls,
  ),
  row(
    "npm: title",
    "INFO",
    "runtime",
    1,
    (context) => `${ESCAPE}]0;npm run worker ${context.pod}${BELL}worker up`,
    controls,
  ),
  row(
    "loguru: coloured warning",
    "WARN",
    "ingest",
    1,
    (_, draw) => {
      return `${ESCAPE}[33m${ESCAPE}[1mpage ${between(draw, 1, 1, 90)} has no text layer${ESCAPE}[0m`;
    },
    controls,
  ),
  row(
    "logrotate: zeroed block",
    "WARN",
    "runtime",
    1,
    (_, draw) => `\u0000\u0000\u0000\u0000segment ${hex8(mix(draw, 1))} truncated`,
    controls,
  ),
  row(
    "apt: spinner",
    "INFO",
    "runtime",
    1,
    (_, draw) => `Reading package lists... ${between(draw, 1, 10, 99)}%\b\b\b\u009b0mDone`,
    controls,
  ),
  row(
    "httpx: debug headers",
    "WARN",
    "http",
    1,
    (_, draw) => {
      return `send_request_headers.started headers={'x-api-key': 'sk-ant-api03-EXAMPLE-FAKE-${hex32(draw, 1)}-EXAMPLE', 'anthropic-version': '2023-06-01'}`;
    },
    { hasFakeKey: true },
  ),
];
