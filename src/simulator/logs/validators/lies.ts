/** Schema breaks that come out as something else: code behind the validator trips over the missing property,
 *  or the answer is blamed on the model. */

import type { ValidationFailure } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, className } from "../vary.ts";
import { brokenField, type ValidatorRows } from "./field.ts";

const say = named<ValidationFailure>;

export const VALIDATION_LIES: ValidatorRows = [
  say("Python: key error", 3, (what, context) => `KeyError: '${brokenField(what, context)}'`),
  say("Node: undefined", 3, (what, context) => {
    return `TypeError: Cannot read properties of undefined (reading '${brokenField(what, context)}')`;
  }),
  say("Java: null pointer", 2, (what, context) => {
    const name = className(brokenField(what, context));
    return `java.lang.NullPointerException: Cannot invoke "java.lang.Double.doubleValue()" because the return value of "com.flowengine.blocks.${className(what.family)}Output.get${name}()" is null`;
  }),
  say("Python: attribute", 2, (what, context) => {
    return `AttributeError: 'NoneType' object has no attribute '${brokenField(what, context)}'`;
  }),
  say("Go: nil", 1, "runtime error: invalid memory address or nil pointer dereference"),
  say("Python: json", 1, (_, __, draw) => {
    return `json.decoder.JSONDecodeError: Expecting value: line 1 column ${between(draw, 1, 1, 900)} (char ${between(draw, 2, 0, 899)})`;
  }),
  say("FastAPI: server error", 2, (what) => `500 Internal Server Error POST /blocks/${what.family}/complete`),
];
