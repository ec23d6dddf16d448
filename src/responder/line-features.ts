/** What a line's structure says, read off its words: HTTP and gRPC statuses, SQLSTATEs, ports, the codes of system calls.
 *  A number counts only where its neighbours say what it is: 429 rows are no limit.
 *  Features are words of a form that no line has (`http:429`), so that signatures can ask for them as for words. */

const HTTP_BEFORE =
  /(?: http(?: [12](?: [01])?)?| status| status code| response code| error code| err code| api error| statuscode| responded with| response status| response| returned| got| received| failed with| failed| unexpected status| request failed with status code| server error| client error| error| code| status is| code is| with| exception| was) ([1-5]\d\d) /g;
const HTTP_AFTER =
  / ([45]\d\d) (?:bad request|unauthorized|unauthorised|payment required|forbidden|not found|method not allowed|request timeout|conflict|payload too large|unprocessable|too many requests|client error|server error|internal server error|internal error|bad gateway|service unavailable|service temporarily unavailable|gateway timeout|gateway time out|overloaded|status code|resource exhausted|from post|from get|post https?|error code|error type|type error|error message) ?/g;
const HTTP_LINE = / http 1 [01] ([1-5]\d\d) | http 2(?: 0)? ([1-5]\d\d) /g;
const HTTP_REQUEST = / (?:post|get|put|patch) https? [^0-9]{0,200}? ([45]\d\d) (?:[a-z]|$)/g;
const GRPC =
  / (?:grpc |rpc error code |status code |code |statuscode )(?:desc )?(cancelled|canceled|unknown|invalid argument|deadline exceeded|not found|already exists|permission denied|resource exhausted|failed precondition|aborted|out of range|unimplemented|internal|unavailable|data loss|unauthenticated) /g;
const SQLSTATE = / (?:sqlstate|sql state|sqlstate is|pgcode|sqlcode state)(?: code)? ([0-9a-z]{5}) /g;
/** The classes that PostgreSQL itself uses, where only `code` announces them. */
const SQL_CODE =
  / (?:code|error) (08[0-9a-z]{3}|2[2358][0-9a-z]{3}|3[d4][0-9a-z]{3}|40[0-9a-z]{3}|42[0-9a-z]{3}|5[3457][0-9a-z]{3}|58[0-9a-z]{3}|xx00[0-2]) /g;
const PORT =
  /(?: port| localhost| 127 0 0 1| [a-z]+ [a-z]+| \d+ \d+) (5432|5433|6432|3306|3307|33060|27017|1433|1521|26257|6379|6380|9092|5672|9200|2379|11211|11434|443|80|53|25|587|465|8080|9000) /g;

/** The features of a line's words, with a space before and after each. */
export function featuresOf(words: string): string {
  let features = " ";
  const add = (feature: string): void => {
    if (!features.includes(` ${feature} `)) features += `${feature} `;
  };
  const addStatus = (status: string): void => {
    add(`http:${status}`);
    add(`http:${status[0]}xx`);
  };
  // Most lines hold no digit that could be a status.
  if (/[1-5]\d\d/.test(words)) {
    for (const [, status] of words.matchAll(HTTP_BEFORE)) addStatus(status as string);
    for (const [, status] of words.matchAll(HTTP_AFTER)) addStatus(status as string);
    for (const [, one, two] of words.matchAll(HTTP_LINE)) addStatus((one ?? two) as string);
    for (const [, status] of words.matchAll(HTTP_REQUEST)) addStatus(status as string);
  }
  for (const [, status] of words.matchAll(GRPC)) add(`grpc:${(status as string).replaceAll(" ", "-")}`);
  for (const [, state] of words.matchAll(SQLSTATE)) add(`sqlstate:${state}`);
  for (const [, state] of words.matchAll(SQL_CODE)) add(`sqlstate:${state}`);
  for (const [, port] of words.matchAll(PORT)) add(`port:${port}`);
  return features;
}
