/** Prometheus' functions of texts: letters by Go's rules, hosts and ports. */

/** Go changes character by character: never one into several. */
function mapped(text: string, change: (character: string) => string): string {
  let changed = "";
  for (const character of text) {
    const other = change(character);
    changed += other.length === character.length ? other : character;
  }
  return changed;
}

export const toUpper = (text: string): string => mapped(text, (character) => character.toUpperCase());
export const toLower = (text: string): string => mapped(text, (character) => character.toLowerCase());

/** The first letter of each word in capitals; a word begins behind whatever is no letter, digit or `_`. */
export const title = (text: string): string =>
  text.replace(
    /(^|[\0-/:-@[-^`{-\x7f]|[\s\u0085])([^\0-/:-@[-^`{-\x7f])/gu,
    (_, before: string, letter: string) => before + toUpper(letter),
  );

/** Null where there is no port. */
function splitHostPort(text: string): readonly [host: string, port: string] | null {
  const colon = text.lastIndexOf(":");
  if (colon === -1) return null;
  const port = text.slice(colon + 1);
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    const host = text.slice(1, end);
    return end === -1 || end + 1 !== colon || /\[/.test(host) || /[[\]]/.test(port) ? null : [host, port];
  }
  const host = text.slice(0, colon);
  return /[:[\]]/.test(host) || /[[\]]/.test(port) ? null : [host, port];
}

export const stripPort = (text: string): string => splitHostPort(text)?.[0] ?? text;

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
/** Of addresses only those with dots: no others could lose anything. */
const ADDRESS_WITH_DOTS = new RegExp(`^(?:[\\da-fA-F:]*:)?(?:${OCTET}\\.){3}${OCTET}$`);

export function stripDomain(text: string): string {
  const [host, port] = splitHostPort(text) ?? [text, ""];
  if (ADDRESS_WITH_DOTS.test(host)) return text;
  const name = host.split(".")[0] as string;
  if (port === "") return name;
  return `${name.includes(":") ? `[${name}]` : name}:${port}`;
}
