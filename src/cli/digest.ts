/** The digest that results name their inputs by: of the checked data, not of the file's bytes. */

import { hash } from "node:crypto";

export const digestOf = (value: unknown): string => hash("sha256", JSON.stringify(value), "hex");
