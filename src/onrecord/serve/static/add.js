// Files that are dropped are sent by the form, as if they had been chosen; all else needs no script.
const form = document.querySelector("#add");
const drop = document.querySelector("#drop");
if (form) document.querySelector("#here").hidden = false;
drop?.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
drop?.addEventListener("dragleave", () => drop.classList.remove("over"));
drop?.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  document.querySelector("#file").files = event.dataTransfer.files;
  form.requestSubmit();
});
