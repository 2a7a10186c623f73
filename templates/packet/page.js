"use strict";
// The page works without this: it adds the filter kept in the URL, the meeting's pages, and opened details on paper.
const query = new URLSearchParams(location.search);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const keep = () => history.replaceState(null, "", `${location.pathname}?${query}${location.hash}`.replace("?#", "#").replace(/\?$/, ""));

// Filter: ?step=surface&severity=block&team=@org/web. What does not carry a criterion is not judged by it.
const form = document.getElementById("filter");
const items = all("main [data-severity], main [data-teams]");
function filter() {
  let shown = 0;
  for (const item of items) {
    const { step, severity, teams } = item.dataset;
    const wanted = (name, fits) => !query.get(name) || fits(query.get(name));
    const fits = wanted("step", (asked) => step === undefined || step === asked)
      && wanted("severity", (asked) => severity === undefined || severity === asked)
      && wanted("team", (asked) => teams === undefined || teams.split("|").includes(asked));
    item.classList.toggle("filtered", !fits);
    shown += fits;
  }
  form.querySelector("output").value = `${shown} of ${items.length} shown`;
}
form.hidden = items.length === 0;
for (const select of all("select", form)) {
  select.value = query.get(select.name) ?? "";
  select.addEventListener("change", () => {
    if (select.value) query.set(select.name, select.value); else query.delete(select.name);
    keep();
    filter();
  });
}
filter();

// Meeting: ?meeting or ?meeting=3. A page is what carries data-page; sections that are settled are passed over.
const root = document.documentElement;
function settled(page) {
  if (!page.matches("main > section")) return false;
  const views = all(":scope > .juncture", page);
  const steps = views.filter((view) => view.matches(".step"));
  if (steps.length === 0 && page.querySelector("[data-page]")) return true; // its pages say it all
  return views.length > 0 && (steps.length ? steps : views).every((view) => "settled" in view.dataset);
}
const pages = all("[data-page]").filter((page) => !settled(page));
let at = 0;
function turn(to) {
  at = Math.min(Math.max(to, 0), pages.length - 1);
  for (const marked of all(".here, .around")) marked.classList.remove("here", "around");
  pages[at].classList.add("here");
  for (let up = pages[at].parentElement; up && up !== document.body; up = up.parentElement) up.classList.add("around");
  document.getElementById("at").textContent = `${at + 1} of ${pages.length}`;
  query.set("meeting", String(at + 1));
  keep();
  scrollTo(0, 0);
}
function meet(on) {
  root.classList.toggle("meeting", on);
  if (on) return turn(at);
  query.delete("meeting");
  keep();
}
document.getElementById("meet").addEventListener("click", () => meet(true));
document.getElementById("back").addEventListener("click", () => turn(at - 1));
document.getElementById("next").addEventListener("click", () => turn(at + 1));
addEventListener("keydown", (event) => {
  if (!root.classList.contains("meeting") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("summary, select, a, input, textarea") && event.key === " ") return;
  if (["ArrowRight", "PageDown", " ", "n"].includes(event.key)) turn(at + 1);
  else if (["ArrowLeft", "PageUp", "p"].includes(event.key)) turn(at - 1);
  else if (event.key === "Escape") meet(false);
  else return;
  event.preventDefault();
});
document.getElementById("meet").hidden = false;
if (query.has("meeting")) {
  at = (parseInt(query.get("meeting"), 10) || 1) - 1;
  meet(true);
}

// A link into a closed details opens it; paper shows everything.
const reveal = () => {
  const aim = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let up = aim && aim.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
};
addEventListener("hashchange", reveal);
reveal();
addEventListener("beforeprint", () => { for (const closed of all("details:not([open])")) { closed.open = true; closed.dataset.paper = ""; } });
addEventListener("afterprint", () => { for (const opened of all("details[data-paper]")) { opened.open = false; delete opened.dataset.paper; } });
