// What the page shows of its telephone: at the body, in the bar, at the call's buttons.

import type { Trouble } from "./phone-devices";

export type State =
  "off" | "asking" | "registering" | "ready" | "ringing" | "talking" | "held" | "lost" | "elsewhere";
export type Advice = Trouble | "elsewhere" | "mute" | "blocked";

/** Which of the call's buttons may be pressed when. */
const PRESSED_IN: Record<string, State[]> = {
  answer: ["ringing"], mute: ["talking", "held"], hold: ["talking", "held"],
};

export class Bar {
  /** What the page says to do now. */
  advice: Advice | null = null;
  private isAnswering = false;

  constructor(readonly element: HTMLElement) {
    // the buttons are drawn by the server, at any time anew
    const desk = element.closest("main") ?? document.body;
    new MutationObserver(() => this.enable())
      .observe(desk, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  }

  get state(): State {
    return document.body.dataset["phone"] as State | undefined ?? "off";
  }

  show(state: State, isMuted: boolean, call: string, isAnswering: boolean): void {
    const { dataset } = document.body;
    dataset["phone"] = state;
    dataset["muted"] = isMuted ? "yes" : "no";
    if (call) dataset["phoneCall"] = call;
    else delete dataset["phoneCall"];
    this.isAnswering = isAnswering;
    for (const text of this.element.querySelectorAll<HTMLElement>("[data-state]")) {
      text.hidden = text.dataset["state"] !== state;
    }
    this.enable();
  }

  /** Say what to do, or nothing any more. */
  advise(advice: Advice | null): void {
    const box = document.getElementById("phone-advice");
    if (!box || advice === this.advice) return;
    this.advice = advice;
    for (const text of box.querySelectorAll<HTMLElement>("[data-advice]")) {
      text.hidden = text.dataset["advice"] !== advice;
    }
    const here = document.getElementById("phone-here");
    const again = document.getElementById("phone-again");
    if (here) here.hidden = advice !== "elsewhere";
    if (again) again.hidden = advice === null || ["elsewhere", "mute", "insecure"].includes(advice);
    box.hidden = advice === null;
  }

  /** That is done. */
  retract(advice: Advice): void {
    if (this.advice === advice) this.advise(null);
  }

  private enable(): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-phone]")) {
      const act = button.dataset["phone"] ?? "";
      const isIn = PRESSED_IN[act]?.includes(this.state) ?? false;
      const isOff = !isIn || (act === "answer" && this.isAnswering);
      if (button.disabled !== isOff) button.disabled = isOff;
    }
  }
}
