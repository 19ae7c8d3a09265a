// The page: the controls change the view, the view is shown. What is shown again and is the same is left as it is.

const $ = (id) => document.getElementById(id);
const PAGE = 25;
const rows = new Map();
const searched = new Map();

/** Everything that may be searched in a question, as far as it is visible at this turn. */
function hay(question, turn) {
  const key = `${question.id} ${view.reading} ${turn}`;
  if (!searched.has(key)) {
    const words = [question.id, question.words];
    for (const part of partsIn(question, view.reading, turn)) {
      if (part[PART.role] === ROLE.hidden) continue;
      const claim = book.claims[part[PART.claim]];
      const report = book.reports[claim[CLAIM.report]];
      words.push(claim[CLAIM.line], claim[CLAIM.words], report[REPORT.title], agentName(report[REPORT.publisher]),
        ...claim[CLAIM.chain].map(([agent]) => agentName(agent)), ...claim[CLAIM.spans].map((span) => span[2] ?? ""));
    }
    if (searched.size > 4000) searched.clear();
    searched.set(key, words.join("\n").toLocaleLowerCase());
  }
  return searched.get(key);
}

const inTopic = (question) => !view.topic || question.id === view.topic || question.id.startsWith(`${view.topic}.`);

/** The questions of the topic on which something was said by a moment, and that hold what is searched for. */
function heard(moment) {
  const wanted = view.find.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = [];
  for (const question of book.questions) {
    if (!inTopic(question)) continue;
    const turn = turnAt(question, view.reading, moment);
    const state = stateIn(question, view.reading, turn);
    if (!state || !state[STATE.heard]) continue;
    if (wanted.length && !wanted.every((word) => hay(question, turn).includes(word))) continue;
    found.push({ question, turn, state });
  }
  return found;
}

function paged(found) {
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  view.page = Math.min(view.page, pages);
  const pager = $("pager");
  pager.hidden = pages === 1;
  const first = (view.page - 1) * PAGE;
  if (pages > 1) {
    const step = (by, text) => h("button", { type: "button", id: by < 0 ? "page-back" : "page-forth", disabled: view.page + by < 1 || view.page + by > pages,
      onclick: () => { view.page += by; show(); $("main").focus(); scrollTo({ top: $("told").offsetTop }); } }, text);
    pager.replaceChildren(step(-1, "Previous page"), h("span", null, `${first + 1} to ${Math.min(found.length, first + PAGE)} of ${found.length}`), step(1, "Next page"));
  }
  return found.slice(first, first + PAGE);
}

/** The list of standings on one date. A line that says the same as before stays the same element. */
function showDay() {
  const moment = cutMoment();
  const every = heard(moment);
  chips(every);
  const found = view.status ? every.filter(({ state }) => state[STATE.shown] === view.status) : every;
  const wanted = paged(found).map(({ question, turn, state }) => standingRow(question, turn, state));
  lay("standings", wanted, "Nothing was known of this by that date.");
  const disputed = found.filter(({ state }) => state[STATE.shown] === "disputed").length;
  const standings = `${found.length} ${found.length === 1 ? "question" : "questions"} spoken of`;
  tell(`${cutWords()}: ${standings}${disputed ? `, ${disputed} disputed` : ""}.`);
}

/** The header of an answer, as Python wrote it, with a date in its place. */
function headed(words, ofDay) {
  const [before, after] = book.headers[view.reading][ofDay ? 0 : 1];
  return `${before}${words}${after}`;
}

const cutWords = () => (view.clock ? headed(momentWords(cutMoment()), false) : headed(dayWords(view.at), true));

function standingRow(question, turn, state) {
  const open = opened().has(question.id);
  const key = `${view.reading} ${turn} ${open}`;
  const last = rows.get(question.id);
  if (last?.key === key) return last.row;
  const row = last?.row ?? h("li.standing", { "data-question": question.id });
  const focused = row.contains(document.activeElement) && document.activeElement.id;
  const toggle = () => {
    const all = opened();
    if (!all.delete(question.id)) all.add(question.id);
    view.open = [...all].join(",");
    show();
  };
  row.className = `standing s-${state[STATE.shown]}`;
  row.replaceChildren(...standingHead(question, state, open, toggle),
    h("div.detail", { id: `q-${question.id}`, hidden: !open }, open ? standingDetail(question, view.reading, turn) : null));
  if (focused) $(focused)?.focus();
  if (rows.size > 500) rows.clear();
  rows.set(question.id, { key, row });
  return row;
}

/** Put these items into the list of this kind, in their order; elements that stay are not touched. */
function lay(kind, items, empty) {
  let list = $("list").firstElementChild;
  if (list?.className !== kind) {
    list = h(`ol.${kind}`);
    $("list").replaceChildren(list);
    $("heading").textContent = { standings: "Standings", pairs: "What changed", sources: "Sources" }[kind];
  }
  if (!items.length) items = [h("li.empty", null, view.find || view.status ? "Nothing fits what is searched for." : empty)];
  if (items.length !== list.children.length || items.some((item, at) => list.children[at] !== item)) list.replaceChildren(...items);
}

function showTwo() {
  const [before, after] = [momentOfDay(view.from), momentOfDay(view.to)];
  const every = heard(after);
  const known = new Set(every.map(({ question }) => question));
  for (const one of heard(before)) if (!known.has(one.question)) every.push(one);
  const changed = every.filter(({ question }) => differs(question, before, after));
  const found = view.all ? every : changed;
  chips([]);
  lay("pairs", paged(found).map(({ question }) => pairItem(question, before, after)), "Nothing changed between the two dates.");
  tell(`${headed(dayWords(view.to), true)}. Since ${dayWords(view.from)}, ${changed.length} of ${every.length} questions changed.`);
}

function showSources() {
  const found = sourcesOf(heard(cutMoment()).map(({ question }) => question), cutMoment());
  chips([]);
  const open = opened();
  const items = paged(found).map((source) => sourceItem(source, open.has(`s-${source.name}`), () => {
    const all = opened();
    if (!all.delete(`s-${source.name}`)) all.add(`s-${source.name}`);
    view.open = [...all].join(",");
    show();
    $(`b-s-${source.name}`)?.focus();
  }));
  lay("sources", items, "Nobody had said anything by that date.");
  tell(`${cutWords()}: ${found.length} ${found.length === 1 ? "source" : "sources"}. Triangles up: for; down: against; squares and dashes: neither; diamonds: only possibly; crosses: no longer standing. A bar is a vague date.`);
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
    onclick: () => { view.status = view.status === status ? "" : status; view.page = 1; show(); } }, status ? sign(status) : null, text);
  group.replaceChildren(chip("", `all ${found.length}`), ...STATUSES.filter((status) => counts.has(status) || status === view.status)
    .map((status) => chip(status, `${status} ${counts.get(status) ?? 0}`)));
  if (focused !== false) group.querySelector(`[data-status="${focused}"]`)?.focus();
}

function tell(text) {
  if ($("told").textContent !== text) $("told").textContent = text;
}

/** The moments at which a question of the topic turns, each once. */
function turnMoments() {
  const key = `${view.topic} ${view.reading}`;
  if (turnMoments.key !== key) {
    const found = new Set();
    for (const question of book.questions) {
      if (inTopic(question)) for (const [moment] of question.readings[view.reading].turns) found.add(moment);
    }
    turnMoments.key = key;
    turnMoments.found = [...found].sort((a, b) => a - b).filter((moment) => momentDays[moment] >= range[0]);
    const span = Math.max(1, range[1] - range[0]);
    const marks = new Set(turnMoments.found.map((moment) => (((momentDays[moment] - range[0]) / span) * 1000).toFixed(1)));
    $("ticks").replaceChildren(s("path", { d: [...marks].map((x) => `M${x} 0V10`).join("") }));
  }
  return turnMoments.found;
}

/** Go to the change before or after; where it is the last of its day, the view is of the whole day. */
function goto(moment) {
  view.at = momentDays[moment];
  const last = turnMoments().findLast((one) => momentDays[one] === view.at);
  view.clock = moment === last ? "" : book.moments.clock[moment];
  view.page = 1;
  show();
}

/** Show the view: controls first, then the list. */
function show() {
  const { view: kind } = view;
  document.documentElement.dataset.view = kind;
  for (const button of $("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === kind));
  $("cutting").hidden = kind === "two";
  $("pairing").hidden = kind !== "two";
  const put = (id, value) => { if ($(id).value !== String(value)) $(id).value = value; };
  put("slider", Math.min(range[1], Math.max(range[0], view.at)));
  $("slider").setAttribute("aria-valuetext", dayWords(view.at));
  for (const [id, day] of [["date", view.at], ["from", view.from], ["to", view.to]]) put(id, isoOf(day));
  for (const id of ["topic", "find", "reading"]) put(id, view[id]);
  $("changed").checked = !view.all;
  const moments = turnMoments();
  const now = cutMoment();
  const at = countUpto(moments, now);
  const onIt = at > 0 && (view.clock ? moments[at - 1] === now : momentDays[moments[at - 1]] === view.at);
  const before = onIt ? at - 2 : at - 1;
  for (const [id, moment] of [["back", moments[before]], ["forth", moments[at]]]) {
    $(id).setAttribute("aria-disabled", String(moment === undefined));
    $(id).onclick = moment === undefined ? null : () => goto(moment);
  }
  ({ day: showDay, two: showTwo, sources: showSources })[kind]();
  showTheme();
  writeAddress();
}

function showTheme() {
  const dark = view.theme ? view.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (view.theme) document.documentElement.dataset.theme = view.theme;
  else delete document.documentElement.dataset.theme;
  $("theme").textContent = dark ? "Light page" : "Dark page";
  $("theme").onclick = () => { view.theme = dark ? "light" : "dark"; show(); };
}

function topics() {
  const counts = new Map();
  for (const { id } of book.questions) {
    const words = id.split(".");
    for (let length = 1; length <= words.length; length += 1) {
      const prefix = words.slice(0, length).join(".");
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  const offered = [...counts].filter(([prefix, count]) => count > 1 || prefix === view.topic).map(([prefix]) => prefix).sort();
  $("topic").replaceChildren(h("option", { value: "" }, book.about ? `all of ${book.about}` : "all topics"),
    ...offered.map((prefix) => h("option", { value: prefix }, prefix)));
}

function key() {
  const part = (title, ...content) => [h("h2", null, title), ...content];
  $("key").replaceChildren(
    ...part("Statuses", h("dl", null, STATUSES.map((status) => [h("dt", null, statusMark(status, status)), h("dd", null, book.meaning[status])]))),
    ...part("Certain and possible", h("p", null, "Many dates are known only within bounds. Read late, a report counts from the last moment at which it can have come out; read early, from the first. ",
      maybe(), " marks what does not stand under every reading. It is a mark on dates, and says nothing about truth.")),
    ...part("Dates", h("p", null, `A date means all of it, to its last moment, in ${book.zone}. What was published later is not part of the answer, even if it tells of an earlier day.`)),
    ...part("Why an answer changed", h("p", null, "A reason is told from the earlier of the two dates; beside another date it may be another."),
      h("dl", null, Object.values(book.reasons).map(([reason, words]) => [h("dt", null, reason), h("dd", null, words)]))),
    ...part("Sources and roots", h("p", null, "Ten articles that carry one remark have one root. How many roots are independent is counted only where somebody has said on what basis; that several agree does not establish it. This page does not decide what is true.")));
}

function begin() {
  const reports = book.reports.length;
  $("title").textContent = book.title;
  $("scope").textContent = book.about ? `Topic: ${book.about}` : "Knowledge explorer";
  $("standfirst").textContent = `${reports} ${reports === 1 ? "report" : "reports"}, ${book.claims.length} claims, ${book.questions.length} questions` +
    (book.until === null ? "." : `, as far as published by ${dayWords(book.until)}.`) + " Who said what, since when it could be known, and what stands against it.";
  $("colophon").append(h("p", null, `Read from the log up to position ${book.position}, by the rules ${book.rules}; dates in ${book.zone}. `,
    book.held ? `Only what was ${book.held}. ` : "", book.boilerplate ? "Boilerplate is included. " : "", "This file is complete in itself and asks no server for anything."));
  if (book.lost.length) $("colophon").append(h("p", null, "What is shown may lack something: ", book.lost.join("; "), "."));
  const slider = $("slider");
  [slider.min, slider.max] = range;
  $("first").textContent = dayWords(range[0]);
  $("last").textContent = dayWords(range[1]);
  for (const id of ["date", "from", "to"]) {
    if (book.until !== null) $(id).max = isoOf(book.until);
  }
  readAddress();
  topics();
  key();
  slider.addEventListener("input", () => { Object.assign(view, { at: Number(slider.value), clock: "", page: 1 }); show(); });
  for (const [id, name] of [["date", "at"], ["from", "from"], ["to", "to"]]) {
    $(id).addEventListener("change", () => {
      const day = dayOf($(id).value);
      if (day === null) return;
      Object.assign(view, { [name]: within(day), page: 1 }, name === "at" ? { clock: "" } : {});
      if (view.from > view.to) [view.from, view.to] = [view.to, view.from];
      show();
    });
  }
  for (const id of ["topic", "find", "reading"]) {
    $(id).addEventListener(id === "find" ? "input" : "change", () => { Object.assign(view, { [id]: $(id).value, page: 1 }); show(); });
  }
  $("changed").addEventListener("change", () => { Object.assign(view, { all: $("changed").checked ? "" : "1", page: 1 }); show(); });
  for (const button of $("views").children) button.addEventListener("click", () => { Object.assign(view, { view: button.dataset.view, page: 1 }); show(); });
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("main").focus(); });
  addEventListener("hashchange", () => { readAddress(); topics(); show(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
  show();
}

begin();
