// The book: what Python wrote into this file, and how it is looked up. No rule of the standings is repeated here; the one
// thing decided is which of the written reasons applies between two dates (see `changes`).

const book = JSON.parse(document.getElementById("book").textContent);
const CLAIM = { report: 0, answer: 1, words: 2, act: 3, chain: 4, said: 5, during: 6, condition: 7, spans: 8, entry: 9 };
const REPORT = { publisher: 0, title: 1, published: 2, basis: 3, url: 4, authors: 5, days: 6, entry: 7, cites: 8 };
const PART = { claim: 0, role: 1, place: 2, certain: 3, root: 4, name: 5, begun: 6, ended: 7, late: 8, ahead: 9, against: 10 };
const STATE = { status: 0, certain: 1, gist: 2, answers: 3, links: 4, timeline: 5, remarks: 6, problems: 7, heard: 8 };
const ANSWER = { text: 0, status: 1, certain: 2, gist: 3, for: 4, against: 5, reasons: 6 };
const ROLE = Object.fromEntries(book.roles.map((name, at) => [name, at]));
const STANDS = new Set([ROLE.for, ROLE.against, ROLE.said]);
const READINGS = ["certain", "possible"];
const STATUSES = Object.keys(book.meaning);

const momentDays = [];
for (const step of book.moments.day) momentDays.push((momentDays.at(-1) ?? 0) + step);
const claimAtEntry = new Map(book.claims.map((claim, at) => [claim[CLAIM.entry], at]));

/** How many numbers of a rising list are at or below one. */
function countUpto(list, value, read = (one) => one) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (read(list[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last moment that lies on or before a day; -1 where there is none. A day means all of it. */
const momentOfDay = (day) => countUpto(momentDays, day) - 1;

/** The number of the turn that holds at a moment; -1 before the first. */
const turnAt = (question, reading, moment) =>
  countUpto(question.readings[reading].turns, moment, (turn) => turn[0]) - 1;

/** The state of a question in a turn; null before the first. */
const stateIn = (question, reading, turn) =>
  turn < 0 ? null : question.states[question.readings[reading].turns[turn][1]];

/** The parts that claims play in a turn. */
const partsIn = (question, reading, turn) =>
  turn < 0 ? [] : question.readings[reading].parts.filter((part) => part[PART.begun] <= turn && turn < part[PART.ended]);

const agentName = (row) => book.agents[row][0] + (book.agents[row][2] ? " (inferred)" : "");

/** What differs on a question between two moments: claims learned, dropped or tagged anew, each with its reason. */
function changes(question, reading, before, after) {
  const [then, now] = [turnAt(question, reading, before), turnAt(question, reading, after)];
  if (then === now) return [];
  const [old, fresh] = [then, now].map((turn) => byClaim(partsIn(question, reading, turn)));
  const stood = (parts, claim) => (parts.get(claim) ?? []).some((part) => STANDS.has(part[PART.role]));
  const certain = (parts, claim) => parts.get(claim).some((part) => part[PART.certain]);
  const every = [...new Set([...old.keys(), ...fresh.keys()])].sort((a, b) => book.claims[a][CLAIM.entry] - book.claims[b][CLAIM.entry]);
  const dropped = every.filter((claim) => stood(old, claim) && !stood(fresh, claim));
  const learned = every.filter((claim) => !stood(old, claim) && stood(fresh, claim));
  const tagged = every.filter((claim) => stood(old, claim) && stood(fresh, claim) && certain(old, claim) !== certain(fresh, claim));
  const out = (parts, claim) => (parts.get(claim) ?? []).flatMap((part) => part[PART.against]);
  const byTime = (claim) => {
    const part = (fresh.get(claim) ?? old.get(claim))[0];
    if (part[PART.late] >= 0 && before >= part[PART.late]) return "learnt late";
    if (part[PART.ahead] >= 0 && before < part[PART.ahead]) return "the world changed";
    return "newly reported";
  };
  const turned = (claim) => {
    const entry = book.claims[claim][CLAIM.entry];
    return out(old, claim).length > 0 || dropped.some((other) => out(fresh, other).includes(entry));
  };
  const SOURCE = "the source changed its mind";
  const found = [
    ...dropped.map((claim) => ({ what: "dropped", claim, reason: out(fresh, claim).length ? SOURCE : byTime(claim), by: out(fresh, claim) })),
    ...learned.map((claim) => ({ what: "learned", claim, reason: turned(claim) ? SOURCE : byTime(claim), by: [] })),
    ...tagged.map((claim) => ({ what: certain(fresh, claim) ? "now certain" : "now only possible", claim, reason: byTime(claim), by: [] })),
  ];
  for (const one of found) one.part = (fresh.get(one.claim) ?? old.get(one.claim))[0];
  const [was, is] = [stateIn(question, reading, then), stateIn(question, reading, now)];
  if (!found.length && (was?.[STATE.status] ?? "unreported") !== (is?.[STATE.status] ?? "unreported")) {
    found.push({ what: "status", claim: null, reason: "time passed", by: [] });
  }
  return found;
}

function byClaim(parts) {
  const found = new Map();
  for (const part of parts) {
    if (!found.has(part[PART.claim])) found.set(part[PART.claim], []);
    found.get(part[PART.claim]).push(part);
  }
  return found;
}
