// Keys for those who do not take their hands off the keyboard. They can be turned off, for people
// who dictate: single letters would be taken for commands (WCAG 2.1.4).

const KEPT = "linka.shortcuts";
/** How long the second key of a pair may take. */
const PAIR_MS = 1500;

function areOn(): boolean {
  return window.localStorage.getItem(KEPT) !== "off";
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

function showHelp(): void {
  const help = document.getElementById("shortcuts");
  if (help instanceof HTMLDialogElement && !help.open) help.showModal();
}

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

function goTo(room: string): void {
  document.querySelector<HTMLAnchorElement>(`[data-room="${CSS.escape(room)}"]`)?.click();
}

export function listenForShortcuts(): void {
  let pairUntil = 0;
  const keys: Record<string, () => void> = {
    "?": showHelp,
    "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    g: () => { pairUntil = Date.now() + PAIR_MS; },
  };

  document.addEventListener("keydown", (event) => {
    if (!areOn() || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (Date.now() < pairUntil && /^[1-9]$/.test(event.key)) {
      pairUntil = 0;
      goTo(event.key);
      return;
    }
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.querySelector("[data-shortcuts]")?.addEventListener("click", showHelp);
  const choice = document.getElementById("shortcuts-on");
  if (choice instanceof HTMLInputElement) {
    choice.checked = areOn();
    choice.addEventListener("change", () => {
      window.localStorage.setItem(KEPT, choice.checked ? "on" : "off");
    });
  }
}
