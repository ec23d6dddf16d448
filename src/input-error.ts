/** Bad input: a file or an argument that is not what it should be. Carries every place at fault as
 *  file:line:column with what was expected; the command line prints it and exits 2, without a stack trace. */

export interface InputProblem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export class InputError extends Error {
  override readonly name = "InputError";
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

export function formatProblem({ file, line, column, message }: InputProblem): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return place === "" ? message : `${place}: ${message}`;
}
