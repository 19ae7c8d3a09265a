// One standing: a line in the list, and, opened, what it rests on.

const SAYS = { for: "for", against: "against", said: "said, neither for nor against", aside: "a remark or an opinion: no answer",
  perhaps: "stands only under the other reading", withdrawn: "taken back", replaced: "replaced by a later word", hidden: "" };

/** The line of a question in the list: sign and word, the question, what stands and who says so. */
function standingHead(question, state, open, toggle, was) {
  const id = `q-${question.id}`;
  return [
    h("div.mark", null, was ? (lookedBack() ? h("p.was", null, "later ", statusMark(was, was)) : h("p.was", null, statusMark(was, was), h("span.hidden", null, ", now "), h("span", { "aria-hidden": "true" }, " →"))) : null, statusMark(state[STATE.shown], phrase(state[STATE.words]))),
    h("div.body", null,
      topicsAbove(question).slice(0, 1).filter((topic) => topic !== view.topic).map((topic) => h("p.topic", null, foreign("span", book.topics[topic]))),
      h("h3", null, h("button.open", { type: "button", id: `b-${question.id}`, "aria-expanded": String(open), "aria-controls": id, onclick: toggle },
        foreign("span", question.words))),
      whatStands(state)),
  ];
}

const MOST_LINES = 4;

/** What stands on a question, in the lines that Python wrote, how many back the first, and what was withheld. */
function whatStands(state) {
  const lines = state[STATE.lines];
  return [
    lines.slice(0, MOST_LINES).map(answerLine),
    lines.length > MOST_LINES ? h("p.more", null, `and ${many(lines.length - MOST_LINES, "other answer")}`) : null,
    [phrase(state[STATE.gist]), phrase(state[STATE.withheld])].filter(Boolean).map((words) => h("p.gist", null, words)),
    state[STATE.over].map((line) => h("p.gist", null, phrase(line))),
  ];
}

/** A line as it was written, its answer in bold where it begins with it. */
function answerLine([lead, line]) {
  const [first, whole] = [phrase(lead), phrase(line)];
  if (!first || !whole.startsWith(first)) return h("p.answer", null, whole);
  return h("p.answer", null, h("strong", null, first), whole.slice(first.length));
}

/** What an opened standing shows. */
function standingDetail(question, reading, turn) {
  const state = stateIn(question, reading, turn);
  const parts = partsIn(question, reading, turn).filter((part) => part[PART.role] !== ROLE.hidden);
  const placed = (role) => parts.filter((part) => part[PART.role] === ROLE[role]);
  const rest = ["said", "perhaps", "withdrawn", "replaced", "aside"].map((role) => [role, placed(role)]).filter(([, found]) => found.length);
  return [
    pictureOf(question, parts),
    state[STATE.answers].map((answer, place) => positionSection(answer, parts.filter((part) => part[PART.place] === place))),
    rest.length ? h("section", null, h("h4", null, "Also said"), rest.map(([role, found]) => longList("ul.claims", found, 8, (part) => claimItem(part, role)))) : null,
    provenanceSection(parts, state[STATE.links]),
    state[STATE.timeline].length > 1 || state[STATE.timeline].some(([begin, end]) => phrase(begin) || phrase(end)) ? heldSection(state[STATE.timeline]) : null,
    historySection(question, reading, turn),
    remarkSection("Remarks and assessments", state[STATE.remarks].map(phrase)),
    remarkSection("To look at", [...state[STATE.problems].map(phrase), phrase(state[STATE.withheld])].filter(Boolean)),
    h("p.fine", null, h("a.here", { href: linkTo(question.id) }, "Link to this question on this date."), " Question ", h("code", null, question.id), ` (${question.kind})`,
      question.about === null ? "" : ["; whose act it is: ", h("bdi", null, agentName(question.about))], "."),
  ];
}

function positionSection(answer, parts) {
  return h("section.position", null,
    h("h4", null, h("span", null, phrase(answer[ANSWER.line])), " ", statusMark(answer[ANSWER.status], answer[ANSWER.status])),
    h("p.gist", null, phrase(answer[ANSWER.gist])),
    answer[ANSWER.reasons].length ? h("details.reasons", null, h("summary", null, "Why they are counted so"),
      h("ul", null, answer[ANSWER.reasons].map((reason) => h("li", null, phrase(reason))))) : null,
    longList("ul.claims", parts, 8, (part) => claimItem(part, book.roles[part[PART.role]])));
}

/** A claim: by whom and through whom, in our words, in the report's, where and when. */
function claimItem(part, role) {
  const claim = book.claims[part[PART.claim]];
  const report = book.reports[claim[CLAIM.report]];
  const chain = [agentName(report[REPORT.publisher]), ...claim[CLAIM.chain].map(tellerName)];
  const tells = chain.map((name, at) => [at ? h("span.arrow", null, h("span.hidden", null, " quotes "), h("span", { "aria-hidden": "true" }, " › ")) : "",
    h(at === chain.length - 1 ? "strong" : "span", null, h("bdi", null, name))]);
  const quotes = claim[CLAIM.spans].filter((span) => span[2]).map((span) => foreign("q", span[2]));
  const facts = [claim[CLAIM.said] && `said ${claim[CLAIM.said]}`,
    claim[CLAIM.during], claim[CLAIM.condition] && `on condition: ${claim[CLAIM.condition]}`].filter(Boolean).join(" · ");
  return h("li", { class: `claim role-${role}${view.claim === String(claim[CLAIM.entry]) ? " asked" : ""}`, "data-claim": claim[CLAIM.entry] },
    h("p.chain", null, h("span.tag", null, SAYS[role]), " ", tells, !part[PART.certain] && !["perhaps", "withdrawn", "replaced"].includes(role) ? [" ", maybe()] : null),
    h("p.says", null, claim[CLAIM.line]),
    claim[CLAIM.words] ? h("p.fine", null, foreign("span", claim[CLAIM.words])) : null,
    quotes.length ? h("blockquote", null, quotes.map((quote, at) => [at ? " … " : "", quote])) : null,
    claim[CLAIM.places].length ? h("p.fine", null, "Seen in: ", claim[CLAIM.places].join("; ")) : null,
    h("p.fine", null, reportTitle(claim[CLAIM.report]), ", published ", publishedWords(part), h("br"), h("bdi", null, facts), " ", h("a", { href: linkTo(questionOfClaim(part[PART.claim]), claim[CLAIM.entry]), title: "Address of this claim" }, `entry ${claim[CLAIM.entry]}`),
      part[PART.against].length ? [h("br"), part[PART.against].map(tookOut)] : null));
}

/** What took a claim out: a notice of its source, or a later word. */
function tookOut(entry) {
  const notice = book.notices[entry];
  if (notice) {
    const [by, what, where, reason] = notice;
    return h("span", null, h("bdi", null, agentName(by)), ` ${what}`, typeof where === "number" ? [" in ", reportTitle(where)] : where ? `, ${where}` : "", reason ? `: ${reason}` : "", ". ");
  }
  const later = book.claims[claimAtEntry.get(entry)];
  return later ? h("span", null, "Replaced by a later word in ", reportTitle(later[CLAIM.report]), ". ") : h("span", null, `Replaced at entry ${entry}. `);
}

function heldSection(timeline) {
  return h("section", null, h("h4", null, "What holds when, by what is said"),
    longList("ul.held", timeline.map((row) => row.map(phrase)), 30, ([begin, end, held]) =>
      h("li", null, h("span.when", null, begin && end ? (begin === end ? begin : `${begin} to ${end}`) : begin ? `from ${begin} on` : end ? `until ${end}` : "all along"), " ", h("span", null, held))));
}

/** How the answer came to be what it is: each change so far, with what came and through which report. */
function historySection(question, reading, turn) {
  const turns = question.readings[reading].turns.slice(0, turn + 1);
  const { parts } = question.readings[reading];
  const rows = turns.map(([moment], at) => ({ moment, state: stateIn(question, reading, at), before: stateIn(question, reading, at - 1),
    came: parts.filter((part) => part[PART.begun] === at && STANDS.has(part[PART.role]) &&
      !parts.some((other) => other[PART.claim] === part[PART.claim] && other[PART.ended] === at && STANDS.has(other[PART.role]))),
    maybes: parts.filter((part) => part[PART.begun] === at && part[PART.role] === ROLE.perhaps) }));
  const told = rows.filter(({ state, before, came, maybes }) => letter(state) !== letter(before) || came.length || maybes.length).reverse();
  return h("section", null, h("h4", null, "How the answer came to be"),
    longList("ol.turns", told, 8, ({ moment, state, came, maybes }) => h("li", null, h("span.when", null, momentWords(moment)), " ", statusMark(state[STATE.shown], phrase(state[STATE.words])), " ",
      h("span.gist", null, [phrase(state[STATE.lines][0]?.[1] ?? state[STATE.gist]), phrase(state[STATE.withheld])].filter(Boolean).join("; ")), through("through ", came), came.length ? null : through("perhaps through ", maybes))));
}

/** The reports that these claims came in. */
function through(word, parts) {
  const reports = [...new Set(parts.map((part) => book.claims[part[PART.claim]][CLAIM.report]))];
  if (!reports.length) return null;
  return h("span.fine.through", null, word, reports.slice(0, 3).map((row, n) => [n ? "; " : "", reportTitle(row)]),
    reports.length > 3 ? ` and ${many(reports.length - 3, "other")}` : "");
}

const remarkSection = (title, remarks) =>
  remarks.length ? h("section", null, h("h4", null, title), longList("ul.remarks", remarks, 8, (one) => h("li", null, one))) : null;
