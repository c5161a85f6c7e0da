// Tells when the page is cut off, and when it is true again.

/** How long a connection may be away before anybody is told: a restart takes less. */
const PATIENCE_MS = 2500;

export function tellWhenLost(): void {
  const notice = document.getElementById("lost");
  if (!notice) return;
  let waiting: number | undefined;
  let isLeaving = false;

  window.addEventListener("beforeunload", () => { isLeaving = true; });

  document.body.addEventListener("htmx:sseError", () => {
    waiting ??= window.setTimeout(() => { notice.hidden = false; }, PATIENCE_MS);
  });
  // the first rows after a loss are the whole truth; an open connection alone is not
  document.body.addEventListener("htmx:sseMessage", () => {
    window.clearTimeout(waiting);
    waiting = undefined;
    notice.hidden = true;
  });
  document.body.addEventListener("htmx:sseOpen", (event) => {
    const { source } = (event as CustomEvent<{ source: EventSource }>).detail;
    source.addEventListener("gone", () => {
      source.close();
      if (isLeaving) return; // the log-out itself ends the session
      window.location.reload(); // which leads to the log-in, and back here after it
    });
  });
}
