/** `diagnose --follow`: reads files as they grow, shows the causes again when they change, and ends when it is asked to. */

import type { WindowDiagnosis, WindowReader } from "../diagnosis/window-diagnosis.ts";
import { type Console, complain } from "./console.ts";
import { FollowedFile } from "./followed-file.ts";
import { LogLines } from "./log-bytes.ts";

const LOOK_EVERY_MS = 500;

/** What must change before it is shown again: which causes, in which order, how sure by tenths. */
const outlineOf = ({ verdict, causes, ranking }: WindowDiagnosis): string =>
  `${verdict} ${causes.join()} ${ranking.map(({ cause, probability }) => `${cause} ${Math.round(probability / 1_000)}`).join()}`;

export async function followFiles(
  console: Console,
  paths: readonly string[],
  reader: WindowReader,
  show: (diagnosis: WindowDiagnosis) => void,
): Promise<void> {
  const followed = paths.map((path) => ({
    file: new FollowedFile(path),
    lines: new LogLines((source, start, stop) => reader.take(source, start, stop)),
  }));
  const asked = new AbortController();
  const stopListening = console.onInterrupt?.(() => asked.abort());
  let shown: string | null = null;
  let counted: string | null = null;
  const showLatest = (isLast: boolean): void => {
    const diagnosis = isLast ? reader.diagnose() : reader.soFar();
    const outline = outlineOf(diagnosis);
    const counts = `${diagnosis.lines} ${diagnosis.errorLines}`;
    if (isLast ? counts === counted : outline === shown) return;
    shown = outline;
    counted = counts;
    show(diagnosis);
  };
  try {
    for (let isFirst = true; !asked.signal.aborted; isFirst = false) {
      let isNew = isFirst;
      for (const { file, lines } of followed)
        if (
          await file.look(
            (bytes) => lines.write(bytes),
            () => lines.end(),
          )
        )
          isNew = true;
      if (isNew) showLatest(false);
      if (isFirst) complain(console, `following ${paths.join(", ")}; Ctrl-C ends`);
      await pauseFor(LOOK_EVERY_MS, asked.signal);
    }
  } finally {
    stopListening?.();
    for (const { file, lines } of followed) {
      lines.end();
      await file.close();
    }
  }
  showLatest(true);
}

const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) return done();
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });
