// Runs in every page that is measured: notes when a caller comes up among those who wait, and when
// they go. Callers are known by the last three digits of their number: more is not shown.
(() => {
  let shown = new Set();
  window.linkaChanges = [];
  const look = () => {
    const at = performance.timeOrigin + performance.now();
    const rows = [...document.querySelectorAll("#waiting .soft")];
    const there = new Set(rows.map((row) => row.textContent.match(/(\d{3})\D*$/)?.[1]));
    for (const ending of there) {
      if (ending && !shown.has(ending)) window.linkaChanges.push({ ending, change: "waits", at });
    }
    for (const ending of shown) {
      if (ending && !there.has(ending)) window.linkaChanges.push({ ending, change: "gone", at });
    }
    shown = there;
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, {
      childList: true, subtree: true, characterData: true,
    });
  });
})();
