// Extras only: every page works without this file.
"use strict";

// A button beside each text that is worth copying.
for (const text of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button--quiet copy no-print";
  button.textContent = "Kopiér";
  button.addEventListener("click", async () => {
    const copied = text.dataset.copy === "address" ? location.href : text.textContent;
    await navigator.clipboard.writeText(copied.trim());
    button.textContent = "Kopieret";
    setTimeout(() => { button.textContent = "Kopiér"; }, 2000);
  });
  text.after(button);
}

// Escape closes an open filter and gives the focus back to its name.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.filter[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.filter[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// Suggestions while typing, from our own server.
const box = document.querySelector('input[type="search"]');
if (box) {
  const list = document.createElement("datalist");
  list.id = "forslag";
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = box.value.trim();
      if (text.length < 2) return;
      const answer = await fetch("/api/v1/suggest?q=" + encodeURIComponent(text.slice(0, 100)));
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map((one) => new Option(one.text, one.text)));
    }, 150);
  });
}
