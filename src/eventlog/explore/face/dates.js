// Two dates side by side: a summary that filters, the largest change first, and in each pair what differs, why, and
// through which report.

const WHAT = { learned: "+", dropped: "−", "now certain": "•", "now only possible": "•", status: "•" };
const firmness = (status) => LOOKS[status]?.weight ?? 0;
const ALWAYS = new Set(["firmer", "first heard", "taken back", "same word"]);

/** How a question turned between two states, in one word, and how much. */
function turnKind(old, now) {
  const [was, is] = [old?.[STATE.heard] ? old[STATE.shown] : null, now?.[STATE.heard] ? now[STATE.shown] : null];
  const step = Math.abs(firmness(is) - firmness(was));
  if (is === was && was !== null) return ["same word", 0];
  if (was === null || was === "unreported") return ["first heard", step + (["disputed", "denied"].includes(is) ? 3 : 0)];
  if (is === null || is === "unreported" || ["retracted", "superseded"].includes(is)) return [is === "retracted" ? "taken back" : "no longer standing", step + 3];
  if (is === "disputed") return ["now disputed", step + 4];
  if (is === "denied") return ["now denied", step + 4];
  if (["disputed", "denied", "retracted", "superseded"].includes(was)) return ["another word", step + 2];
  return firmness(is) > firmness(was) ? ["firmer", step + 1] : firmness(is) < firmness(was) ? ["weaker", step + 1] : ["another word", step + 1];
}

function showTwo() {
  const [before, after] = [momentOfDay(view.from), momentOfDay(view.to)];
  const every = heard(after);
  const known = new Set(every.map(({ question }) => question));
  for (const one of heard(before)) if (!known.has(one.question)) every.push(one);
  for (const one of every) {
    const [old, now] = [before, after].map((moment) => stateIn(one.question, view.reading, turnAt(one.question, view.reading, moment)));
    one.found = turnAt(one.question, view.reading, before) === turnAt(one.question, view.reading, after) ? [] : changes(one.question, view.reading, before, after);
    [one.kind, one.size] = turnKind(old, now);
    one.state = [old, now].find((state) => state && phrase(state[STATE.withheld])) ?? now;
    const turns = [before, after].map((moment) => ({ question: one.question, turn: turnAt(one.question, view.reading, moment) }));
    one.out = turns.some(isOut);
    one.perhaps = !one.out && turns.some(isPerhaps);
  }
  const changed = every.filter(({ found }) => found.length);
  tally(changed);
  const kept = (view.all ? every : changed).filter(({ kind }) => !view.kind || kind === view.kind);
  kept.sort((a, b) => b.size - a.size || b.found.length - a.found.length);
  chips([]);
  lay("pairs", paged(kept).map((one) => pairItem(one, before, after)), "Nothing changed between the two dates.");
  tell(`${headed(dayWords(view.to), true)}. Since ${dayWords(view.from)}, ${changed.length} of ${many(every.filter(({ out }) => out).length, "question")} changed${besides(every.filter(({ perhaps }) => perhaps).length, "question")}.${withheldOf(every)}${beyond(view.to)}`);
}

/** What changed, counted by kind; each count shows only its own. */
function tally(changed) {
  const counts = new Map();
  for (const { kind } of changed) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const box = $("tally");
  const focused = box.contains(document.activeElement) && document.activeElement.dataset.kind;
  const chip = (kind, words) => h("button.chip", { type: "button", "data-kind": kind, "aria-pressed": String(view.kind === kind),
    onclick: () => { view.kind = view.kind === kind ? "" : kind; view.page = 1; show(true); } }, words);
  box.replaceChildren(chip("", `all ${changed.length}`), ...KINDS.filter((kind) => counts.has(kind) || ALWAYS.has(kind) || view.kind === kind).map((kind) => chip(kind, `${counts.get(kind) ?? 0} ${kind}`)));
  if (focused !== false) box.querySelector(`[data-kind="${focused}"]`)?.focus();
}

function pairItem({ question, found, kind }, before, after) {
  const cells = [before, after].map((moment) => stateIn(question, view.reading, turnAt(question, view.reading, moment)));
  return h("li.pair", { "data-question": question.id },
    h("h3", null, foreign("span", question.words), " ", found.length ? h("span.tag", null, kind) : null),
    h("div.columns", null, cells.map((state, at) => h("div.column", null,
      h("p.when", null, dayWords(at ? view.to : view.from)),
      state && state[STATE.heard] ? [statusMark(state[STATE.shown], phrase(state[STATE.words])), pairLines(state, cells[1 - at], at ? "ins" : "del")]
        : [statusMark("unreported", "unreported"), h("p.gist", null, "nothing of this was public yet")]))),
    found.length ? longList("ul.changes", found, 6, changeItem) : h("p.fine", null, "Nothing changed in what stands."));
}

/** What stands, with what the other side of the pair does not say marked. */
function pairLines(state, other, mark) {
  if (!other || !other[STATE.heard]) return whatStands(state);
  const [lines, beside] = [state, other].map((one) => one[STATE.lines].map((line) => phrase(line[1])));
  const gists = [state, other].map((one) => phrase(one[STATE.gist]));
  return [
    lines.slice(0, MOST_LINES).map((line, at) => h("p.answer", null, beside.includes(line) ? line : marked(line, beside[at] ?? "", mark))),
    lines.length > MOST_LINES ? h("p.more", null, `and ${many(lines.length - MOST_LINES, "other answer")}`) : null,
    gists[0] ? h("p.gist", null, gists[0] === gists[1] ? gists[0] : marked(gists[0], gists[1], mark)) : null,
    phrase(state[STATE.withheld]) ? h("p.gist", null, phrase(state[STATE.withheld])) : null,
    state[STATE.over].map((line) => h("p.gist", null, phrase(line))),
  ];
}

/** A word without the bracket, comma or stop that stands at it: it is the same word beside another one. */
const bare = (word) => word.trimEnd().replace(/^[("]+(?=.)|(?<=.)[),.;:"]+$/gu, "");

/** A line in pieces: the words that the other line lacks are marked. */
function marked(line, other, mark) {
  const [own, theirs] = [line, other].map((text) => text.split(/(?<=\s)(?=\S)/));
  if (own.length * theirs.length > 90_000) return line;
  const [here, there] = [own, theirs].map((pieces) => pieces.map(bare));
  const same = (a, b) => here[a] === there[b];
  const common = Array.from({ length: own.length + 1 }, () => new Uint16Array(theirs.length + 1));
  for (let a = own.length - 1; a >= 0; a -= 1) for (let b = theirs.length - 1; b >= 0; b -= 1) common[a][b] = same(a, b) ? common[a + 1][b + 1] + 1 : Math.max(common[a + 1][b], common[a][b + 1]);
  const pieces = [];
  const add = (text, fresh) => {
    if (pieces.at(-1)?.fresh === fresh) pieces.at(-1).text += text;
    else pieces.push({ text, fresh });
  };
  for (let a = 0, b = 0; a < own.length;) {
    if (b < theirs.length && same(a, b)) { add(own[a], false); a += 1; b += 1; }
    else if (b < theirs.length && common[a][b + 1] >= common[a + 1][b]) b += 1;
    else { add(own[a], true); a += 1; }
  }
  return pieces.map(({ text, fresh }) => (fresh ? [h(mark, null, text.trimEnd()), text.slice(text.trimEnd().length)] : text));
}

function changeItem(change) {
  const [reasonWords, meaning] = book.reasons[change.reason];
  const reason = h("span.reason", { "data-reason": change.reason, title: meaning }, reasonWords);
  if (change.claim === null) return h("li", null, h("span.what", null, "status"), " ", reason, h("span.fine", null, meaning));
  const claim = book.claims[change.claim];
  return h("li", { class: change.what.replaceAll(" ", "-"), "data-entry": claim[CLAIM.entry] },
    h("span.plus", { "aria-hidden": "true" }, WHAT[change.what]), h("span.what", null, change.what), " ", reason,
    h("p", null, claim[CLAIM.line]),
    claim[CLAIM.words] ? h("p.fine", null, foreign("span", claim[CLAIM.words])) : null,
    h("p.fine", null, "in ", reportTitle(claim[CLAIM.report]),
      ", published ", publishedWords(change.part),
      claim[CLAIM.said] ? `; said ${claim[CLAIM.said]}` : "", change.by.length ? ["; ", change.by.map(tookOut)] : ""));
}
