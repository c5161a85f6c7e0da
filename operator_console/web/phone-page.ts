// What the page around the telephone heeds: a reload keeps how the talk was, and leaving it is asked.

import type { Talk } from "./phone-talk";

const KEPT = "linka.talk";

export interface Manner {
  isMuted: boolean;
  isHeld: boolean;
}

/** Keep how a talk is, for this page loaded again. */
export function keepTalk({ call, isMuted, isHeld }: Talk): void {
  window.sessionStorage.setItem(KEPT, JSON.stringify({ call, isMuted, isHeld }));
}

/** How a talk was before it broke off: whoever was muted stays so. */
export function keptTalk(call: string): Manner {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(KEPT) ?? "{}") as Partial<Manner & { call: string }>;
    if (call && kept.call === call) {
      return { isMuted: kept.isMuted === true, isHeld: kept.isHeld === true };
    }
  } catch {
    // whatever stands there, it is of no talk
  }
  return { isMuted: false, isHeld: false };
}

function isInTalk(): boolean {
  return ["talking", "held"].includes(document.body.dataset["phone"] ?? "");
}

/** In a talk, other rooms open in a window of their own, and leaving the page is asked. */
export function guardTalk(): void {
  window.addEventListener("beforeunload", (event) => {
    if (isInTalk()) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || !isInTalk()) return;
    const isElsewhere = link.origin === window.location.origin && link.pathname !== window.location.pathname;
    if (isElsewhere) link.target = "_blank";
  }, { capture: true });
}
