/** How a vendor is called by libraries and in addresses: the part of a transport's words that differs by vendor. */

import type { Sdk } from "../dialect.ts";
import type { ProviderFailure } from "../occurrence.ts";
import type { Shape } from "../shape.ts";
import { oneOf } from "../vary.ts";

export interface VendorNames {
  readonly vendor: string;
  readonly host: string;
  readonly path: (model: string) => string;
  readonly addresses: readonly string[];
  /** What the SDKs say themselves, in Python and Node, when an answer took too long or a connection was lost. */
  readonly python: { readonly timedOut: string; readonly lost: string };
  readonly node: { readonly timedOut: string; readonly lost: string };
  /** What the SDK for Java says before it names the cause. */
  readonly jvm: string;
  /** What the SDK for Go puts before the error of `net/http`. */
  readonly go: string;
  readonly liteLlm: string;
}

export type Rows = Readonly<Record<Sdk, readonly Omit<Shape<ProviderFailure>, "trace">[]>>;

export const remote = (names: VendorNames, draw: number): string => `${oneOf(draw, 7, names.addresses)}:443`;

/** The error of Go's `http.Client`. */
export const goPost = (names: VendorNames, what: ProviderFailure, error: string): string =>
  `${names.go}Post "${url(names, what)}": ${error}`;

export const url = (names: VendorNames, what: ProviderFailure): string =>
  `https://${names.host}${names.path(what.model)}`;
