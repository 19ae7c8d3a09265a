// Documents: every report that stands behind an answer, with its outlet, its date and why we date it so, its authors and
// citations, and its claims; above them which outlet carries which source.

const MOST_SOURCES = 12;
const MOST_OUTLETS = 10;

/** The reports of these questions at a moment, in the order in which they came out, each with its claims. */
function papersOf(found) {
  const papers = new Map();
  for (const { question, turn, state } of found) {
    for (const part of partsIn(question, view.reading, turn)) {
      if (part[PART.role] === ROLE.hidden) continue;
      const report = book.claims[part[PART.claim]][CLAIM.report];
      if (!papers.has(report)) papers.set(report, new Map());
      if (!papers.get(report).has(part[PART.claim])) papers.get(report).set(part[PART.claim], { part, question, state });
    }
  }
  const day = (report) => book.reports[report][REPORT.days].find((one) => one !== null) ?? Infinity;
  return [...papers].map(([report, words]) => ({ report, words: [...words.values()] })).sort((a, b) => day(a.report) - day(b.report) || a.report - b.report);
}

function showPapers() {
  const every = heard(cutMoment());
  const found = papersOf(every).map((paper) => ({ ...paper, out: anyOut(paper.words.map(({ part }) => part)) }));
  chips([]);
  const open = opened();
  const dated = new Map(found.map(({ report, words }) => [report, publishedWords(words[0].part)]));
  const items = paged(found).map((paper) => paperItem(paper, open.has(`d-${paper.report}`), dated));
  const out = found.filter((paper) => paper.out);
  if (out.length && view.page === 1) items.unshift(matrix(out));
  lay("papers", items, "No report with a claim of this was public by that date.");
  const claims = out.reduce((sum, { words }) => sum + words.length, 0);
  tell(`${cutWords()}: ${many(out.length, "report")} with ${many(claims, "claim")}${besides(found.length - out.length, "report")}.${withheldOf(every)}${beyond()}`);
}

/** What is left out of the table, in words. */
const notShown = (rest) => `${rest.map(([count, what]) => many(count, `more ${what}`)).join(" and ")} ${rest.length === 1 && rest[0][0] === 1 ? "is" : "are"} not shown`;

/** Which outlet carries which source: how many claims. */
function matrix(papers) {
  const outlets = new Map();
  const sources = new Map();
  for (const { report, words } of papers) {
    const outlet = book.reports[report][REPORT.publisher];
    if (!outlets.has(outlet)) outlets.set(outlet, new Map());
    for (const { part } of words) {
      const row = outlets.get(outlet);
      row.set(part[PART.name], (row.get(part[PART.name]) ?? 0) + 1);
      sources.set(part[PART.name], (sources.get(part[PART.name]) ?? 0) + 1);
    }
  }
  const shown = [...sources].sort((a, b) => b[1] - a[1]).slice(0, MOST_SOURCES).map(([source]) => source);
  const claims = ([, row]) => [...row.values()].reduce((sum, count) => sum + count, 0);
  const columns = [...outlets].sort((a, b) => claims(b) - claims(a)).slice(0, MOST_OUTLETS);
  const rest = [[sources.size - shown.length, "source"], [outlets.size - columns.length, "outlet"]].filter(([count]) => count > 0);
  return h("li.matrix", null, h("h3", null, "Which outlet carries whom"), h("p.fine", null, `How many claims of each source stand in each outlet${rest.length ? `; ${notShown(rest)}` : ""}.`),
    h("div.scroll", { tabindex: "0", role: "group", "aria-label": "Outlets and sources" }, h("table", null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "source"), columns.map(([outlet]) => h("th", { scope: "col" }, h("bdi", null, agentName(outlet)))))),
      h("tbody", null, shown.map((source) => h("tr", null, h("th", { scope: "row" }, h("bdi", null, agentName(source))), columns.map(([, row]) => h("td", null, row.has(source) ? String(row.get(source)) : "·"))))))));
}

function paperItem({ report, words, out }, open, dated) {
  const row = book.reports[report];
  const id = `d-${report}`;
  const toggle = () => {
    const all = opened();
    if (!all.delete(id)) all.add(id);
    view.open = [...all].join(",");
    show(true);
    $(`b-${id}`)?.focus();
  };
  const facts = [["Outlet", agentName(row[REPORT.publisher])], ["Published", dated.get(report)], ["Dated so because", row[REPORT.basis] || "the log does not say why"], ["Authors", row[REPORT.authors].join(", ")], ["Language", languageWords(row[REPORT.language])],
    ["Cites", row[REPORT.cites].map((cited) => `${book.reports[cited][REPORT.title]} (${agentName(book.reports[cited][REPORT.publisher])}, ${dated.get(cited) ?? book.reports[cited][REPORT.published]})`).join("; ")], ["Entry", String(row[REPORT.entry])]];
  return h("li.paper", { "data-report": row[REPORT.entry] },
    h("h3", null, h("button.open", { type: "button", id: `b-${id}`, "aria-expanded": String(open), "aria-controls": id, onclick: toggle }, foreign("span", row[REPORT.title]))),
    h("p.gist", null, h("bdi", null, agentName(row[REPORT.publisher])), `, ${dated.get(report)}; ${many(words.length, "claim")}${out ? "" : ", not certainly public"}`),
    h("div.detail", { id, hidden: !open }, open ? [
      h("dl.facts", null, facts.filter(([, text]) => text).map(([name, text]) => [h("dt", null, name), h("dd", null, h("bdi", null, text))])),
      reportLink(row),
      longList("ul.claims", words, 12, claimOfQuestion)] : null));
}

/** A language by its name, where the browser knows it. */
function languageWords(tag) {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

const reportLink = (row) => (/^https?:\/\//i.test(row[REPORT.url]) ? h("p.fine", null, h("a", { href: row[REPORT.url], rel: "noopener noreferrer", target: "_blank" }, "The report itself")) : null);
