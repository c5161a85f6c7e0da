// What somebody has written is not thrown away by a wrong click: leaving the page is asked first.

/** A form with `data-unsaved`; "yes" there means that it holds something unsaved from its start. */
export function guardUnsaved(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-unsaved]");
  if (!form) return;
  let isUnsaved = form.dataset.unsaved === "yes";
  form.addEventListener("input", (event) => {
    // a choice of samples is nothing that somebody has written
    if (!(event.target instanceof HTMLInputElement && event.target.type === "radio")) isUnsaved = true;
  });
  // any form of the page that is sent leads on by itself
  document.addEventListener("submit", () => { isUnsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved) event.preventDefault();
  });
}
