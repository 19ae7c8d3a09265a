// The page: the controls change the view, the view is shown. What is shown again and is the same is left as it is.

/** The moments at which a line of the topic comes to say something else, each once: where no letter changes is no stop. */
function turnMoments() {
  const key = `${view.topic} ${view.reading}`;
  if (turnMoments.key !== key) {
    const found = new Set();
    for (const question of book.questions) if (inTopic(question)) for (const moment of stopsOf(question, view.reading)) found.add(moment);
    turnMoments.key = key;
    turnMoments.found = [...found].sort((a, b) => a - b).filter((moment) => momentDays[moment] >= range[0]);
    const span = Math.max(1, range[1] - range[0]);
    const marks = new Set(turnMoments.found.map((moment) => (((momentDays[moment] - range[0]) / span) * 1000).toFixed(1)));
    $("ticks").replaceChildren(s("path", { d: [...marks].map((x) => `M${x} 0V10`).join("") }));
  }
  return turnMoments.found;
}

const stops = new Map();

function stopsOf(question, reading) {
  const key = `${reading} ${question.id}`;
  if (!stops.has(key)) {
    let last = "";
    stops.set(key, question.readings[reading].turns.filter(([, state]) => {
      const said = letter(question.states[state]);
      const turned = said !== last;
      last = said;
      return turned;
    }).map(([moment]) => moment));
  }
  return stops.get(key);
}

/** Go to the change before or after; where it is the last of its day, the view is of the whole day. */
function goto(moment) {
  const watched = watchedRow();
  const top = watched?.getBoundingClientRect().top;
  view.since = isoOf(view.at) + (view.clock ? `T${view.clock}` : "");
  view.at = momentDays[moment];
  const last = turnMoments().findLast((one) => momentDays[one] === view.at);
  view.clock = moment === last ? "" : book.moments.clock[moment];
  view.page = 1;
  show(true);
  if (watched?.isConnected && top !== undefined) scrollBy({ top: watched.getBoundingClientRect().top - top, behavior: "instant" });
}

/** The row that is being read: the one that holds the focus, else the first open one in sight. */
function watchedRow() {
  const focused = document.activeElement?.closest?.(".standing");
  if (focused) return focused;
  for (const id of opened()) {
    const row = rows.get(id)?.row;
    const box = row?.isConnected ? row.getBoundingClientRect() : null;
    if (box && box.bottom > 0 && box.top < innerHeight) return row;
  }
  return null;
}

/** Show the view: controls first, then the list. `push`: as a step that the browser's Back takes back. */
function show(push = false) {
  const { view: kind } = view;
  document.documentElement.dataset.view = kind;
  for (const button of $("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === kind));
  $("cutting").hidden = $("sliding").hidden = kind === "two";
  $("sincing").hidden = kind !== "day";
  $("ribbons").hidden = $("ribbons").hidden || kind !== "day";
  $("tally").hidden = kind !== "two";
  $("headline").textContent = blank ? "Nothing is known yet" : `What was known by ${cutDay()}`;
  if (kind !== "day") $("turned").textContent = "";
  $("pairing").hidden = kind !== "two";
  const put = (id, value) => { if ($(id).value !== String(value)) $(id).value = value; };
  put("slider", Math.min(range[1], Math.max(range[0], view.at)));
  $("slider").setAttribute("aria-valuetext", cutDay());
  for (const [id, day] of [["date", view.at], ["from", view.from], ["to", view.to]]) put(id, isoOf(day));
  put("since", view.since.slice(0, 10));
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
  ({ day: showDay, two: showTwo, sources: showSources, papers: showPapers })[kind]();
  $("filtered").textContent = filterWords().join("; ");
  if (view.topic || view.find || ofView("status") || view.reading !== "certain") $("filtering").open = true;
  showTheme();
  markFound();
  writeAddress(push);
}

/** What the list is narrowed to, in words. */
function filterWords() {
  return [view.topic && `topic ${topicWords(view.topic)}`, view.find.trim() && `“${view.find.trim()}”`, ofView("status"),
    view.reading === "possible" ? "dates read early" : "", ofView("since") && turnedWords("what"), ofView("kind")].filter(Boolean);
}

/** Mark what is searched for where it stands, without touching the text. */
function markFound() {
  if (!CSS.highlights) return;
  CSS.highlights.delete("found");
  const words = wanted();
  if (!words.length) return;
  const marks = new Highlight();
  const walker = document.createTreeWalker($("list"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.toLocaleLowerCase();
    if (text.length !== walker.currentNode.data.length) continue;
    for (const word of words) {
      const pattern = /^\d+$/.test(word) ? new RegExp([...word].join("[,.\u00a0\u202f'’]?"), "g") : null;
      const found = pattern ? [...text.matchAll(pattern)].map((one) => [one.index, one[0].length]) : placesOf(text, word);
      for (const [at, length] of found) {
        const mark = new Range();
        mark.setStart(walker.currentNode, at);
        mark.setEnd(walker.currentNode, at + length);
        marks.add(mark);
      }
    }
  }
  CSS.highlights.set("found", marks);
}

function placesOf(text, word) {
  const found = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) found.push([at, word.length]);
  return found;
}

/** On paper: every row that fits the filter, and on each sheet which state of knowledge it is. */
let ribbonsOpen = false;

function onPaper(now) {
  printing = now;
  const said = view.view === "two" ? `${headed(dayWords(view.to), true)}, beside ${dayWords(view.from)}` : cutWords();
  const filters = filterWords();
  $("sheet").textContent = now ? `${book.title}. ${said}. ${filters.length ? `Only ${filters.join("; ")}. ` : ""}Log up to position ${book.position}${book.root ? `, root ${book.root}` : ""}; rules ${book.rules}.` : "";
  rows.clear();
  if (now) ribbonsOpen = $("ribbons").open;
  $("ribbons").open = now || ribbonsOpen;
  show();
}

function showTheme() {
  const dark = view.theme ? view.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (view.theme) document.documentElement.dataset.theme = view.theme;
  else delete document.documentElement.dataset.theme;
  $("theme").textContent = dark ? "Light page" : "Dark page";
  $("theme").onclick = () => { view.theme = dark ? "light" : "dark"; show(); };
}

/** A topic in words: its own, else the last word of its name. */
const topicWords = (prefix) => book.topics[prefix] ?? prefix.split(".").at(-1).replaceAll("-", " ").replaceAll("_", " ");

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
  const depth = (prefix) => "\u2003".repeat(prefix.split(".").length - 1);
  $("topic").replaceChildren(h("option", { value: "" }, book.about ? `all of ${topicWords(book.about)}` : "all topics"),
    ...offered.map((prefix) => h("option", { value: prefix }, `${depth(prefix)}${topicWords(prefix)} (${counts.get(prefix)})`)));
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
  const reports = new Set(book.claims.map((claim) => claim[CLAIM.report])).size;
  $("title").textContent = book.title;
  $("scope").textContent = book.about ? `Topic: ${topicWords(book.about)}` : "What was known, and when";
  $("standfirst").textContent = `${many(book.claims.length, "claim")} in ${many(reports, "report")}, on ${many(book.questions.length, "question")}` +
    (book.until === null ? "." : `, as far as published by ${dayWords(book.until)}.`) + " Who said what, since when it could be known, and what stands against it.";
  $("colophon").append(h("p", null, `Read from the log up to position ${book.position}${book.root ? ` (root ${book.root})` : ""}, by the rules ${book.rules}; dates in ${book.zone}. `,
    book.cuts ? `${book.cuts}, throughout. ` : "", book.boilerplate ? "Boilerplate is included. " : "", "This file is complete in itself and asks no server for anything."));
  if (book.lost.length) $("colophon").append(h("p", null, "What is shown may lack something: ", book.lost.join("; "), "."));
  const slider = $("slider");
  [slider.min, slider.max] = range;
  $("first").textContent = dayWords(range[0]);
  $("last").textContent = dayWords(range[1]);
  for (const id of ["date", "from", "to"]) {
    if (book.until !== null) $(id).max = isoOf(book.until);
  }
  if (blank) document.documentElement.dataset.blank = "";
  readAddress();
  topics();
  key();
  slider.addEventListener("input", () => { Object.assign(view, { at: Number(slider.value), clock: "", since: "", page: 1 }); show(); });
  for (const [id, name] of [["date", "at"], ["from", "from"], ["to", "to"]]) {
    $(id).addEventListener("change", () => {
      const day = dayOf($(id).value);
      if (day === null) return;
      Object.assign(view, { [name]: within(day), page: 1 }, name === "at" ? { clock: "", since: "" } : {});
      if (view.from > view.to) [view.from, view.to] = [view.to, view.from];
      show(true);
    });
  }
  for (const id of ["topic", "find", "reading"]) {
    $(id).addEventListener(id === "find" ? "input" : "change", () => { Object.assign(view, { [id]: $(id).value, page: 1 }); show(id !== "find"); });
  }
  $("since").addEventListener("change", () => { Object.assign(view, { since: dayOf($("since").value) === null ? "" : $("since").value, page: 1 }); show(true); });
  $("ribbon-more").addEventListener("click", () => { view.ribbons = view.ribbons ? "" : "1"; show(true); });
  $("ribbons").open = !narrowPage();
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));
  let width = room();
  addEventListener("resize", () => { if (room() !== width && !printing) { width = room(); show(); } });
  $("changed").addEventListener("change", () => { Object.assign(view, { all: $("changed").checked ? "" : "1", page: 1 }); show(true); });
  for (const button of $("views").children) button.addEventListener("click", () => { Object.assign(view, { view: button.dataset.view, page: 1 }); show(true); });
  $("skip").addEventListener("click", (event) => { event.preventDefault(); $("main").focus(); });
  addEventListener("hashchange", () => { if (`#${address()}` === location.hash) return; readAddress(); topics(); show(); arrive(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
  show();
  arrive();
}

/** Where the address names a question or a claim, bring it into sight. */
function arrive() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const entry = asked.get("claim");
  const find = () => (entry !== null ? document.querySelector(`[data-claim="${Number(entry)}"]`) : null);
  let place = find();
  while (entry !== null && !place && document.querySelector(".standing button.more")) {
    document.querySelector(".standing button.more").click();
    place = find();
  }
  if (place) place.scrollIntoView({ block: "center" });
  else if (asked.has("to-question")) reach(opened().values().next().value);
}

begin();
