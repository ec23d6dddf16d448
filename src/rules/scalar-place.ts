/** Where in a YAML file a place inside a scalar's text stands: for expressions on the key's own line and in block
 *  scalars (`|`, `>`). Where the text was folded or escaped beyond recognition, the key's place must do. */

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** @param key the place of the mapping's key in the file
 *  @param inner the place in the scalar's text; all places count from 1 */
export function placeInScalar(fileText: string, key: Place, scalar: string, inner: Place): Place {
  const lines = fileText.split(/\r?\n/);
  const keyLine = lines[key.line - 1] ?? "";
  const before = /^[^:]*:\s*/.exec(keyLine.slice(key.column - 1));
  if (before === null) return key;
  const start = key.column - 1 + before[0].length;
  const rest = keyLine.slice(start);
  if (/^[|>]/.test(rest)) return placeInBlock(lines, key, scalar, inner) ?? key;
  const from = start + (/^["']/.test(rest) ? 1 : 0);
  const upToFault = (scalar.split("\n")[0] as string).slice(0, inner.column - 1);
  const recognised = inner.line === 1 && keyLine.slice(from).startsWith(upToFault);
  return recognised ? { line: key.line, column: from + inner.column } : key;
}

function placeInBlock(lines: readonly string[], key: Place, scalar: string, inner: Place): Place | null {
  const offset = offsetOf(scalar, inner);
  let position = 0;
  let blanks = 0;
  for (let index = key.line; index < lines.length; index += 1) {
    const line = lines[index] as string;
    if (line.trim() === "") {
      blanks += 1;
      continue;
    }
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const content = line.slice(indent);
    // Between two lines stands a space or a newline; of several newlines folding takes one away.
    const found = scalar.indexOf(content.trimEnd(), position);
    if (found === -1 || found > position + blanks + indent + 1) return null;
    if (offset <= found + content.length)
      return { line: index + 1, column: indent + 1 + Math.max(0, offset - found) };
    position = found + content.trimEnd().length;
    blanks = 0;
  }
  return null;
}

function offsetOf(text: string, { line, column }: Place): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}
