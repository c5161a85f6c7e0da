// The line to Asterisk: a WebSocket, and a registration over it, each made again when it goes.

import { UA } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, RTCSessionEvent } from "jssip/lib/UA";
import type { Credentials } from "./phone-console";
import { LineSocket } from "./phone-socket";

/** Asterisk forgets a page that it has not heard of for so long. */
const REGISTERED_SECONDS = 60;
/** Tries to connect again are so far apart: 20 pages knock at a restarted Asterisk together. */
const RECONNECT_SECONDS = { min: 1, max: 2 };
/** After a loss Asterisk may have forgotten us until it is told again; asked before, it refuses. */
const TOLD_AGAIN_MS = 1500;
/** Pauses between refused tries to register; the last one goes on. */
const PAUSES_MS = [1000, 2000, 4000, 8000];
/** Nobody rings for so long: routing goes on to the next operator much sooner. */
const RING_SECONDS = 180;

/** A call that comes in. */
export interface Arrival {
  session: RTCSession;
  call: string;
  /** It goes on after the page was loaded again: answer at once. */
  isResumed: boolean;
}

export interface LineNews {
  registered: () => void;
  lost: () => void;
  rings: (arrival: Arrival) => void;
}

export class Line {
  private readonly ua: UA;
  private readonly socket: LineSocket;
  private registeredWith = "";
  private pushed: string;
  private refusals = 0;
  private timer: number | undefined;
  private isClosed = false;

  constructor(readonly credentials: Credentials, private readonly news: LineNews) {
    this.pushed = credentials.pushed;
    this.socket = new LineSocket(credentials.url);
    this.ua = new UA({
      sockets: this.socket,
      uri: `sip:${credentials.endpoint}@linka.invalid`,
      password: credentials.password,
      register: false, // when is up to us
      register_expires: REGISTERED_SECONDS,
      session_timers: false,
      no_answer_timeout: RING_SECONDS,
      connection_recovery_min_interval: RECONNECT_SECONDS.min,
      connection_recovery_max_interval: RECONNECT_SECONDS.max,
      user_agent: "Linka",
    });
    this.ua.on("connected", () => this.connected());
    this.ua.on("disconnected", () => this.lost());
    this.ua.on("registered", () => this.registered());
    this.ua.on("unregistered", () => this.lost());
    this.ua.on("registrationFailed", () => this.refused());
    this.ua.on("newOptions", () => this.socket.lives()); // it is answered by the library
    this.ua.on("newRTCSession", (event: RTCSessionEvent) => this.arrived(event));
    this.ua.start();
  }

  get isRegistered(): boolean {
    return !this.isClosed && this.ua.isRegistered();
  }

  /** Asterisk knows us since then. */
  told(pushed: string): void {
    const isNew = pushed !== this.pushed;
    this.pushed = pushed;
    if (!isNew || pushed === "") return;
    this.refusals = 0;
    // registered, too: what Asterisk had of us is gone with the Asterisk that it had
    if (this.ua.isConnected()) this.register();
  }

  /** End it and what is on it; nothing more is told of it. */
  close(): void {
    this.isClosed = true;
    window.clearTimeout(this.timer);
    this.ua.stop();
  }

  private connected(): void {
    this.socket.connected();
    if (this.isClosed) return;
    const isKnown = this.registeredWith === "" || this.pushed !== this.registeredWith;
    if (isKnown) this.register();
    else this.registerIn(TOLD_AGAIN_MS);
  }

  private register(): void {
    window.clearTimeout(this.timer);
    if (!this.isClosed && this.pushed !== "") this.ua.register();
  }

  private registerIn(pause: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (this.ua.isConnected()) this.register();
    }, pause);
  }

  private registered(): void {
    if (this.isClosed) return;
    this.socket.lives();
    this.refusals = 0;
    this.registeredWith = this.pushed;
    this.news.registered();
  }

  private lost(): void {
    window.clearTimeout(this.timer);
    if (!this.isClosed) this.news.lost();
  }

  private refused(): void {
    if (this.isClosed) return;
    this.news.lost();
    this.registerIn(PAUSES_MS[Math.min(this.refusals, PAUSES_MS.length - 1)] ?? 0);
    this.refusals += 1;
  }

  private arrived(event: RTCSessionEvent): void {
    const { session, request } = event as IncomingRTCSessionEvent;
    if (this.isClosed || session.direction !== "incoming") return;
    const header = (name: string) => request.getHeader(name) as string | undefined;
    const isResumed = header("X-Linka-Resume") === "1";
    this.news.rings({ session, call: header("X-Linka-Call") ?? "", isResumed });
  }
}
