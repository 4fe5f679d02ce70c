// Review by mouse and by keyboard: j/k move, y/n judge, e corrects, u undoes. Each act names the state that was seen.
import { send } from "./send.js";
import { Spans } from "./spans.js";

const cards = [...document.querySelectorAll(".card[data-id]")].filter((card) => card.querySelector(".acts"));
for (const acts of document.querySelectorAll(".acts")) acts.hidden = false;
let current = -1;
const editors = new Map();

function go(to) {
  if (!cards.length) return;
  cards[current]?.classList.remove("current");
  current = Math.max(0, Math.min(cards.length - 1, to));
  cards[current].classList.add("current");
  cards[current].focus({ preventScroll: true });
  cards[current].scrollIntoView({ block: "nearest" });
}

function tell(card, text) {
  card.querySelector(".told").textContent = text;
}

async function act(card, kind, body = {}) {
  if (card.dataset.busy) return;
  card.dataset.busy = "1";
  try {
    const done = await send(`/statements/${card.dataset.id}/${kind}`, { seen: card.dataset.state, ...body });
    card.dataset.seq = done.seq;
    card.classList.add("done");
    card.querySelector('[data-act="undo"]').disabled = false;
    for (const name of ["confirm", "reject", "edit"]) card.querySelector(`[data-act="${name}"]`).disabled = true;
    tell(card, { confirm: "Confirmed.", reject: "Rejected.", correct: "Corrected." }[kind]);
    close(card);
    if (cards.indexOf(card) === current) go(current + 1);
  } catch (error) {
    tell(card, error.status === 409 ? `Not stored: somebody else was there first. ${error.message}` : `Not stored: ${error.message}`);
  } finally {
    delete card.dataset.busy;
  }
}

async function undo(card) {
  if (!card.dataset.seq) return;
  try {
    const done = await send(`/acts/${card.dataset.seq}/undo`, {});
    card.dataset.state = `${card.dataset.state.split(".")[0]}.${done.seq}`;
    delete card.dataset.seq;
    card.classList.remove("done");
    card.querySelector('[data-act="undo"]').disabled = true;
    for (const name of ["confirm", "reject", "edit"]) card.querySelector(`[data-act="${name}"]`).disabled = false;
    tell(card, "Undone.");
    go(cards.indexOf(card));
  } catch (error) {
    tell(card, `Not undone: ${error.message}`);
  }
}

function open(card) {
  const form = card.querySelector("form.edit");
  form.hidden = false;
  card.querySelector('[data-act="edit"]').setAttribute("aria-expanded", "true");
  if (!editors.has(card)) editors.set(card, new Spans(card));
  editors.get(card).show();
  form.elements.speaker.focus();
}

function close(card) {
  const form = card.querySelector("form.edit");
  form.hidden = true;
  card.querySelector('[data-act="edit"]').setAttribute("aria-expanded", "false");
  editors.get(card)?.hide();
}

// The fields that differ from how the statement stands, and only those
function correction(card) {
  const was = JSON.parse(card.dataset.statement);
  const fields = card.querySelector("form.edit").elements;
  const text = (name) => fields[name].value.trim() || null;
  const out = {};
  const put = (name, now, before) => { if (JSON.stringify(now) !== JSON.stringify(before)) out[name] = now; };
  put("speaker", text("speaker"), was.speaker.name ?? null);
  put("basis", fields.basis.value, was.speaker.basis);
  put("channel", text("channel"), was.channel?.kind ?? null);
  put("channel_name", text("channel_name"), was.channel?.name ?? null);
  const [earliest, latest] = [text("earliest"), text("latest")];
  put("said_on", earliest || latest ? [earliest ?? latest, latest ?? earliest] : null, was.said_on ? [was.said_on.earliest, was.said_on.latest] : null);
  put("form", fields.form.value, was.form);
  put("fate", text("fate"), was.fate ?? null);
  put("denial", fields.denial.checked, was.denial);
  return { ...out, ...editors.get(card).changed() };
}

for (const card of cards) {
  card.addEventListener("click", (event) => {
    const index = cards.indexOf(card);
    if (index !== current) {
      cards[current]?.classList.remove("current");
      current = index;
      card.classList.add("current");
    }
    const kind = event.target.closest("[data-act]")?.dataset.act;
    if (kind === "confirm" || kind === "reject") act(card, kind);
    if (kind === "undo") undo(card);
    if (kind === "edit") open(card);
    if (kind === "cancel") { close(card); card.focus(); }
  });
  card.querySelector("form.edit").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = correction(card);
    if (!Object.keys(given).length) return tell(card, "Nothing is changed; press y where it is right.");
    act(card, "correct", { correction: given, note: event.target.elements.note.value });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !cards.length) return;
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && cards[current] && event.target.closest("form.edit")) { close(cards[current]); cards[current].focus(); return; }
  if (typing) return;
  const card = cards[current];
  const done = card?.classList.contains("done");
  const keys = {
    j: () => go(current + 1), k: () => go(current - 1),
    y: () => card && !done && act(card, "confirm"), n: () => card && !done && act(card, "reject"),
    e: () => card && !done && open(card), u: () => undo(card?.dataset.seq ? card : cards.findLast((c) => c.dataset.seq) ?? card),
  };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-post]");
  if (!button) return;
  button.disabled = true;
  try {
    await send(button.dataset.post, JSON.parse(button.dataset.json ?? "{}"));
    location.reload();
  } catch (error) {
    button.disabled = false;
    const told = document.querySelector(".told");
    if (told) told.textContent = `Not done: ${error.message}`;
  }
});
if (cards.length) go(0);
