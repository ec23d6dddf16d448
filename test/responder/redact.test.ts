/** Secrets are taken out of texts where they enter: whatever a vendor's key looks like, in whatever surroundings, it is
 *  gone afterwards; what is no secret stays as it was; and redacting twice changes nothing more.
 *  The keys are drawn, so that none stands in this file. */

import { describe, expect, it } from "vitest";
import { REDACTED, redact, takeOut } from "../../src/responder/redact.ts";
import { fc } from "../foundations/fast-check.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";

const drawn = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const prefixed = (prefixes: readonly string[], rest: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...prefixes), rest).map(([prefix, tail]) => prefix + tail);

const BASE64URL = `${LETTERS}${DIGITS}_-`;
/** The fourth letter holds the end of the first name in the header: `eyJh…` for "alg", `eyJ0…` for "typ". */
const jsonWebToken = fc
  .tuple(
    fc.constantFrom(..."hijklmnopqrstuvwxyz0123456"),
    drawn(BASE64URL, 12, 40),
    drawn(BASE64URL, 12, 60),
    drawn(BASE64URL, 20, 43),
  )
  .map(([name, header, claims, signature]) => `eyJ${name}${header}.${claims}.${signature}`);

const KEYS: readonly (readonly [vendor: string, key: fc.Arbitrary<string>])[] = [
  ["Anthropic", prefixed(["sk-ant-api03-", "sk-ant-admin01-"], drawn(BASE64URL, 40, 95))],
  ["OpenAI", prefixed(["sk-", "sk-proj-", "sk-svcacct-"], drawn(`${LETTERS}${DIGITS}`, 20, 60))],
  ["Google", prefixed(["AIzaSy"], drawn(BASE64URL, 33, 33))],
  ["AWS", prefixed(["AKIA", "ASIA"], drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 16))],
  ["GitHub", prefixed(["ghp_", "gho_", "ghs_", "ghu_", "ghr_"], drawn(`${LETTERS}${DIGITS}`, 36, 36))],
  ["GitHub (fine-grained)", prefixed(["github_pat_"], drawn(`${LETTERS}${DIGITS}_`, 60, 82))],
  ["Slack", prefixed(["xoxb-", "xoxp-", "xoxa-"], drawn(`${DIGITS}abcdef-`, 24, 60))],
  ["GitLab", prefixed(["glpat-"], drawn(BASE64URL, 20, 26))],
  ["Stripe", prefixed(["sk_live_", "rk_test_"], drawn(`${LETTERS}${DIGITS}`, 24, 40))],
  ["Google OAuth", prefixed(["ya29."], drawn(BASE64URL, 40, 80))],
  ["JSON Web Token", jsonWebToken],
];

/** Where keys turn up in log lines. */
const SURROUNDINGS: readonly ((key: string) => string)[] = [
  (key) => key,
  (key) => `Incorrect API key provided: ${key}. You can find your API key in the console.`,
  (key) => `headers={'x-api-key': '${key}', 'content-type': 'application/json'}`,
  (key) => `{"error":{"message":"invalid","api_key":"${key}"},"status":401}`,
  (key) => `{\\"x-api-key\\":\\"${key}\\"}`,
  (key) => `GET https://example.com/v1/models?key=${key}&alt=json 403`,
  (key) => `Authorization: Bearer ${key}`,
  (key) => `PROVIDER_API_KEY=${key} started`,
  (key) => `leaked in (${key})`,
];

describe("a key", () => {
  it.each(KEYS)("of %s never survives", (_vendor, key) => {
    fc.assert(
      fc.property(key, fc.constantFrom(...SURROUNDINGS), (secret, around) => {
        const clean = redact(around(secret));
        expect(clean).toContain(REDACTED);
        expect(clean).not.toContain(secret);
        expect(clean).not.toContain(secret.slice(-8));
      }),
      { numRuns: 60 },
    );
  });

  it("takes nothing of its surroundings with it", () => {
    const key = `sk-ant-api03-${"Ab1_".repeat(12)}`;
    expect(redact(`401 for "${key}", request req_011, retried`)).toBe(
      `401 for "${REDACTED}", request req_011, retried`,
    );
  });

  it("is found more than once in a line", () => {
    const keys = ["a", "b"].map((letter) => `AIzaSy${letter.repeat(33)}`);
    expect(redact(keys.join(" and "))).toBe(`${REDACTED} and ${REDACTED}`);
  });
});

describe("a password", () => {
  const password = drawn(`${LETTERS}${DIGITS}!$%^*-_.`, 8, 24);

  it.each([
    ["postgres://flowengine:", "@db:5432/flows"],
    ["amqp://guest:", "@queue/%2f"],
    ["redis://:", "@cache:6379/0"],
    ["password=", " host=db"],
    ["PASSWORD: ", ", retrying"],
    ['{"client_secret": "', '"}'],
    ["AWS_SECRET_ACCESS_KEY=", " AWS_REGION=eu-west-1"],
    ["auth_token='", "'"],
    ["passwd = ", ";"],
  ])("between %s and %s never survives, and they do", (before, after) => {
    fc.assert(
      fc.property(password, (secret) => {
        expect(redact(before + secret + after)).toBe(before + REDACTED + after);
      }),
      { numRuns: 30 },
    );
  });

  it("in a private key goes with its whole block, cut short or not", () => {
    const block = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEowIBAAKC\n".repeat(3)}`;
    expect(redact(`before ${block}-----END RSA PRIVATE KEY----- after`)).toBe(`before ${REDACTED} after`);
    expect(redact(`before ${block}`)).toBe(`before ${REDACTED}`);
  });
});

describe("what is no secret", () => {
  it.each([
    "flow=8f3a91c2 block=clause-1 429 Too Many Requests",
    "request_id: req_011CSHoEeqs5C35K2UUqR7Fy",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736, span 00f067aa0ba902b7",
    "image sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    'connection to server at "10.2.0.7", port 5432 failed: FATAL: 53300 too many clients',
    "Incorrect API key provided. You can find your API key in the console.",
    "No API-key header given; expected Bearer token",
    "Bearer authentication failed for the request",
    "POST https://api.openai.com/v1/chat/completions 503 in 30.002s",
    "the task-list of sk-learn was risk-free",
    "password authentication failed for user flowengine",
    "see https://status.example.com/incidents/2f9d and mail ops@company.com",
  ])("stays as it was: %s", (line) => {
    expect(redact(line)).toBe(line);
  });

  it("stays as it was, whatever ids, statuses and words a line is made of", () => {
    const word = fc.oneof(
      fc.uuid(),
      drawn("0123456789abcdef", 6, 40),
      drawn(LETTERS, 1, 10).map((letters) => letters.toLowerCase()),
      fc.nat({ max: 65_535 }).map(String),
      fc.constantFrom("429", "status=503", "repo=risk-engine", "10.0.0.1:5432", "ERROR", "token", "key"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const line = words.join(" ");
        expect(redact(line)).toBe(line);
      }),
    );
  });
});

describe("redacting twice", () => {
  /** Pieces that shapes begin, end and continue with: put together at random they make the worst lines. */
  const PIECES =
    "sk-|sk-ant-|abcdefghijkl|ABCDEF123456|AIza|ghp_|AKIA|eyJ|Bearer |Basic |://|user|:|@|/|password|=|api_key|\"|'| |,|;|&|}|token|secret-key|-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----|\n|[redacted]|[|]|_|-|.|?|#".split(
      "|",
    );

  it("changes nothing more", () => {
    const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(line, (text) => {
        const once = redact(text);
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(["amqp://password:aa/aaaa,@host", "password==abcdefgh", "password=Bearer abcdefgh,Basic abcdefgh"])(
    "changes nothing more of %s",
    (text) => {
      const once = redact(text);
      expect(once).not.toBe(text);
      expect(redact(once)).toBe(once);
    },
  );
});

describe("the quick look before", () => {
  const pieces = fc.constantFrom(
    ..."sk- sk_live_ rk_test_ glpat- ya29. bearer basic xoxb- ghp_ github_pat_ AIza AKIA ASIA eyJ Bearer Basic :// @ : = PRIVATE KEY -----BEGIN ----- api_key password".split(
      " ",
    ),
    "client-secret",
    "PASSWD",
    "access_token",
    "' ",
    '" ',
    " ",
    "\u00a0",
    "risk-engine",
    "abcdefgh12345678ABCDEFGH",
    ".",
  );
  const texts = fc
    .array(fc.oneof(pieces, fc.string({ maxLength: 3 })), { maxLength: 12 })
    .map((parts) => parts.join(""));

  it("misses nothing that the shapes would take out", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(redact(text)).toBe(takeOut(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each(KEYS)("misses no key of %s", (_vendor, key) => {
    fc.assert(
      fc.property(key, fc.constantFrom(...SURROUNDINGS), (secret, around) => {
        expect(redact(around(secret))).toBe(takeOut(around(secret)));
      }),
    );
  });
});
