/** Number and string literals of PromQL, read by Go's rules as Prometheus reads them. */

/** `1e3`, `.5`, `0x1F`, `Inf`; a leading zero means octal where the digits allow it. Null when it is no number. */
export function parseNumberLiteral(text: string): number | null {
  const lower = text.toLowerCase().replace(/(?<=[\da-f])_(?=[\da-f])/g, "");
  if (lower === "inf") return Infinity;
  if (lower === "nan") return Number.NaN;
  if (/^0x[0-9a-f]+$/.test(lower)) return Number(lower);
  if (/^0[0-7]+$/.test(lower)) return Number(`0o${lower.slice(1)}`);
  return /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(lower) ? Number(lower) : null;
}

/** Go's `strconv.ParseFloat` of decimal numbers, as label values hold them. Null when it is no number. */
export function parseFloatAsGo(text: string): number | null {
  const match = /^([+-]?)(?:(inf|infinity)|(nan)|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))$/i.exec(text);
  if (match === null) return null;
  const [, sign, infinite, notANumber, digits] = match;
  if (notANumber !== undefined) return sign === "" ? Number.NaN : null;
  const magnitude = infinite === undefined ? Number(digits) : Infinity;
  return sign === "-" ? -magnitude : magnitude;
}

export function printNumber(value: number): string {
  if (value === Infinity) return "Inf";
  if (value === -Infinity) return "-Inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** The text between the quotes with its escapes resolved, or what is wrong with it. */
export function parseStringLiteral(literal: string): { value: string } | { problem: string; offset: number } {
  const quote = literal[0];
  if (literal.length < 2 || literal.at(-1) !== quote) return { problem: "unterminated string", offset: 0 };
  const body = literal.slice(1, -1);
  if (quote === "`") return { value: body };
  let value = "";
  let index = 0;
  while (index < body.length) {
    const character = body[index] as string;
    if (character !== "\\") {
      value += character;
      index += 1;
      continue;
    }
    const sequence = readEscape(body.slice(index), quote as string);
    if (sequence === null) return { problem: "unknown escape sequence in the string", offset: index + 1 };
    value += sequence.value;
    index += sequence.length;
  }
  return { value };
}

/** Reads the escape sequence that the text begins with. Only the string's own quote may be escaped, as in Go. */
function readEscape(text: string, quote: string): { value: string; length: number } | null {
  const letter = text[1] ?? "";
  if ((letter === '"' || letter === "'") && letter !== quote) return null;
  const simple = ESCAPES[letter];
  if (simple !== undefined) return { value: simple, length: 2 };
  const coded = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/.exec(text);
  if (coded === null) return null;
  const [whole, hex, unicode, longUnicode, octal] = coded;
  const code =
    octal === undefined
      ? Number.parseInt((hex ?? unicode ?? longUnicode) as string, 16)
      : Number.parseInt(octal, 8);
  if (code > 0x10ffff || (octal !== undefined && code > 0xff)) return null;
  return { value: String.fromCodePoint(code), length: whole.length };
}

export const printString = (value: string): string => JSON.stringify(value);
