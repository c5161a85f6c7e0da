// Runs in every page that is measured: notes when a caller's number comes up and when it goes.
(() => {
  let shown = new Set();
  window.linkaChanges = [];
  const look = () => {
    const at = performance.timeOrigin + performance.now();
    const text = document.body.textContent.replace(/\s/g, "");
    const there = new Set(text.match(/777600\d{3}/g));
    for (const number of there) {
      if (!shown.has(number)) window.linkaChanges.push({ number, change: "waits", at });
    }
    for (const number of shown) {
      if (!there.has(number)) window.linkaChanges.push({ number, change: "gone", at });
    }
    shown = there;
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, {
      childList: true, subtree: true, characterData: true,
    });
  });
})();
