// Clocks that run: since when something lasts, or until when. They go by the server's time, which
// may be another than this machine's, and tick between its announcements by a clock that nobody sets.

/** How often they are looked at; a second must not be seen to last two. */
const LOOK_MS = 200;

/** The server's time minus ours, in milliseconds; NaN until it was told. */
let ahead = Number.NaN;

function now(): number {
  return performance.now() + ahead;
}

/** '0:07', '12:30', '1:02:03'. */
export function written(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const end = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${end}` : `${minutes}:${end}`;
}

function show(clock: HTMLElement): void {
  const { since, until, target } = clock.dataset;
  const passed = since === undefined ? Number.NaN : (now() - Number(since)) / 1000;
  const left = until === undefined ? Number.NaN : Math.ceil((Number(until) - now()) / 1000);
  const text = written(since === undefined ? left : passed);
  if (clock.textContent !== text) clock.textContent = text;
  if (target !== undefined) clock.classList.toggle("late", passed > Number(target));
}

function showAll(): void {
  if (Number.isNaN(ahead)) return; // the time of day stands there until we know better
  document.querySelectorAll<HTMLElement>("time.clock").forEach(show);
}

export function runClocks(): void {
  document.body.addEventListener("htmx:sseOpen", (event) => {
    const { source } = (event as CustomEvent<{ source: EventSource }>).detail;
    source.addEventListener("clock", (message) => {
      ahead = Number((message as MessageEvent<string>).data) - performance.now();
      showAll();
    });
  });
  window.setInterval(showAll, LOOK_MS);
  // a fragment comes with the time of day in its clocks; it is put right before anybody sees it
  const live = document.querySelector("[sse-connect]");
  if (live) new MutationObserver(showAll).observe(live, { childList: true, subtree: true });
}
