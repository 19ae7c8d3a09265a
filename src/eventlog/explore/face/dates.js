// Two dates side by side: how each question stood, what changed between them, why, and through which report.

const WHAT = { learned: "+", dropped: "−", "now certain": "•", "now only possible": "•", status: "•" };

function pairItem(question, before, after) {
  const reading = view.reading;
  const cells = [before, after].map((moment) => stateIn(question, reading, turnAt(question, reading, moment)));
  const found = changes(question, reading, before, after);
  return h("li.pair", { "data-question": question.id },
    h("h3", null, foreign("span", question.words)),
    h("div.columns", null, cells.map((state, at) => h("div.column", null,
      h("p.when", null, dayWords(at ? view.to : view.from)),
      state && state[STATE.heard] ? [statusMark(state[STATE.shown], phrase(state[STATE.words])), whatStands(state)]
        : [statusMark("unreported", "unreported"), h("p.gist", null, "nobody has said anything yet")]))),
    found.length ? longList("ul.changes", found, 6, changeItem) : h("p.fine", null, "Nothing changed in what stands."));
}

function changeItem(change) {
  const [reasonWords, meaning] = book.reasons[change.reason];
  const reason = h("span.reason", { "data-reason": change.reason, title: meaning }, reasonWords);
  if (change.claim === null) return h("li", null, h("span.what", null, "status"), " ", reason, h("span.fine", null, meaning));
  const claim = book.claims[change.claim];
  return h("li", { class: change.what.replaceAll(" ", "-"), "data-entry": claim[CLAIM.entry] },
    h("span.plus", { "aria-hidden": "true" }, WHAT[change.what]), h("span.what", null, change.what), " ", reason,
    foreign("p", claim[CLAIM.line]),
    claim[CLAIM.words] ? h("p.fine", null, foreign("span", claim[CLAIM.words])) : null,
    h("p.fine", null, "in ", reportTitle(claim[CLAIM.report]),
      ", published ", book.reports[claim[CLAIM.report]][REPORT.published],
      claim[CLAIM.said] ? `; said ${claim[CLAIM.said]}` : "", change.by.length ? ["; ", change.by.map(tookOut)] : ""));
}

/** Whether a question says anything else on the later date than on the earlier. */
const differs = (question, before, after) =>
  turnAt(question, view.reading, before) !== turnAt(question, view.reading, after) && changes(question, view.reading, before, after).length > 0;
