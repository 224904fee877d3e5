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

const box = document.querySelector('input[type="search"]');

// "/" and Ctrl-K lead to the box, unless something is being typed elsewhere.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const wanted = (event.key === "/" && !typing) || (event.key === "k" && (event.ctrlKey || event.metaKey));
  if (!box || !wanted) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Below the box: the first texts of what is being typed, and, where they were switched on, recent searches.
if (box) {
  const form = box.form;
  const list = document.createElement("ul");
  list.className = "typed no-print";
  list.hidden = true;
  form.append(list);

  const entry = (name, under, attributes) => {
    const item = document.createElement("li");
    const element = document.createElement(attributes.href ? "a" : "button");
    Object.assign(element, attributes);
    element.textContent = name;
    if (under) element.append(Object.assign(document.createElement("small"), { textContent: under }));
    item.append(element);
    return item;
  };
  const show = (items) => { list.replaceChildren(...items); list.hidden = items.length === 0; };

  // Recent searches stay on this machine, and only if its reader asks for it.
  const kept = () => { try { return JSON.parse(localStorage.getItem("soegninger")); } catch { return null; } };
  const keep = (searches) => {
    try {
      if (searches) localStorage.setItem("soegninger", JSON.stringify(searches));
      else localStorage.removeItem("soegninger");
    } catch { /* A browser may forbid it. */ }
  };
  const toggle = () => {
    const searches = kept();
    const name = searches ? "Glem mine søgninger" : "Husk mine søgninger på denne computer";
    return entry(name, "", {
      type: "button", className: "as-link typed__more",
      onclick: () => { keep(searches ? null : []); recent(); box.focus(); },
    });
  };
  const recent = () => {
    const again = (text) => entry(text, "", {
      type: "button", className: "as-link", onclick: () => { box.value = text; form.requestSubmit(); },
    });
    show([...(kept() || []).map(again), toggle()]);
  };
  form.addEventListener("submit", () => {
    const text = box.value.trim();
    const searches = kept();
    if (searches && text && text.length <= 300) {
      keep([text, ...searches.filter((one) => one !== text)].slice(0, 5));
    }
  });

  let waiting;
  const preview = async () => {
    const text = box.value.trim();
    if (text.length < 3 || text.length > 300) { list.hidden = true; return; }
    const answer = await fetch("/soeg/kig" + new URL(form.action).search, {
      method: "POST", body: new URLSearchParams({ q: text }),
    });
    if (!answer.ok || box.value.trim() !== text || document.activeElement !== box) return;
    const { hits } = await answer.json();
    const under = (hit) => [hit.kind, hit.municipalities].filter(Boolean).join(" · ");
    show([...hits.map((hit) => entry(hit.title, under(hit), { href: hit.address })), toggle()]);
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(preview, 250);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); recent(); }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { list.hidden = true; box.focus(); event.stopPropagation(); }
    const stops = [box, ...list.querySelectorAll("a, button")];
    const at = stops.indexOf(document.activeElement);
    const to = stops[at + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
    if (at >= 0 && to && !list.hidden) { event.preventDefault(); to.focus(); }
  });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) list.hidden = true; });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) list.hidden = true; });

  // A long paste belongs into the larger field, whose text stays out of the address.
  box.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    const field = document.querySelector("#sagstekst");
    if (text.length <= 300 || !field) return;
    event.preventDefault();
    field.closest("details").open = true;
    field.value = text;
    field.focus();
  });
}
