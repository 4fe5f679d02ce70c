// Review by mouse and by keyboard: j/k move, y/n judge, e corrects, u undoes. Each act names the state that was seen.
// Keys act on the card that has the focus, and are nobody's while none has it (WCAG 2.1.4).
import { send } from "./send.js";
import { Spans } from "./spans.js";

const cards = [...document.querySelectorAll(".card[data-id]")].filter((card) => card.querySelector(".acts"));
for (const acts of document.querySelectorAll(".acts")) acts.hidden = false;
const editors = new Map();
const judged = []; // the cards whose act can be undone, the last one at the end

function go(to) {
  const card = cards[Math.max(0, Math.min(cards.length - 1, to))];
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
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
    judged.push(card);
    const focused = card.contains(document.activeElement); // before its button is disabled and loses the focus
    card.classList.add("done");
    card.querySelector('[data-act="undo"]').disabled = false;
    for (const name of ["confirm", "reject", "edit"]) card.querySelector(`[data-act="${name}"]`).disabled = true;
    tell(card, { confirm: "Confirmed.", reject: "Rejected.", correct: "Corrected." }[kind]);
    close(card);
    if (focused) go(cards.indexOf(card) + 1);
  } catch (error) {
    tell(card, error.status === 409 ? `Not stored: somebody else was there first. ${error.message}` : `Not stored: ${error.message}`);
  } finally {
    delete card.dataset.busy;
  }
}

async function undo(card) {
  if (!card?.dataset.seq || card.dataset.busy) return;
  card.dataset.busy = "1";
  try {
    const done = await send(`/acts/${card.dataset.seq}/undo`, {});
    card.dataset.state = `${card.dataset.state.split(".")[0]}.${done.seq}`;
    delete card.dataset.seq;
    judged.splice(judged.indexOf(card), 1);
    card.classList.remove("done");
    card.querySelector('[data-act="undo"]').disabled = true;
    for (const name of ["confirm", "reject", "edit"]) card.querySelector(`[data-act="${name}"]`).disabled = false;
    tell(card, "Undone.");
    go(cards.indexOf(card));
  } catch (error) {
    tell(card, `Not undone: ${error.message}`);
  } finally {
    delete card.dataset.busy;
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
  form.reset();
  for (const field of form.elements) delete field.dataset.held;
  form.hidden = true;
  card.querySelector('[data-act="edit"]').setAttribute("aria-expanded", "false");
  editors.get(card)?.close();
}

// What follows from a field that was changed, shown before it is sent
function follow(fields, name) {
  const { speaker, basis, channel, channel_name } = fields;
  if (name === "speaker" && !speaker.value.trim() && basis.value === "named_person") basis.value = "unnamed_person";
  if (name === "basis") empty(speaker, ["unnamed_person", "unnamed_group", "none"].includes(basis.value));
  if (name === "channel") empty(channel_name, !channel.value);
}

// A field without sense beside another's value is emptied; what it held comes back with its sense
function empty(field, is) {
  if (is && field.value) [field.dataset.held, field.value] = [field.value, ""];
  else if (!is && !field.value) field.value = field.dataset.held ?? "";
}

// The fields that differ from how the statement stands, each with those that else would follow from it unseen
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
  if (fields.form.value) put("form", fields.form.value, was.form);
  put("fate", text("fate"), was.fate ?? null);
  put("denial", fields.denial.checked, was.denial);
  if ("speaker" in out || "basis" in out) Object.assign(out, { speaker: text("speaker"), basis: fields.basis.value });
  if ("channel" in out) out.channel_name = text("channel_name");
  const spans = editors.get(card).changed();
  if ("content" in spans && fields.form.value) out.form = fields.form.value;
  return { ...out, ...spans };
}

for (const card of cards) {
  card.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-act]")?.dataset.act;
    if (kind === "confirm" || kind === "reject") act(card, kind);
    if (kind === "undo") undo(card);
    if (kind === "edit") open(card);
    if (kind === "cancel") { close(card); card.focus(); }
  });
  card.querySelector("form.edit").addEventListener("change", (event) => follow(event.currentTarget.elements, event.target.name));
  card.querySelector("form.edit").addEventListener("submit", (event) => {
    event.preventDefault();
    const given = correction(card);
    if (!Object.keys(given).length) return tell(card, "Nothing is changed; cancel, and press y where it is right.");
    act(card, "correct", { correction: given, note: event.target.elements.note.value });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
  const index = cards.findIndex((card) => card.contains(event.target));
  const card = cards[index];
  if (!card) return;
  if (event.target.closest("form.edit")) {
    if (event.key === "Escape") { close(card); card.focus(); }
    return;
  }
  const done = card.classList.contains("done");
  const judge = (kind) => { if (!done && card.querySelector("form.edit").hidden) act(card, kind); };
  const keys = {
    j: () => go(index + 1), k: () => go(index - 1),
    y: () => judge("confirm"), n: () => judge("reject"),
    e: () => { if (!done) open(card); }, u: () => undo(judged.findLast((one) => !one.dataset.busy)),
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
