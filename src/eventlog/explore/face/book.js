// The book: what Python wrote into this file, and how it is looked up. No rule of the standings is repeated here; the one
// thing decided is which of the written reasons applies between two dates (see `changes`).

const book = JSON.parse(document.getElementById("book").textContent);
unpack();

/** Put together what was written by its differences; see `packing` in Python. */
function unpack() {
  const texts = [];
  for (const one of book.phrases) {
    if (typeof one === "string") texts.push(one);
    else {
      const [back, begin, end, middle] = one;
      const base = texts[texts.length - back];
      texts.push(base.slice(0, begin) + middle + (end ? base.slice(-end) : ""));
    }
  }
  book.phrases = texts;
  for (const claim of book.claims) {
    for (const at of [1, 2, 4, 5, 6]) claim[at] = texts[claim[at]];
    claim[3] = book.chains[claim[3]];
  }
  const first = book.days[0] ?? 0;
  book.marks = book.marks.map(([side, hedged, known, said, at, none = []]) => [side, hedged,
    ...[known, said, at].map((pair, place) => (none.includes(place) ? null : (Array.isArray(pair) ? pair : [pair, pair]).map((end) => (end === null ? null : Math.round((end + first) * 100) / 100))))]);
  for (const question of book.questions) {
    let last = [];
    question.states = question.states.map((one) => {
      const state = last.length ? [...last] : one;
      if (last.length) for (let at = 0; at < one.length; at += 2) state[one[at]] = one[at + 1];
      return (last = state);
    });
    for (const state of question.states) {
      state[5] = state[5].map((row) => book.answers[row]);
      state[7] = state[7].map((row) => book.held[row]);
    }
    for (const reading of Object.values(question.readings)) {
      const turns = [];
      for (let at = 0; at < reading.turns.length; at += 2) turns.push([reading.turns[at] + (turns.at(-1)?.[0] ?? 0), reading.turns[at + 1]]);
      reading.turns = turns;
      reading.parts = reading.parts.map(([claim, how, who, begun, length, against = []]) => {
        const [role, place, certain, seen] = book.hows[how];
        const [root, name, late, out, ahead, mark, source] = book.whos[who];
        return [claim, role, place, certain, root, name, begun, begun + length, against, late, out, ahead, seen, mark, source];
      });
    }
  }
}

const CLAIM = { report: 0, line: 1, words: 2, chain: 3, said: 4, during: 5, condition: 6, spans: 7, entry: 8, answer: 9, stroke: 10, places: 11 };
const REPORT = { publisher: 0, title: 1, published: 2, basis: 3, url: 4, authors: 5, days: 6, entry: 7, cites: 8, language: 9 };
const PART = { claim: 0, role: 1, place: 2, certain: 3, root: 4, name: 5, begun: 6, ended: 7, against: 8, late: 9, out: 10, ahead: 11, seen: 12, mark: 13, source: 14 };
const STATE = { status: 0, shown: 1, words: 2, lines: 3, gist: 4, answers: 5, links: 6, timeline: 7, remarks: 8, problems: 9, over: 10, withheld: 11, heard: 12, proposed: 13 };
const ANSWER = { lead: 0, line: 1, status: 2, certain: 3, gist: 4, reasons: 5 };
const ROLE = Object.fromEntries(book.roles.map((name, at) => [name, at]));
const STANDS = new Set([ROLE.for, ROLE.against, ROLE.said]);
const READINGS = ["certain", "possible"];
const phrase = (row) => book.phrases[row];
const STATUSES = Object.keys(book.meaning);

const momentDays = [];
for (const step of book.moments.day) momentDays.push((momentDays.at(-1) ?? 0) + step);
const ofClaim = new Map();

/** The id of the question that a claim plays a part in. */
function questionOfClaim(claim) {
  if (!ofClaim.size) for (const { id, readings } of book.questions) for (const { parts } of Object.values(readings)) for (const part of parts) ofClaim.set(part[PART.claim], id);
  return ofClaim.get(claim);
}

/** When the report of a claim was published: as it says itself and, by then, as its publisher had corrected it. */
function publishedWords(part) {
  const told = book.reports[book.claims[part[PART.claim]][CLAIM.report]][REPORT.published];
  const put = book.redated[part[PART.mark]];
  return put ? `${told}, corrected to ${put}` : told;
}

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

const lastParts = new WeakMap();

/** The parts that claims play in a turn. A step leaves most questions in theirs: the last answer of each is kept. */
function partsIn(question, reading, turn) {
  if (turn < 0) return [];
  const held = lastParts.get(question);
  if (held?.turn === turn && held.reading === reading) return held.parts;
  const parts = question.readings[reading].parts.filter((part) => part[PART.begun] <= turn && turn < part[PART.ended]);
  lastParts.set(question, { turn, reading, parts });
  return parts;
}

const agentName = (row) => book.agents[row][0] + (book.agents[row][2] ? " (inferred)" : "");
/** A step of a chain by its name: whether it was stated stands in the step. */
const tellerName = ([agent, , guess]) => agentName(agent) + (guess ? " (inferred)" : "");

/** What differs on a question between two moments: claims learned, dropped or tagged anew, each with its reason. */
function changes(question, reading, before, after) {
  const [then, now] = [turnAt(question, reading, before), turnAt(question, reading, after)];
  if (then === now) return [];
  const [old, fresh] = [then, now].map((turn) => byClaim(partsIn(question, reading, turn)));
  const stood = (parts, claim) => (parts.get(claim) ?? []).some((part) => STANDS.has(part[PART.role]));
  const certain = (parts, claim) => parts.get(claim).some((part) => part[PART.certain]);
  const seen = (parts, claim) => (parts.get(claim) ?? []).some((part) => part[PART.seen]);
  const every = [...new Set([...old.keys(), ...fresh.keys()])].sort((a, b) => book.claims[a][CLAIM.entry] - book.claims[b][CLAIM.entry]);
  const dropped = every.filter((claim) => stood(old, claim) && !stood(fresh, claim));
  const learned = every.filter((claim) => !stood(old, claim) && stood(fresh, claim));
  const tagged = every.filter((claim) => stood(old, claim) && stood(fresh, claim) && certain(old, claim) !== certain(fresh, claim));
  const out = (parts, claim) => (parts.get(claim) ?? []).flatMap((part) => part[PART.against]);
  const byTime = (part, from) => {
    if (part[PART.late] >= 0 && from >= part[PART.late] && from < part[PART.out]) return "said earlier, published later";
    return from < part[PART.ahead] ? "about a later time" : "newly reported";
  };
  const forward = (claim) => byTime((fresh.get(claim) ?? old.get(claim))[0], before);
  const replaces = (claim, others, parts) => others.some((other) => out(parts, other).includes(book.claims[claim][CLAIM.entry]));
  const SOURCE = "the source changed its mind";
  const whyDropped = (claim) => {
    if (seen(fresh, claim)) return out(fresh, claim).length ? SOURCE : forward(claim);
    return replaces(claim, learned, old) ? SOURCE : byTime((old.get(claim) ?? fresh.get(claim))[0], after);
  };
  const found = [
    ...dropped.map((claim) => ({ what: "dropped", claim, reason: whyDropped(claim), by: out(fresh, claim) })),
    ...learned.map((claim) => ({ what: "learned", claim, by: [],
      reason: out(old, claim).length || replaces(claim, dropped, fresh) ? SOURCE : forward(claim) })),
    ...tagged.map((claim) => ({ what: certain(fresh, claim) ? "now certain" : "now only possible", claim, reason: forward(claim), by: [] })),
  ];
  for (const one of found) one.part = (fresh.get(one.claim) ?? old.get(one.claim))[0];
  const [was, is] = [stateIn(question, reading, then), stateIn(question, reading, now)];
  if (!found.length && (was?.[STATE.status] ?? "unreported") !== (is?.[STATE.status] ?? "unreported")) {
    found.push({ what: "status", claim: null, reason: "newly reported", by: [] });
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
