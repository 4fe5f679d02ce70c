// Adds what is dropped, chosen, pasted or named by its address, one after the other, and tells what became of each.
import { send } from "./send.js";

const form = document.querySelector("#add");
const list = document.querySelector("#progress");
const drop = document.querySelector("#drop");
const files = document.querySelector("#file");

function told(text) {
  const line = document.createElement("li");
  line.textContent = text;
  list.append(line);
  return line;
}

async function read(name, work) {
  const line = told(`${name}: being read …`);
  try {
    const { added, articles, rejections } = await work();
    const parts = [["new", "new"], ["changed", "changed"], ["reread", "read again"], ["unchanged", "there already"]];
    const counts = parts.filter(([key]) => added[key]).map(([key, text]) => `${added[key]} ${text}`);
    line.textContent = `${name}: ${counts.join(", ") || "nothing stored"}; ${added.statements} statements. `;
    for (const id of articles.slice(0, 20)) {
      const link = document.createElement("a");
      link.href = `/articles/${encoded(id)}`;
      link.textContent = articles.length > 1 ? id : "Read it";
      line.append(link, " ");
    }
    for (const one of rejections) told(`Not read (${one.reason}): ${one.detail}`);
  } catch (error) {
    line.textContent = `${name}: ${error.message}`;
  }
}

function encoded(id) {
  const bytes = (c) => [...new TextEncoder().encode(c)].map((b) => "~" + b.toString(16).toUpperCase().padStart(2, "0")).join("");
  return [...id].map((c) => (/[A-Za-z0-9_-]/.test(c) ? c : bytes(c))).join("");
}

async function readFiles(chosen) {
  for (const file of chosen) {
    await read(file.name, async () => send(`/documents?name=${encodeURIComponent(file.name)}`, await file.arrayBuffer(), "application/octet-stream"));
  }
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string" && value.trim()));
  if (files.files.length) await readFiles(files.files);
  else if (given.text || given.url) await read(given.title ?? given.url ?? "The text", () => send("/add", given));
  else told("Choose a file, give an address, or paste a text.");
});
drop?.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
drop?.addEventListener("dragleave", () => drop.classList.remove("over"));
drop?.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  readFiles(event.dataTransfer.files);
});
