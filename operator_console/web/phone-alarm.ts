// Lets the operator know that it rings, wherever they look.

import { kept } from "./phone-devices";
import { Tone } from "./phone-sound";

const BLINK_MS = 1000;

export class Alarm {
  private readonly tone = new Tone();
  private timer: number | undefined;
  private title = "";
  private notice: Notification | undefined;

  start(): void {
    if (this.timer !== undefined) return;
    const words = document.getElementById("phone-rings")?.textContent ?? "";
    this.tone.ring(kept().ringer);
    this.title = document.title;
    let isOn = false;
    const blink = () => {
      isOn = !isOn;
      document.title = isOn ? `☎ ${words}` : this.title;
    };
    blink();
    this.timer = window.setInterval(blink, BLINK_MS);
    if (!document.hidden || !canNotify() || Notification.permission !== "granted") return;
    // who calls stands on the page only: a notice may show on a locked screen
    this.notice = new Notification(words, { tag: "linka-rings", requireInteraction: true });
    this.notice.addEventListener("click", () => window.focus());
  }

  stop(): void {
    if (this.timer === undefined) return;
    window.clearInterval(this.timer);
    this.timer = undefined;
    this.tone.stop();
    document.title = this.title;
    this.notice?.close();
    this.notice = undefined;
  }
}

function canNotify(): boolean {
  return "Notification" in window;
}

/** The button that asks for the permission to notify, as long as nobody has decided. */
export function offerNotices(): void {
  const button = document.getElementById("phone-notify");
  if (!button || !canNotify() || Notification.permission !== "default") return;
  button.hidden = false;
  button.addEventListener("click", () => {
    void Notification.requestPermission().then(() => { button.hidden = true; });
  });
}
