/** The command line, and the only composition root: it gives every command what it needs and turns what went wrong
 *  into words and an exit code. Commands are loaded when they are called, so that help is quick. */

import { Command, CommanderError, Option } from "commander";
import { DefectError } from "../assert.ts";
import { InputError } from "../input-error.ts";
import { type Console, complain } from "./console.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";

const DEFAULTS = { seed: "1", runbook: "rb-launch-005@1.1", player: "responder", chaos: "none" } as const;

const failOn = (description: string): Option =>
  new Option("--fail-on <what>", description).choices(["worse"]);

function build(console: Console, finish: (code: ExitCode) => void): Command {
  const program = new Command("firedrill")
    .description(
      "Rehearses the response to a mass failure, and then carries it out, with one and the same responder.",
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void console.stdout.write(text),
      writeErr: (text) => void console.stderr.write(text),
    })
    .showSuggestionAfterError(true)
    .addHelpText("after", "\nExample:\n  npx firedrill run model-api-outage --seed 7");

  program
    .command("list")
    .description("what there is: scenarios, runbooks, rubrics, players")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  npx firedrill list --json")
    .action(async (options) => finish((await import("./list.ts")).list(console, options)));

  program
    .command("run")
    .description("play one drill and score it")
    .argument("<scenario>", "a scenario's id (see list) or a file")
    .option("--seed <n>", "what the world is drawn from", DEFAULTS.seed)
    .option("--runbook <name>", "a runbook's name (see list) or a file", DEFAULTS.runbook)
    .option("--player <name>", "who sits in the responder's place", DEFAULTS.player)
    .option(
      "--chaos <level>",
      "faults in the responder's own tools: none, light, heavy or a file",
      DEFAULTS.chaos,
    )
    .option("--speed <n>", "virtual seconds a second, or max (default: 60 on a terminal, max elsewhere)")
    .option("--journal <file>", "write the journal there")
    .option("--report <folder>", "write scorecard, report and the incident's documents there")
    .addOption(new Option("--json", "one JSON document on stdout and nothing else"))
    .addHelpText("after", "\nExample:\n  npx firedrill run model-api-outage --seed 7 --journal drill.jsonl")
    .action(async (scenario: string, options) =>
      finish(await (await import("./run.ts")).run(console, scenario, options)),
    );

  program
    .command("campaign")
    .description("play many drills, and say with statistics what they tell together")
    .argument("[scenario...]", "scenarios' ids (see list) or files; all of ours where none is named")
    .option("--seeds <n>", "how many (200 means 1..200) or which (101..200)", "20")
    .option("--runbook <name>", "a runbook's name (see list) or a file", DEFAULTS.runbook)
    .option("--player <name>", "who sits in the responder's place", DEFAULTS.player)
    .option(
      "--chaos <level>",
      "faults in the responder's own tools: none, light, heavy or a file",
      DEFAULTS.chaos,
    )
    .option("--workers <n>", "worker threads (default: one for each core)")
    .option("--shard <i/n>", "only every n-th drill, beginning with the i-th; see merge")
    .option("--store <file>", "keep results in this SQLite file, and resume from what is there")
    .option("--until <width>", "stop as soon as every pass rate is known to within this, such as 1%")
    .option("--baseline <file>", "compare with this earlier result, drill by drill")
    .addOption(failOn("with --baseline: exit 1 only when it got worse"))
    .option("--junit <file>", "write a JUnit file there")
    .option("--markdown <file>", "write a comment for a pull request there")
    .option("--annotations", "say what failed as GitHub's workflow commands")
    .option("--json", "one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  npx firedrill campaign model-api-outage cascade-failover --seeds 200 --chaos light",
    )
    .action(async (scenarios: string[], options) =>
      finish(await (await import("./campaign.ts")).campaign(console, scenarios, options)),
    );

  program
    .command("merge")
    .description("join the shards of a campaign to the result of the whole")
    .argument("<file...>", "what the shards gave: JSON documents or stores")
    .option("--baseline <file>", "compare with this earlier result, drill by drill")
    .addOption(failOn("with --baseline: exit 1 only when it got worse"))
    .option("--junit <file>", "write a JUnit file there")
    .option("--markdown <file>", "write a comment for a pull request there")
    .option("--annotations", "say what failed as GitHub's workflow commands")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  npx firedrill merge shard-1.json shard-2.json shard-3.json --json")
    .action(async (files: [string, ...string[]], options) =>
      finish(await (await import("./merge.ts")).merge(console, files, options)),
    );

  program
    .command("compare")
    .description("two results, or two runbooks played on the same seeds, drill by drill")
    .argument("<before>", "what campaign or merge gave (a JSON document or a store), or a runbook")
    .argument("<after>", "likewise")
    .option("--scenario <name...>", "with two runbooks: scenarios' ids or files (default: all of ours)")
    .option("--seeds <n>", "with two runbooks: how many or which (default: 20)")
    .option("--chaos <level>", "with two runbooks: none, light, heavy or a file (default: none)")
    .option("--player <name>", "with two runbooks: who plays (default: responder)")
    .option("--workers <n>", "with two runbooks: worker threads (default: one for each core)")
    .addOption(failOn("exit 1 when the second is worse than the first"))
    .option("--markdown <file>", "write a comment for a pull request there")
    .option("--json", "one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  npx firedrill compare rb-launch-005@1.0 rb-launch-005@1.1 --scenario model-api-outage --seeds 50",
    )
    .action(async (before: string, after: string, options) =>
      finish(await (await import("./compare.ts")).compare(console, before, after, options)),
    );

  program
    .command("replay")
    .description("feed a journal to its responder again: the effects must be the recorded ones")
    .argument("<journal>", "a journal file")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  npx firedrill replay drill.jsonl")
    .action(async (path: string, options) =>
      finish(await (await import("./replay.ts")).replay(console, path, options)),
    );

  program
    .command("validate")
    .description("check scenarios, runbooks, rubrics, signatures, rule files, tests of rules and journals")
    .argument("<file...>", "the files to check")
    .option("--json", "one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  npx firedrill validate scenarios/*.yaml runbooks/*.yaml")
    .action(async (files: string[], options) =>
      finish(await (await import("./validate.ts")).validate(console, files, options)),
    );

  program
    .command("diagnose")
    .description("what log lines alone say: patterns, the causes they speak for and why, what to check next")
    .argument("[file...]", "log files, also gzipped; - or none for the standard input")
    .option("--runbook <name>", "whose signatures: a runbook's name (see list) or a file", DEFAULTS.runbook)
    .option("--follow", "go on reading as files grow, and print the causes again when they change")
    .option("--per-line", "what each line says by itself, as JSON Lines")
    .option("--patterns", "only which error lines came how often, since when and where; no causes")
    .option("--json", "one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  npx firedrill diagnose app.log\n  kubectl logs deployment/flowengine --since=10m | npx firedrill diagnose",
    )
    .action(async (files: string[], options) =>
      finish(await (await import("./diagnose.ts")).diagnose(console, files, options)),
    );

  const rules = program
    .command("rules")
    .description("alert rules, evaluated as Prometheus evaluates them")
    .addHelpText("after", "\nExample:\n  npx firedrill rules test runbooks/alerts/tests/*.yaml");

  rules
    .command("test")
    .description("run promtool's unit tests for rules")
    .argument("<file...>", "test files in promtool's format")
    .option("--run <regex>", "only tests whose name it matches; may be given several times", collect)
    .option("--diff", "show what is not as expected as a unified diff")
    .option("--timeline", "show when each alert was pending and firing")
    .option("--coverage", "show which rules and branches of expressions no test touched")
    .option("--coverage-min <percent>", "exit 1 when less of the branches is covered")
    .option("--prometheus <version>", "whose evaluation: 2 or 3 (they differ in the edges of ranges)", "2")
    .option("--ignore-unknown-fields", "pass over fields that test and rule files do not have")
    .option("--junit <file>", "write a JUnit file there")
    .option("--json", "one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  npx firedrill rules test runbooks/alerts/tests/*.yaml --timeline --coverage",
    )
    .action(async (files: string[], options) =>
      finish(await (await import("./rules-test.ts")).rulesTest(console, files, options)),
    );

  return program;
}

/** The values of an option that may be given several times. */
const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Runs one command line; resolves to the exit code and throws nothing. */
export async function main(parameters: readonly string[], console: Console): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed;
  try {
    const program = build(console, (finished) => {
      code = finished;
    });
    const [verb] = parameters;
    const isVerb = verb === undefined || verb.startsWith("-") || verb === "help" || knows(program, verb);
    // Asked for help on a verb there is not, commander would give the general help, and success.
    await program.parseAsync(isVerb ? [...parameters] : [verb], { from: "user" });
    return code;
  } catch (error) {
    return explain(error, console);
  }
}

const knows = (program: Command, verb: string): boolean =>
  program.commands.some((command) => command.name() === verb);

function explain(error: unknown, console: Console): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
  if (error instanceof InputError) {
    for (const line of error.message.split("\n"))
      complain(console, `firedrill: ${line}`.replace("firedrill:   ", "           "));
    return EXIT.badInput;
  }
  const message = error instanceof Error ? error.message : String(error);
  complain(
    console,
    `firedrill: our own defect${error instanceof DefectError ? "" : " (unexpected)"}: ${message}`,
  );
  if (console.environment["FIREDRILL_DEBUG"] !== undefined && error instanceof Error)
    complain(console, error.stack ?? "");
  else complain(console, "Set FIREDRILL_DEBUG=1 for the place in the code.");
  return EXIT.defect;
}
