// Elements: text becomes text, never markup. Nothing in this page is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

/** An element: h("p.gist", {id: "x"}, "text", child, ...). */
function h(kind, properties, ...children) {
  const [name, ...classes] = kind.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  return fill(node, properties, children);
}

const s = (name, properties, ...children) => fill(document.createElementNS(SVG, name), properties, children);

/** So many of something: one is singular. */
const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

/** The words of others: their direction of writing stays their own. A line of ours is English, whoever it names. */
const foreign = (kind, text) => h(kind, { dir: "auto" }, text);

const sign = (status) =>
  s("svg", { viewBox: "0 0 16 16", class: `sign s-${status}`, "aria-hidden": "true" }, s("path", { d: (LOOKS[status] ?? LOOKS.unreported).sign }));

/** A status by its sign, in the words that Python wrote; what the other reading gives stands beside it, less loud. */
function statusMark(status, words) {
  const [own, ...other] = words.split(" · ");
  return h("span.status", { class: `status s-${status}`, "data-status": status }, sign(status), h("span.word", null, own, other.length ? [h("span.dot", null, " · "), h("span.other", null, other.join(" · "))] : null));
}

const maybe = () => h("span.maybe", null, "only possibly");

/** A title that leads out of the page, where the report gives an address of the web. */
function reportTitle(row) {
  const report = book.reports[row];
  const title = foreign("cite", report[REPORT.title]);
  if (!/^https?:\/\//i.test(report[REPORT.url])) return title;
  return h("a", { href: report[REPORT.url], rel: "noopener noreferrer", target: "_blank" }, title);
}

/** A list that shows its first entries and, when asked, the others; on paper, where nobody can ask, all. */
function longList(kind, entries, most, make) {
  const list = h(kind, null, entries.slice(0, printing ? entries.length : most).map(make));
  if (printing || entries.length <= most) return list;
  const more = h("button.quiet.more", { type: "button", onclick: () => {
    const first = entries.slice(most).map(make);
    list.append(...first);
    more.remove();
    first[0].setAttribute("tabindex", "-1");
    first[0].focus();
  } }, `Show ${entries.length - most} more`);
  return [list, more];
}
