// Borders of a statement's spans: set to a selection, dragged, or moved word by word. Offsets are code points.
const ROLES = ["content", "cue", "source"];
const WORD = /[\p{L}\p{N}\p{M}]/u;

const open = new Set(); // the editors whose spans are lit up

export class Spans {
  constructor(card) {
    this.card = card;
    ({ evidence: this.was, form: this.form } = JSON.parse(card.dataset.statement));
    this.reset();
    this.marks = [...card.querySelectorAll(".excerpt [data-a]")];
    // Every code point of the excerpt with its offset in the article and its place in the page
    this.points = this.marks.flatMap((mark) => {
      let unit = 0;
      return [...mark.textContent].map((char, n) => {
        const point = { at: Number(mark.dataset.a) + n, char, node: mark.firstChild, unit };
        unit += char.length;
        return point;
      });
    });
    this.index = new Map(this.points.map((point, n) => [point.at, n]));
    for (const row of card.querySelectorAll(".span")) {
      row.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button?.dataset.step) this.step(row.dataset.role, button.dataset.step);
        if (button && "set" in button.dataset) this.select(row.dataset.role);
      });
    }
    this.excerpt = card.querySelector(".excerpt");
    this.excerpt.addEventListener("pointerdown", (event) => this.drag(event));
  }

  reset() {
    this.now = Object.fromEntries(ROLES.map((role) => [role, (this.was[role] ?? []).map((span) => [...span])]));
  }

  changed() {
    return Object.fromEntries(Object.entries(this.now).filter(([role, spans]) => JSON.stringify(spans) !== JSON.stringify(this.was[role] ?? [])));
  }

  // The offset in the article of a place in the page; null outside of the excerpt
  offset(node, unit) {
    const mark = (node.nodeType === 3 ? node.parentElement : node)?.closest?.("[data-a]");
    if (!mark || !this.excerpt.contains(mark)) return null;
    return Number(mark.dataset.a) + [...mark.textContent.slice(0, node.nodeType === 3 ? unit : 0)].length;
  }

  select(role) {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    const [start, end] = [this.offset(range.startContainer, range.startOffset), this.offset(range.endContainer, range.endOffset)];
    if (start === null || end === null) return;
    const inked = this.points.filter((point) => point.at >= start && point.at < end && point.char.trim()); // a drag takes in white space
    if (!inked.length) return;
    this.now[role] = [[inked[0].at, inked.at(-1).at + 1]];
    this.show();
  }

  step(role, kind) {
    const spans = this.now[role];
    if (!spans.length) return;
    const span = kind.startsWith("start") ? spans[0] : spans.at(-1);
    const to = this.next(kind.startsWith("start") ? span[0] : span[1], kind.endsWith("+") ? 1 : -1, kind.startsWith("start"));
    if (to === null) return;
    if (kind.startsWith("start") ? to >= span[1] : to <= span[0]) return;
    span[kind.startsWith("start") ? 0 : 1] = to;
    this.show();
  }

  // The next beginning or end of a word, from an offset in a direction
  next(from, by, begins) {
    const is = (n) => n >= 0 && n < this.points.length && WORD.test(this.points[n].char);
    const first = this.index.get(from) ?? this.index.get(from - 1) + 1;
    for (let n = first + by; n >= 0 && n <= this.points.length; n += by) {
      if (begins ? is(n) && !is(n - 1) : is(n - 1) && !is(n)) return n < this.points.length ? this.points[n].at : this.points[n - 1].at + 1;
    }
    return null;
  }

  // A press near a border of the content takes hold of it
  drag(down) {
    if (!open.has(this) || down.button) return;
    const place = (event) => {
      const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
      return at ? this.offset(at.offsetNode, at.offset) : null;
    };
    const from = place(down);
    const held = this.now.content.flatMap((span) => [[span, 0], [span, 1]]).find(([span, side]) => from !== null && Math.abs(span[side] - from) <= 1);
    if (!held) return;
    down.preventDefault();
    const [span, side] = held;
    const move = (event) => {
      const to = place(event);
      if (to === null || (side ? to <= span[0] : to >= span[1])) return;
      span[side] = to;
      this.show();
    };
    const up = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", up); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
  }

  show() {
    open.add(this);
    const form = this.card.querySelector('[name="form"]');
    if ("content" in this.changed() && form.value === this.form) form.value = ""; // it follows, unless it was chosen
    for (const [role, spans] of Object.entries(this.now)) {
      const words = spans.map(([a, b]) => this.points.filter((p) => p.at >= a && p.at < b).map((p) => p.char).join(""));
      this.card.querySelector(`.span[data-role="${role}"] output`).textContent = words.join(" … ") || "none";
    }
    highlight();
  }

  close() {
    open.delete(this);
    this.reset();
    highlight();
  }

  ranges(role) {
    return this.now[role].map(([a, b]) => this.range(a, b)).filter(Boolean);
  }

  range(start, end) {
    const inside = this.points.filter((p) => p.at >= start && p.at < end);
    if (!inside.length) return null;
    const range = new Range();
    range.setStart(inside[0].node, inside[0].unit);
    range.setEnd(inside.at(-1).node, inside.at(-1).unit + inside.at(-1).char.length);
    return range;
  }
}

// The spans of every open editor: the page has one highlight of each name
function highlight() {
  if (!globalThis.Highlight) return;
  for (const role of ROLES) CSS.highlights.set(role, new Highlight(...[...open].flatMap((spans) => spans.ranges(role))));
}
