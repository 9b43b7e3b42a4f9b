"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.remove("nojs");

  // Tabs and the lists on the left.
  const tabs = all("[data-panel]");
  for (const tab of tabs) tab.addEventListener("click", () => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", other === tab);
      document.getElementById(other.dataset.panel).hidden = other !== tab;
    }
  });
  const show = (link) => {
    const panel = link.closest(".panel");
    for (const other of all("aside a", panel)) other.classList.toggle("on", other === link);
    const id = link.getAttribute("href").slice(1);
    for (const item of all(".item", panel)) item.hidden = item.id !== id;
  };
  for (const list of all("aside ul")) {
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link) { event.preventDefault(); show(link); }
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const links = all("li:not([hidden]) a", list);
      const next = links[links.indexOf(document.activeElement) + step];
      if (next) { event.preventDefault(); next.focus(); show(next); }
    });
  }
  for (const box of all("input[type=search]")) box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of all("aside li", box.closest(".panel")))
      row.hidden = !row.querySelector(".name").textContent.toLowerCase().includes(wanted);
  });
  for (const box of all("[data-order]")) {
    const list = box.closest("aside").querySelector("ul");
    const given = all("li", list);
    box.addEventListener("change", () => {
      const rows = box.checked ? [...given].sort((a, b) => a.dataset.value - b.dataset.value) : given;
      list.append(...rows);
    });
  }

  // Pointing at an atom, a peak or a row lights all three, with every carbon of the same peak.
  const light = (item, target) => {
    for (const lit of all(".lit", item)) lit.classList.remove("lit");
    if (!target) return;
    let { atom, peak } = target.dataset;
    const own = atom && item.querySelector(`tr[data-atom="${atom}"]`);
    if (peak === undefined && own) peak = own.dataset.peak;
    const rows = peak !== undefined ? all(`tr[data-peak="${peak}"]`, item)
      : own ? all(`tr[data-class="${own.dataset.class}"]:not([data-peak])`, item) : [];
    const lit = [...rows, target];
    if (peak !== undefined) lit.push(...all(`[data-peak="${peak}"]`, item));
    for (const row of rows) lit.push(...all(`[data-atom="${row.dataset.atom}"]`, item));
    for (const part of lit) part.classList.add("lit");
    const table = item.querySelector(".table");
    if (rows.length && table && !target.closest("table"))
      table.scrollTop += rows[0].getBoundingClientRect().top - table.getBoundingClientRect().top - 90;
  };
  for (const item of all("#assignments .item")) {
    let last = null;
    item.addEventListener("pointerover", (event) => {
      const target = event.target.closest("[data-atom], [data-peak]");
      if (target !== last) light(item, last = target);
    });
    item.addEventListener("pointerleave", () => light(item, last = null));
    // A click on an atom, a peak or a row opens the alternatives of its carbons, another one closes them.
    item.addEventListener("click", (event) => {
      const target = event.target.closest("[data-atom], [data-peak]");
      if (!target) return;
      const { atom, peak } = target.dataset;
      const rows = all(target.matches("tr") || peak === undefined ? `tr[data-atom="${atom}"]`
        : `tr[data-peak="${peak}"]`, item);
      const open = !rows.every((row) => row.classList.contains("open"));
      for (const row of rows) row.classList.toggle("open", open);
    });
  }

  // Tools of one molecule.
  for (const button of all("[data-numbers]")) button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    for (const atom of all("g[data-atom]", button.closest("figure"))) {
      const text = atom.querySelector("text");
      if (!text) continue;
      atom.dataset.shift ??= text.textContent;
      text.textContent = on ? "C" + atom.dataset.atom : atom.dataset.shift;
    }
  });
  for (const button of all("[data-enlarge]")) button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", button.closest(".pair").classList.toggle("large"));
  });
  for (const head of all("th[data-sort]")) head.addEventListener("click", () => {
    const down = head.classList.contains("up");
    for (const other of head.parentNode.children) other.classList.remove("up", "down");
    head.classList.add(down ? "down" : "up");
    const body = head.closest("table").tBodies[0];
    const key = (row) => row.cells[head.cellIndex].dataset.v ?? row.cells[head.cellIndex].textContent;
    const number = (text) => parseFloat(text.replace("−", "-").replace(/^C(?=\d)/, ""));
    const compare = (a, b) => {
      const [x, y] = [key(a), key(b)], [p, q] = [number(x), number(y)];
      if (isNaN(p) !== isNaN(q)) return isNaN(p) ? 1 : -1;
      return (down ? -1 : 1) * (isNaN(p) ? x.localeCompare(y) : p - q);
    };
    body.append(...[...body.rows].sort(compare));
  });
  for (const button of all("[data-print-all]")) button.addEventListener("click", () => {
    document.body.classList.add("print-all");
    window.print();
    document.body.classList.remove("print-all");
  });
})();
