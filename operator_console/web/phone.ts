// The operator's telephone: lives in the desk's page as long as that is open.
//
// What may ring whom is not decided here. The page registers with the telephone of its log-in, says
// that it begins, and is rung. It never ends a call when it goes: whoever holds the calls rings the
// next page with `X-Linka-Resume`, and the talk goes on.

import { Alarm } from "./phone-alarm";
import type { Advice, Bar, State } from "./phone-bar";
import { ask, begin } from "./phone-console";
import type { Row } from "./phone-console";
import { closeMicrophone, kept, listDevices, openMicrophone, soundAt, troubleOf } from "./phone-devices";
import type { Choice } from "./phone-devices";
import { Line } from "./phone-line";
import type { Arrival } from "./phone-line";
import { keepTalk, keptTalk } from "./phone-page";
import type { Setup } from "./phone-setup";
import { Meter } from "./phone-sound";
import { Talk } from "./phone-talk";

/** Pauses between tries to reach the console, or until Asterisk knows us; the last one goes on. */
const PAUSES_MS = [500, 1000, 2000, 5000];
/** So many talks in a row without any sound, and the network lets none through. */
const BLOCKED = 2;

export class Phone {
  private readonly alarm = new Alarm();
  private readonly meters = { in: new Meter("phone-level-in"), out: new Meter("phone-level-out") };
  private readonly heard = document.getElementById("phone-heard") as HTMLAudioElement;
  private line: Line | undefined;
  private talk: Talk | undefined;
  private row: Row | null = null;
  private generation: number | undefined;
  private state: State = "off";
  private isWaiting = false;
  private attempt = 0;
  private tries = 0;
  private soundless = 0;

  constructor(private readonly bar: Bar, private readonly setup: Setup) {}

  // The line

  /** Ask for the microphone, then become ringable; a later call takes the telephone over. */
  async start(): Promise<void> {
    const attempt = this.anew("asking");
    this.bar.advise(null);
    try {
      closeMicrophone(await openMicrophone());
    } catch (error) {
      if (attempt === this.attempt) this.giveUp(troubleOf(error));
      return;
    }
    void listDevices();
    if (attempt !== this.attempt) return;
    await this.connect("registering");
  }

  /** Show this state until the page is registered and can be rung. */
  private async connect(state: State): Promise<void> {
    const attempt = this.anew(state);
    let credentials;
    try {
      credentials = await ask(this.bar.element);
    } catch {
      this.soon(attempt, () => this.connect(state));
      return;
    }
    if (attempt !== this.attempt) return;
    if (credentials.pushed === "" && this.row?.endpoint === credentials.endpoint) {
      credentials.pushed = this.row.pushed; // it was told us meanwhile
    }
    if (credentials.pushed === "") {
      this.isWaiting = true;
      this.soon(attempt, () => this.connect(state));
      return;
    }
    this.tries = 0;
    this.line = new Line(credentials, {
      registered: () => void this.begin(),
      lost: () => this.put("lost"),
      rings: (arrival) => this.rings(arrival),
    });
    this.follow(this.row);
  }

  /** Registered: unless a call is on, say that this page has none. */
  private async begin(): Promise<void> {
    const { line, attempt } = this;
    if (!line) return;
    if (this.talk?.isAnswered) {
      this.put("ready");
      return;
    }
    this.generation = undefined; // what the row tells meanwhile may be ours
    let generation;
    try {
      generation = await begin(this.bar.element, line.credentials.endpoint);
    } catch {
      this.soon(attempt, () => this.begin());
      return;
    }
    if (attempt !== this.attempt) return;
    if (generation === null) {
      this.giveUp("elsewhere");
      return;
    }
    this.tries = 0;
    this.generation = generation;
    if (line.isRegistered) this.put("ready");
    this.follow(this.row);
  }

  /** What the row says now. */
  follow(row: Row | null): void {
    this.row = row;
    if (!row) return;
    if (!this.line) {
      if (this.isWaiting && row.pushed) void this.connect(this.state);
      return;
    }
    const isOurs = row.endpoint === this.line.credentials.endpoint;
    if (!isOurs && this.generation === undefined) return; // an old row; the next one tells
    if (!isOurs || (this.generation !== undefined && row.generation > this.generation)) {
      this.giveUp("elsewhere");
    } else {
      this.line.told(row.pushed);
    }
  }

  private anew(state: State): number {
    this.talk?.drop();
    this.line?.close();
    this.line = undefined;
    this.generation = undefined;
    this.isWaiting = false;
    this.attempt += 1;
    this.put(state);
    return this.attempt;
  }

  private giveUp(advice: Advice): void {
    this.anew(advice === "elsewhere" ? "elsewhere" : "off");
    this.bar.advise(advice);
  }

  private soon(attempt: number, again: () => Promise<void>): void {
    const pause = PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)];
    this.tries += 1;
    window.setTimeout(() => { if (attempt === this.attempt) void again(); }, pause);
  }

  // The call

  private rings({ session, call, isResumed }: Arrival): void {
    if (this.talk) {
      // the call that goes on is the newer truth; anything else is rung again later
      if (!isResumed && this.talk.isAnswered) {
        session.terminate({ status_code: 486 });
        return;
      }
      this.talk.drop();
    }
    this.setup.stop();
    const before = isResumed ? keptTalk(call) : null;
    const talk: Talk = new Talk(session, call, before?.isMuted ?? false, {
      began: () => {
        this.show();
        if (before?.isHeld) talk.hold(true);
      },
      changed: () => this.show(),
      said: (stream) => this.meters.in.show(stream),
      heard: (stream) => this.hear(stream),
      broke: () => this.broke(talk),
      troubled: (error) => this.bar.advise(troubleOf(error)),
      ended: () => this.over(talk),
    });
    this.talk = talk;
    if (isResumed) void this.answer();
    else this.alarm.start();
    this.show();
  }

  async answer(): Promise<void> {
    const { talk } = this;
    if (!talk || talk.isAnswered) return;
    this.alarm.stop();
    const answering = talk.answer();
    this.show();
    try {
      await answering;
    } catch (error) {
      talk.refuse();
      this.giveUp(troubleOf(error));
    }
  }

  mute(): void {
    this.talk?.mute(!this.talk.isMuted);
  }

  hold(): void {
    this.talk?.hold(!this.talk.isHeld);
  }

  private hear(stream: MediaStream): void {
    this.heard.srcObject = stream;
    this.heard.volume = kept().volume;
    void soundAt(this.heard, kept().speaker);
    this.meters.out.show(stream);
    this.heard.play().then(() => this.bar.retract("mute"), () => this.bar.advise("mute"));
  }

  /** There is no sound: end our side, come anew, and the call rings us again. */
  private broke(talk: Talk): void {
    this.soundless = talk.hasSounded ? 0 : this.soundless + 1;
    if (this.soundless < BLOCKED) {
      void this.connect("lost");
      return;
    }
    this.soundless = 0;
    this.giveUp("blocked");
  }

  private over(talk: Talk): void {
    if (talk !== this.talk) return;
    this.talk = undefined;
    this.alarm.stop();
    this.heard.srcObject = null;
    this.meters.in.stop();
    this.meters.out.stop();
    this.show();
  }

  // The page

  /** A choice was made. */
  chose(what: keyof Choice): void {
    if (what === "microphone" || what === "isCleaned") void this.talk?.changeMicrophone();
    else if (what === "speaker") void soundAt(this.heard, kept().speaker);
    else if (what === "volume") this.heard.volume = kept().volume;
  }

  /** A device was plugged in or out. */
  async replugged(): Promise<void> {
    await listDevices();
    void soundAt(this.heard, kept().speaker);
    if (this.bar.advice === "none") await this.start();
  }

  private put(state: State): void {
    this.state = state;
    this.show();
  }

  private show(): void {
    const { talk } = this;
    let { state } = this;
    if (talk?.session.isEstablished()) state = talk.isHeld ? "held" : "talking";
    else if (talk) state = "ringing";
    if (talk) keepTalk(talk);
    this.setup.isBusy = talk !== undefined;
    this.bar.show(state, talk?.isMuted ?? false, talk?.call ?? "", talk?.isAnswered ?? false);
  }
}
