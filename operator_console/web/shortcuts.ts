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

function rowsOf(part: ParentNode): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>("[data-row]")];
}

function step(by: 1 | -1): void {
  const rows = rowsOf(document);
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

/**
 * Arrows lead from a search to what it has found, from row to row, and back; Enter opens the row.
 * They are no letters, so they work for those who have the shortcuts off, too.
 */
function stepByArrow(event: KeyboardEvent): boolean {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const { target } = event;
  if (by === undefined || !(target instanceof HTMLElement)) return false;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
  // the desk has rows of its own beside those of the caller's panel
  const part = target.closest("#caller") ?? document;
  const search = part.querySelector<HTMLElement>("[data-search]");
  const rows = rowsOf(part);
  const at = rows.indexOf(target);
  if (target !== search && at < 0) return false;
  const next = target === search ? (by > 0 ? rows[0] : undefined) : at + by < 0 ? search : rows[at + by];
  next?.focus();
  return next instanceof HTMLElement;
}

/** What the second key of a pair presses: `g` leads to a room, `s` chooses the operator's state,
 * `w` a part of the caller's panel. */
const PAIRS: Record<string, string> = { g: "data-room", s: "data-state-key", w: "data-work-key" };

/** What the call's buttons of the telephone hear. */
const CALL: Record<string, string> = { a: "answer", h: "hold", m: "mute" };

/** Presses the button or link that has this key, if there is one on the page now. */
function press(attribute: string, key: string): boolean {
  const found = document.querySelector<HTMLElement>(`[${attribute}="${CSS.escape(key)}"]`);
  found?.click();
  return found !== null;
}

export function listenForShortcuts(): void {
  let pair = { attribute: "", until: 0 };
  const keys: Record<string, () => void> = {
    "?": showHelp,
    "/": () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
    j: () => step(1),
    k: () => step(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("dialog[open]") && stepByArrow(event)) {
      event.preventDefault();
      return;
    }
    if (!areOn() || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (event.repeat || document.querySelector("dialog[open]")) return;
    if (Date.now() < pair.until && /^[0-9]$/.test(event.key)) {
      press(pair.attribute, event.key);
      pair.until = 0;
      return;
    }
    const second = PAIRS[event.key];
    if (second) {
      pair = { attribute: second, until: Date.now() + PAIR_MS };
      return;
    }
    const act = keys[event.key];
    if (act) act();
    // a button tells its own key; `[data-key]` is drawn only where it may be pressed now
    else if (!press("data-phone", CALL[event.key] ?? "") && !press("data-key", event.key)) return;
    event.preventDefault();
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
