/** Validators of the JVM and of binary formats: Jackson and its companions, Avro, Protobuf, the schema registry. */

import type { ValidationFailure } from "../occurrence.ts";
import { named } from "../shape.ts";
import { between, className } from "../vary.ts";
import { brokenField, type ValidatorRows } from "./field.ts";

const say = named<ValidationFailure>;

const output = (what: ValidationFailure): string => `com.flowengine.blocks.${className(what.family)}Output`;

const source = (draw: number): string =>
  `at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1, column: ${between(draw, 1, 18, 900)}]`;

export const JACKSON: ValidatorRows = [
  say("Jackson: unrecognized", 5, (what, context, draw) => {
    const field = brokenField(what, context);
    return `com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "${field}" (class ${output(what)}), not marked as ignorable (4 known properties: "summary", "confidence", "result", "citations"]) ${source(draw)} (through reference chain: ${output(what)}["${field}"])`;
  }),
  say("Jackson: mismatched", 4, (what, context, draw) => {
    return `com.fasterxml.jackson.databind.exc.MismatchedInputException: Cannot deserialize value of type \`double\` from Object value (token \`JsonToken.START_OBJECT\`) ${source(draw)} (through reference chain: ${output(what)}["${brokenField(what, context)}"])`;
  }),
  say("Jackson: creator", 4, (what, context, draw) => {
    return `com.fasterxml.jackson.databind.exc.MismatchedInputException: Missing required creator property '${brokenField(what, context)}' (index ${between(draw, 2, 0, 5)}) ${source(draw)}`;
  }),
  say("Jackson: format", 2, (what, context, draw) => {
    return `com.fasterxml.jackson.databind.exc.InvalidFormatException: Cannot deserialize value of type \`double\` from String "high": not a valid \`double\` value ${source(draw)} (through reference chain: ${output(what)}["${brokenField(what, context)}"])`;
  }),
  say("networknt: missing", 3, (what, context) => {
    return `[$.result.${brokenField(what, context)}: is missing but it is required] schema=${what.family}/${what.schemaVersion}`;
  }),
  say("Everit: required key", 2, (what, context) => {
    return `org.everit.json.schema.ValidationException: #: required key [${brokenField(what, context)}] not found`;
  }),
  say("Hibernate Validator: not null", 2, (what, context) => {
    return `jakarta.validation.ConstraintViolationException: ${brokenField(what, context)}: must not be null`;
  }),
];

export const REGISTRY: ValidatorRows = [
  say("Confluent: incompatible", 5, (what, context) => {
    return `io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException: Schema being registered is incompatible with an earlier schema for subject "flow.${what.family}-value", details: [{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field '${brokenField(what, context)}' at path '/fields/2' in the new schema has no default value and is missing in the old schema'}]; error code: 409`;
  }),
  say("Avro: missing field", 5, (what, context) => {
    return `org.apache.avro.AvroTypeException: Found ${output(what)}, expecting ${output(what)}, missing required field ${brokenField(what, context)}`;
  }),
  say("Confluent: schema id", 2, (_, __, draw) => {
    return `org.apache.kafka.common.errors.SerializationException: Error retrieving Avro value schema for id ${between(draw, 1, 900, 4_000)}`;
  }),
  say("Confluent: subject", 2, (what) => {
    return `io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException: Subject 'flow.${what.family}-value' not found.; error code: 40401`;
  }),
  say("Protobuf: no field", 4, (what, context) => {
    const message = className(what.family);
    return `google.protobuf.json_format.ParseError: Message type "flowengine.blocks.v1.${message}" has no field named "${brokenField(what, context)}" at "${message}.result". Available Fields(except extensions): "['summary', 'confidence']"`;
  }),
  say("protojson: unknown", 3, (what, context, draw) => {
    return `proto: (line 1:${between(draw, 1, 12, 480)}): unknown field "${brokenField(what, context)}"`;
  }),
  say("Protobuf: invalid tag", 1, () => {
    return "com.google.protobuf.InvalidProtocolBufferException: Protocol message contained an invalid tag (zero).";
  }),
  say("protovalidate: required", 3, (what, context) => {
    return `validation error: - ${brokenField(what, context)}: value is required [required]`;
  }),
];
