// The WebSocket under the line, which notices by itself that nobody is at its other end any more:
// a cable that was pulled, or a laptop that slept, closes nothing.

import { WebSocketInterface } from "jssip";

/** A network that does not let us connect in so long is tried again from the start. */
const CONNECT_MS = 5000;
/** Asterisk asks each registered page every five seconds whether it is there. */
const SILENT_MS = 17_000;

export class LineSocket extends WebSocketInterface {
  private timer: number | undefined;

  override connect(): void {
    super.connect();
    this.giveUpIn(CONNECT_MS);
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
    super.disconnect();
  }

  /** Connected, but nobody asks for us yet. */
  connected(): void {
    window.clearTimeout(this.timer);
  }

  /** Asterisk has said something, and will again soon. */
  lives(): void {
    this.giveUpIn(SILENT_MS);
  }

  private giveUpIn(pause: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      super.disconnect();
      this.ondisconnect(true, 0, "silent"); // so the line connects anew
    }, pause);
  }
}
