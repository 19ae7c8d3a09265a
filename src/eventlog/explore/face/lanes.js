// Who goes back to whom: a lane a root, on the axis of days; in it each article that carries its word, by outlet and date,
// and through whom. No line crosses anything; what joins two words is said below, in words.

const LANES = { most: 40, row: 20, head: 24 };
const JOINS = ["same-utterance", "echoes", "restates", "same-root"];

/** The roots with the articles that go back to each: an article once a root, with whoever passed the word on. */
function lanesOf(parts) {
  const lanes = new Map();
  for (const part of parts) {
    const claim = book.claims[part[PART.claim]];
    if (!lanes.has(part[PART.root])) lanes.set(part[PART.root], { names: new Set(), articles: new Map() });
    const lane = lanes.get(part[PART.root]);
    lane.names.add(agentName(part[PART.name]));
    const report = claim[CLAIM.report];
    const mark = book.marks[part[PART.mark]];
    if (!lane.articles.has(report)) lane.articles.set(report, { report, known: mark[MARK.known], dated: publishedWords(part), through: new Set(), roles: new Set(), hollow: true });
    const article = lane.articles.get(report);
    article.roles.add(part[PART.role]);
    article.hollow &&= hollowMark(part, mark);
    for (const teller of claim[CLAIM.chain].slice(0, -1)) article.through.add(tellerName(teller));
  }
  const first = ({ known }) => known.find((end) => end !== null) ?? Infinity;
  return [...lanes.values()].map(({ names, articles }) => ({ names: [...names], articles: [...articles.values()].sort((a, b) => first(a) - first(b)) }))
    .sort((a, b) => b.articles.length - a.articles.length);
}

/** One sentence: how many articles, how many roots. */
function lanesWords(lanes) {
  const articles = new Set(lanes.flatMap((lane) => lane.articles.map(({ report }) => report)));
  const tellers = new Set(lanes.flatMap((lane) => lane.articles.flatMap(({ through }) => [...through])));
  const through = tellers.size ? `, ${articles.size === 1 ? "" : "some "}through ${many(tellers.size, "go-between")}` : "";
  return `${many(articles.size, "article")} ${articles.size === 1 ? "goes" : "go"} back to ${many(lanes.length, "root")}${through}.`;
}

const laneLabel = (width) => (width > 800 ? 372 : 280);

function drawLanes(lanes, label) {
  const width = room() - 44;
  const narrow = width < 560;
  const [left, right, top] = [narrow ? 8 : laneLabel(width), width - 8, 24];
  let y = top;
  let count = 0;
  const drawn = [];
  const span = spanOf(lanes.flatMap(({ articles }) => articles.flatMap(({ known }) => known)));
  const x = (day) => left + Math.min(1, Math.max(0, (day - span[0]) / (span[1] - span[0]))) * (right - left);
  for (const { names, articles } of lanes) {
    if (count >= LANES.most) break;
    const begun = y;
    drawn.push(s("text", { class: "name", x: 0, y: y + 16 }, cutShort(names.join(" = "), width - 4, NAME)));
    y += LANES.head;
    for (const one of articles.slice(0, LANES.most - count)) {
      drawn.push(article(one, x, y + LANES.row / 2, span[0], narrow ? y + 12 : null));
      y += narrow ? LANES.row * 1.9 : LANES.row;
      count += 1;
    }
    y += 6;
    drawn.unshift(s("rect", { class: "lane", x: 0, y: begun, width, height: y - begun - 2 }));
  }
  const axis = dayAxis({ x, from: span[0], to: span[1], left, right, top, bottom: y });
  return s("svg", { viewBox: `0 0 ${width} ${y + 24}`, class: "picture lanes", role: "img", "aria-label": label }, drawn.filter((one) => one.classList.contains("lane")), axis, drawn.filter((one) => !one.classList.contains("lane")));
}

/** An article: a bar from when it may have come out to when it certainly had, and its mark between; undated it has none. */
function article({ report, known, dated, through, roles, hollow }, x, y, from, above) {
  const row = book.reports[report];
  const [early, late] = known;
  const cut = momentEnd();
  const open = late === null || late > cut;
  const [begin, end] = [x(early ?? from), x(open ? cut : late)];
  const place = early === null ? end : late === null ? begin : (begin + end) / 2;
  const side = roles.has(ROLE.against) ? "against" : roles.has(ROLE.for) ? "for" : "neither";
  const [outlet, passed] = [agentName(row[REPORT.publisher]), through.size ? `, through ${[...through].join(" and ")}` : ""];
  const most = above === null ? laneLabel(room() - 44) - 20 : room() - 60;
  const level = above === null ? y : y + LANES.row * 0.8;
  return s("g", null,
    s("text", { class: "own", x: 12, y: above ?? y + 4 }, articleLabel(outlet, dated, passed, most)),
    s("path", { class: open ? "bar open" : "bar", d: `M${begin} ${level}H${Math.max(end, begin + 2)}` }),
    early === null && late === null ? null : s("path", { class: `tip side-${side}${hollow ? " hollow" : ""}`, d: { for: UP, against: DOWN, neither: SQUARE }[side], transform: `translate(${place.toFixed(1)} ${level}) scale(0.8)` }),
    s("title", null, `${outlet}, ${dated}${passed}: ${row[REPORT.title]}`));
}

/** An article in little room: whoever passed it on is cut first, then its outlet, and its date last. */
function articleLabel(outlet, dated, passed, most) {
  const name = cutShort(outlet, Math.max(most * 0.3, most - wide(`, ${dated}`, OWN)), OWN);
  return cutShort(`${name}, ${dated}${passed}`, most, OWN);
}

/** The section on who passes on whom: the lanes, the sentence, and each link in words. */
function provenanceSection(parts, links) {
  const standing = parts.filter((part) => STANDS.has(part[PART.role]));
  if (!standing.length) return null;
  const lanes = lanesOf(standing);
  const sentence = lanesWords(lanes);
  const dated = new Map(parts.map((part) => [part[PART.claim], publishedWords(part)]));
  const count = lanes.reduce((sum, { articles }) => sum + articles.length, 0);
  return h("section", null,
    h("h4", null, "Who goes back to whom"),
    h("p", null, sentence, count > LANES.most ? ` The picture shows the first ${LANES.most}.` : ""),
    drawLanes(lanes, sentence),
    links.length ? longList("ul.links", links, 6, (row) => linkItem(book.links[row], dated)) : null);
}

const LINKED = { "same-utterance": "is the same remark as", echoes: "echoes", restates: "restates", "same-root": "goes back to the same root as",
  corroborates: "is independent of", refines: "refines", updates: "updates", denies: "denies", explains: "explains" };

function linkItem([kind, from, to, basis, by], dated) {
  const end = (row) => {
    const claim = book.claims[row];
    const report = book.reports[claim[CLAIM.report]];
    const speaker = claim[CLAIM.chain].length ? tellerName(claim[CLAIM.chain].at(-1)) : agentName(report[REPORT.publisher]);
    return [h("bdi", null, speaker), " in ", foreign("cite", report[REPORT.title]), " (", h("bdi", null, agentName(report[REPORT.publisher])), `, ${dated.get(row) ?? report[REPORT.published]})`];
  };
  const who = by === null ? "" : ` (found by ${agentName(by)})`;
  return h("li", null, end(from), h("strong", null, ` ${LINKED[kind] ?? kind} `), end(to), basis ? [": ", foreign("span", basis)] : "", who, ".");
}
