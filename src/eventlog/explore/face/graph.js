// The graph of provenance: articles on the left, whoever passes the word on in the middle, the roots on the right. Lines
// run from an article to the root that its claim goes back to; a dashed line joins articles that repeat one remark.

const GRAPH = { width: 900, row: 44, box: 34, columns: [150, 375, 630], widths: [200, 180, 250], most: 24 };

/** What goes back to what, from the parts that stand: articles, tellers and roots, and the lines between them. */
function provenance(parts) {
  const nodes = [new Map(), new Map(), new Map()];
  const lines = new Map();
  const node = (column, key, label) => {
    if (!nodes[column].has(key)) nodes[column].set(key, { column, key, labels: new Set(), count: 0 });
    const found = nodes[column].get(key);
    found.labels.add(label);
    return found;
  };
  const line = (a, b, role) => {
    const key = `${a.column}:${a.key}>${b.column}:${b.key}`;
    if (!lines.has(key)) lines.set(key, { a, b, roles: new Set() });
    lines.get(key).roles.add(role);
  };
  for (const part of parts) {
    const claim = book.claims[part[PART.claim]];
    const article = node(0, claim[CLAIM.report], book.reports[claim[CLAIM.report]][REPORT.title]);
    const root = node(2, part[PART.root], agentName(part[PART.name]));
    let last = article;
    for (const [teller] of claim[CLAIM.chain].slice(0, -1)) {
      const through = node(1, teller, agentName(teller));
      line(last, through, part[PART.role]);
      last = through;
    }
    line(last, root, part[PART.role]);
  }
  for (const { a } of lines.values()) a.count += 1;
  return { nodes: nodes.map((column) => [...column.values()]), lines: [...lines.values()] };
}

/** One sentence: how many articles, how many roots. */
function provenanceWords({ nodes: [articles, tellers, roots] }) {
  const many = (count, one, more) => `${count} ${count === 1 ? one : more}`;
  const through = tellers.length ? `, ${tellers.length === 1 ? "one of them" : "some"} through ${many(tellers.length, "go-between", "go-betweens")}` : "";
  const back = articles.length === 1 ? "goes" : "go";
  return `${many(articles.length, "article", "articles")} ${back} back to ${many(roots.length, "root", "roots")}${through}.`;
}

/** A label on at most two lines of so many letters. */
function twoLines(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length + 1 > letters) lines.push("");
    lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
  }
  const cut = (line, more) => (line.length > letters || more ? `${line.slice(0, letters - 1).trimEnd()}…` : line);
  return lines.length > 1 ? [cut(lines[0], false), cut(lines[1], lines.length > 2)] : [cut(lines[0], false)];
}

function drawGraph(graph, echoes, label) {
  const shown = graph.nodes.map((column) => column.slice(0, GRAPH.most));
  const height = Math.max(...shown.map((column) => column.length)) * GRAPH.row + 34;
  const places = new Map();
  for (const column of shown) {
    const gap = (height - 26) / Math.max(1, column.length);
    column.forEach((one, at) => places.set(one, { x: GRAPH.columns[one.column], y: 26 + gap * (at + 0.5) }));
  }
  const heads = ["Articles", shown[1].length ? "Passed on by" : "", "Goes back to"];
  const picture = s("svg", { viewBox: `0 0 ${GRAPH.width} ${height}`, class: "graph", role: "img", "aria-label": label },
    heads.map((text, at) => s("text", { x: GRAPH.columns[at] - (at ? 0 : GRAPH.widths[0] / 2), y: 12, class: "head" }, text)),
    graph.lines.map((line) => drawLine(line, places)),
    echoes.map((pair) => drawEcho(pair, shown[0], places)),
    shown.flat().map((one) => drawNode(one, places.get(one))));
  return picture;
}

const left = (one, place) => (one.column ? place.x : place.x - GRAPH.widths[0] / 2);

function drawLine({ a, b, roles }, places) {
  const [from, to] = [places.get(a), places.get(b)];
  if (!from || !to) return null;
  const [x1, x2] = [left(a, from) + GRAPH.widths[a.column], left(b, to)];
  const bend = (x1 + x2) / 2;
  const side = roles.has(ROLE.against) ? (roles.has(ROLE.for) ? "both" : "against") : roles.has(ROLE.for) ? "for" : "said";
  return s("path", { d: `M${x1} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${x2} ${to.y}`, class: `line ${side}` });
}

function drawEcho([from, to], articles, places) {
  const [a, b] = [from, to].map((key) => places.get(articles.find((one) => one.key === key)));
  if (!a || !b || a === b) return null;
  const x = left(articles[0], a);
  return s("path", { d: `M${x} ${a.y}C${x - 46} ${a.y} ${x - 46} ${b.y} ${x} ${b.y}`, class: "line echo" });
}

function drawNode(one, place) {
  const width = GRAPH.widths[one.column];
  const x = left(one, place);
  const lines = twoLines([...one.labels].join(" = "), Math.floor((width - 16) / (one.column === 2 ? 6.9 : 6.1)));
  const first = place.y + (lines.length === 2 ? -2.5 : 4);
  return s("g", { class: `node column-${one.column}` },
    s("rect", { x, y: place.y - GRAPH.box / 2, width, height: GRAPH.box, rx: one.column === 2 ? 17 : 2 }),
    lines.map((text, at) => s("text", { x: x + 10, y: first + at * 13 }, text)),
    s("title", null, [...one.labels].join(" = ")));
}

/** The section on who passes on whom: the picture, the sentence, and each link in words. */
function provenanceSection(parts, links) {
  const standing = parts.filter((part) => STANDS.has(part[PART.role]));
  if (!standing.length) return null;
  const graph = provenance(standing);
  const sentence = provenanceWords(graph);
  const reportOf = (claim) => book.claims[claim][CLAIM.report];
  const ends = new Set(standing.map((part) => part[PART.claim]));
  const joins = links.map((row) => book.links[row]).filter((link) => ["same-utterance", "echoes", "restates", "same-root"].includes(link[0]));
  const echoes = joins.filter((link) => ends.has(link[1]) && ends.has(link[2])).map((link) => [reportOf(link[1]), reportOf(link[2])]);
  const crowded = graph.nodes.some((column) => column.length > GRAPH.most);
  return h("section", null,
    h("h4", null, "Who goes back to whom"),
    h("p", null, sentence, crowded ? ` The picture shows the first ${GRAPH.most} of each.` : ""),
    h("div.scroll", { tabindex: "0", role: "group", "aria-label": "Graph of provenance" }, drawGraph(graph, echoes, sentence)),
    links.length ? longList("ul.links", links, 6, (row) => linkItem(book.links[row])) : null);
}

const LINKED = { "same-utterance": "is the same remark as", echoes: "echoes", restates: "restates", "same-root": "goes back to the same root as",
  corroborates: "is independent of", refines: "refines", updates: "updates", denies: "denies", explains: "explains" };

function linkItem([kind, from, to, basis, by]) {
  const end = (row) => {
    const claim = book.claims[row];
    const speaker = claim[CLAIM.chain].length ? claim[CLAIM.chain].at(-1)[0] : book.reports[claim[CLAIM.report]][REPORT.publisher];
    return [h("bdi", null, agentName(speaker)), " in ", foreign("cite", book.reports[claim[CLAIM.report]][REPORT.title])];
  };
  const who = by === null ? "" : ` (found by ${agentName(by)})`;
  return h("li", null, end(from), h("strong", null, ` ${LINKED[kind] ?? kind} `), end(to), basis ? [": ", foreign("span", basis)] : "", who, ".");
}
