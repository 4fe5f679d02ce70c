// Lights up what belongs together: a statement's spans and its note, or one field's evidence. All is readable without.
const pieces = [...document.querySelectorAll(".m[data-keys]")];
const notes = new Map([...document.querySelectorAll(".note[data-n]")].map((note) => [note.dataset.n, note]));
const byKey = new Map();
for (const piece of pieces) {
  for (const key of piece.dataset.keys.split(" ")) {
    const number = key.split("-")[0];
    for (const name of [key, number]) {
      if (!byKey.has(name)) byKey.set(name, []);
      byKey.get(name).push(piece);
    }
  }
}
let lit = [];

function light(key) {
  for (const one of lit) one.classList.remove("lit");
  lit = key ? [...(byKey.get(key) ?? [])] : [];
  const note = key && notes.get(key.split("-")[0]);
  if (note) lit.push(note);
  for (const one of lit) one.classList.add("lit");
}

function keyOf(target) {
  const field = target.closest?.("[data-key]");
  if (field && byKey.has(field.dataset.key)) return field.dataset.key;
  const owner = target.closest?.("[data-n]");
  if (owner) return owner.dataset.n;
  const piece = target.closest?.(".m[data-keys]");
  return piece ? piece.dataset.keys.split(" ").at(-1).split("-")[0] : null;
}

document.addEventListener("pointerover", (event) => light(keyOf(event.target)));
document.addEventListener("focusin", (event) => light(keyOf(event.target)));
for (const field of document.querySelectorAll("[data-key]")) if (byKey.has(field.dataset.key)) field.tabIndex = 0;
