// The list: how the questions stand on one date, in groups in a reader's words; after a step what changed stands first.

const $ = (id) => document.getElementById(id);
const PAGE = 25;
const GROUPS = [
  ["changed"],
  ["firm", "What is firm"],
  ["side", "What one side says"],
  ["contested", "What is contested"],
  ["open", "What nobody has established"],
];
const groupOf = (status) => LOOKS[status]?.group ?? "open";
const rows = new Map();
const headings = new Map();
const searched = new Map();
let printing = false;

/** Text as it is searched: without capitals, and a number without the marks between its thousands. */
const plainText = (text) => text.toLocaleLowerCase().replace(/(\d)[,.\u00a0\u202f'’](?=\d{3}(?!\d))/g, "$1");

/** Everything that may be searched in a question, as far as it is visible at this turn. */
function hay(question, turn) {
  const key = `${question.id} ${view.reading} ${turn}`;
  if (!searched.has(key)) {
    const words = [question.id, question.words, ...topicsAbove(question).map((topic) => book.topics[topic])];
    for (const part of partsIn(question, view.reading, turn)) {
      if (part[PART.role] === ROLE.hidden) continue;
      const claim = book.claims[part[PART.claim]];
      const report = book.reports[claim[CLAIM.report]];
      words.push(claim[CLAIM.line], claim[CLAIM.words], report[REPORT.title], agentName(report[REPORT.publisher]),
        ...claim[CLAIM.chain].map(([agent]) => agentName(agent)), ...claim[CLAIM.spans].map((span) => span[2] ?? ""));
    }
    if (searched.size > 4000) searched.clear();
    searched.set(key, plainText(words.join("\n")));
  }
  return searched.get(key);
}

/** The topics that have words of their own and stand above a question, the nearest first; a question above it is none. */
function topicsAbove({ id }) {
  const words = id.split(".");
  return words.slice(1).map((_, at) => words.slice(0, words.length - 1 - at).join(".")).filter((topic) => book.topics[topic] && !asked.has(topic));
}

const asked = new Set(book.questions.map(({ id }) => id));
const inTopic = (question, topic = view.topic) => !topic || question.id === topic || question.id.startsWith(`${topic}.`);
const wanted = () => plainText(view.find.trim()).split(/\s+/).filter(Boolean);

/** The questions of the topic on which something was said by a moment, and that hold what is searched for. */
function heard(moment) {
  const words = wanted();
  const found = [];
  for (const question of book.questions) {
    if (!inTopic(question)) continue;
    const turn = turnAt(question, view.reading, moment);
    const state = stateIn(question, view.reading, turn);
    if (!state || !state[STATE.heard]) continue;
    if (words.length && !words.every((word) => hay(question, turn).includes(word))) continue;
    found.push({ question, turn, state });
  }
  return found;
}

/** Whether something of these was public under this reading, and does not only stand under the other one. */
const anyOut = (parts) => parts.some((part) => part[PART.seen]);
const isOut = ({ question, turn }) => anyOut(partsIn(question, view.reading, turn));
/** Whether nothing of it was, and something may have been. */
const isPerhaps = (one) => !isOut(one) && partsIn(one.question, view.reading, one.turn).some((part) => part[PART.role] === ROLE.perhaps);

/** How many there are beside those that were counted: what only the other reading of vague dates has. */
const besides = (count, what) => (count ? `; ${many(count, `more ${what}`)} not certainly public` : "");

/** That something was withheld, whatever view one is in; what, stands beside the questions. */
function withheldOf(found) {
  const lost = found.filter(({ state }) => state && phrase(state[STATE.withheld])).length;
  return lost ? ` Something is withheld on ${many(lost, "question")}.` : "";
}

/** The question above a claim, where one looks by source or by report, and what was withheld of it. */
const questionLine = ({ question, state }) =>
  h("p.question", null, foreign("span", question.words), phrase(state[STATE.withheld]) ? h("span.fine", null, ` (${phrase(state[STATE.withheld])})`) : null);

/** What a line of the list says, letter by letter: where this is the same, nothing changed for a reader. */
const letter = (state) => (state ? [STATE.words, STATE.lines, STATE.gist, STATE.over, STATE.withheld].map((field) => JSON.stringify(state[field])).join() : "");

function paged(found) {
  const pages = printing ? 1 : Math.max(1, Math.ceil(found.length / PAGE));
  const at = sought ? found.findIndex(({ question }) => question?.id === sought) : -1;
  if (at >= 0) view.page = Math.floor(at / PAGE) + 1;
  sought = "";
  view.page = Math.min(view.page, pages);
  const pager = $("pager");
  pager.hidden = pages === 1;
  const first = (view.page - 1) * PAGE;
  if (pages > 1) {
    const step = (by, text) => h("button", { type: "button", id: by < 0 ? "page-back" : "page-forth", disabled: view.page + by < 1 || view.page + by > pages,
      onclick: () => { view.page += by; show(true); $("main").focus(); scrollTo({ top: $("told").offsetTop }); } }, text);
    pager.replaceChildren(step(-1, "Previous page"), h("span", null, `${first + 1} to ${Math.min(found.length, first + PAGE)} of ${found.length}`), step(1, "Next page"));
  }
  return printing ? found : found.slice(first, first + PAGE);
}

/** The list of standings on one date. A line that says the same as before stays the same element. */
function showDay() {
  const moment = cutMoment();
  const every = heard(moment);
  const since = sinceMoment();
  for (const one of every) {
    one.old = since === null ? undefined : stateIn(one.question, view.reading, turnAt(one.question, view.reading, since));
    one.changed = since !== null && letter(one.old) !== letter(one.state);
    one.group = one.changed ? "changed" : groupOf(one.state[STATE.shown]);
  }
  chips(every);
  const kept = view.status ? every.filter(({ state }) => state[STATE.shown] === view.status) : every;
  const found = GROUPS.flatMap(([name]) => kept.filter(({ group }) => group === name));
  const items = [];
  let group = "";
  const counts = new Map();
  for (const one of found) counts.set(one.group, (counts.get(one.group) ?? 0) + 1);
  for (const one of paged(found)) {
    if (one.group !== group) items.push(groupHeading(one.group, counts.get(one.group)));
    group = one.group;
    items.push(standingRow(one));
  }
  lay("standings", items, "Nothing was known of this by that date.");
  showRibbons(kept.map(({ question }) => question));
  const disputed = found.filter(({ state }) => state[STATE.shown] === "disputed").length;
  const changed = found.filter((one) => one.changed);
  const out = found.filter(isOut).length;
  const told = `${many(out, "question")} spoken of`;
  const turned = since === null ? "" : `; ${found.length > Math.max(1, out) ? `of all ${found.length}, ` : ""}${turnedWords(changed.length)}`;
  tell(`${cutWords()}: ${told}${disputed ? `, ${disputed} disputed` : ""}${besides(found.filter(isPerhaps).length, "question")}${turned}.${withheldOf(found)}${beyond()}`);
  showTurned(since === null ? null : changed);
}

/** How many changed in the last step, and how many of them are out of sight. */
function showTurned(changed) {
  const said = changed ? turnedWords(changed.length || "nothing") : "";
  let hidden = 0;
  for (const { question } of changed ?? []) {
    const row = rows.get(question.id)?.row;
    const box = row?.isConnected ? row.getBoundingClientRect() : null;
    if (!box || box.bottom < 60 || box.top > innerHeight - 40) hidden += 1;
  }
  $("turned").textContent = hidden ? `${said}, ${hidden} out of sight` : said;
}

const beyond = (day = view.at) => (book.recorded !== null && day > book.recorded ? ` Nothing was recorded here after ${dayWords(book.recorded)}: what came out later is not known to this page.` : "");

/** The header of an answer, as Python wrote it, with a date in its place. */
function headed(words, ofDay) {
  const [before, after] = book.headers[view.reading][ofDay ? 0 : 1];
  return `${before}${words}${after}`;
}

const cutWords = () => headed(cutDay(), !view.clock);

function groupHeading(group, count) {
  if (!headings.has(group)) headings.set(group, h("li.group", null, h("h2")));
  const heading = headings.get(group);
  const words = `${group === "changed" ? turnedWords("What") : GROUPS.find(([name]) => name === group)[1]} (${count})`;
  if (heading.firstChild.textContent !== words) heading.firstChild.textContent = words;
  return heading;
}

function standingRow({ question, turn, state, old, changed }) {
  const open = opened().has(question.id);
  const was = changed ? old?.[STATE.shown] ?? "unreported" : "";
  const key = `${view.reading} ${turn} ${open} ${was} ${lookedBack()} ${view.topic} ${open ? `${view.at} ${view.clock} ${room()}` : ""}`;
  const last = rows.get(question.id);
  if (last?.key === key) return last.row;
  const row = last?.row ?? h("li.standing", { "data-question": question.id });
  const focused = row.contains(document.activeElement) && document.activeElement.id;
  const toggle = () => {
    const all = opened();
    if (!all.delete(question.id)) all.add(question.id);
    view.open = [...all].join(",");
    show(true);
  };
  row.className = `standing s-${state[STATE.shown]}`;
  row.replaceChildren(...standingHead(question, state, open, toggle, was),
    h("div.detail", { id: `q-${question.id}`, hidden: !open }, open ? standingDetail(question, view.reading, turn) : null));
  if (focused) $(focused)?.focus();
  if (rows.size > 500) rows.clear();
  rows.set(question.id, { key, row });
  return row;
}

/** A filter that holds in one view alone, as far as it is this one. */
const ofView = (name) => (view.view === { status: "day", since: "day", kind: "two" }[name] ? view[name] : "");

/** Put these items into the list of this kind, in their order; elements that stay are not touched. */
function lay(kind, items, empty) {
  let list = $("list").firstElementChild;
  if (list?.className !== kind) {
    list = h(`ol.${kind}`);
    $("list").replaceChildren(list);
    $("heading").textContent = { standings: "Answers", pairs: "What changed", sources: "Sources", papers: "Documents" }[kind];
  }
  if (!items.length) items = [h("li.empty", null, blank ? "No claim stands in this log yet." : view.find || ofView("status") || ofView("kind") ? "Nothing fits what is searched for." : empty)];
  if (items.length !== list.children.length || items.some((item, at) => list.children[at] !== item)) list.replaceChildren(...items);
}

/** Bring a question into sight. */
function reach(id) {
  const row = rows.get(id)?.row;
  if (row?.isConnected) row.scrollIntoView({ block: "start" });
}

function chips(found) {
  const counts = new Map();
  for (const { state } of found) counts.set(state[STATE.shown], (counts.get(state[STATE.shown]) ?? 0) + 1);
  const group = $("chips");
  group.hidden = view.view !== "day";
  const key = JSON.stringify([[...counts], view.status]);
  if (group.dataset.key === key) return;
  group.dataset.key = key;
  const focused = group.contains(document.activeElement) && document.activeElement.dataset.status;
  const chip = (status, text) => h("button.chip", { type: "button", "data-status": status, "aria-pressed": String(view.status === status),
    onclick: () => { view.status = view.status === status ? "" : status; view.page = 1; show(true); } }, status ? sign(status) : null, text);
  group.replaceChildren(chip("", `all ${found.length}`), ...STATUSES.filter((status) => counts.has(status) || status === view.status)
    .map((status) => chip(status, `${status} ${counts.get(status) ?? 0}`)));
  if (focused !== false) group.querySelector(`[data-status="${focused}"]`)?.focus();
}

function tell(text) {
  if ($("told").textContent !== text) $("told").textContent = text;
}
