// The operator's telephone: lives in the desk's page as long as that is open.
//
// What may ring whom is not decided here. The page registers with the telephone of its log-in, says
// that it begins, and is rung. It never ends a call when it goes: whoever holds the calls rings the
// next page with `X-Linka-Resume`, and the talk goes on.

import { Alarm, offerNotices } from "./phone-alarm";
import { Bar } from "./phone-bar";
import type { Advice, State } from "./phone-bar";
import { ask, begin } from "./phone-console";
import type { Row } from "./phone-console";
import { NoMicrophone, closeMicrophone, kept, listDevices, openMicrophone, soundAt } from "./phone-devices";
import type { Choice } from "./phone-devices";
import { Line } from "./phone-line";
import type { Arrival } from "./phone-line";
import { keepTalk, keptTalk } from "./phone-page";
import { Meter, Tone } from "./phone-sound";
import { Talk } from "./phone-talk";

/** Pauses between tries to reach the console; the last one goes on. */
const PAUSES_MS = [500, 1000, 2000, 5000];

export class Phone {
  private readonly alarm = new Alarm();
  private readonly meters = { in: new Meter("phone-level-in"), out: new Meter("phone-level-out") };
  private readonly tone = new Tone();
  private readonly heard = document.getElementById("phone-heard") as HTMLAudioElement;
  private line: Line | undefined;
  private talk: Talk | undefined;
  private microphone: Promise<MediaStream> | undefined;
  /** The microphone that is tried out, between calls. */
  private trial: Promise<MediaStream> | undefined;
  private row: Row | null = null;
  private generation: number | undefined;
  private state: State = "off";
  private tries = 0;

  constructor(private readonly bar: Bar) {}

  // The line

  /** Ask for the microphone, then become ringable; a later call takes the telephone over. */
  async start(): Promise<void> {
    this.end();
    this.put("asking");
    this.bar.advise(null);
    try {
      closeMicrophone(await openMicrophone());
    } catch (error) {
      this.giveUp(error instanceof NoMicrophone ? error.trouble : "busy");
      return;
    }
    void listDevices();
    await this.connect();
  }

  private async connect(state: State = "registering"): Promise<void> {
    this.end();
    this.put(state);
    let credentials;
    try {
      credentials = await ask(this.bar.element);
    } catch {
      this.soon(() => this.connect(state));
      return;
    }
    this.tries = 0;
    this.line = new Line(credentials, {
      registered: () => void this.begin(),
      lost: () => this.lost(),
      rings: (arrival) => this.rings(arrival),
    });
    this.follow(this.row);
  }

  /** Registered: unless a call is on, say that this page has none. */
  private async begin(): Promise<void> {
    const { line } = this;
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
      this.soon(() => this.begin());
      return;
    }
    if (line !== this.line) return;
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
    if (!this.line || !row) return;
    const { credentials } = this.line;
    const isOurs = row.endpoint === credentials.endpoint;
    if (!isOurs && this.generation === undefined) return; // an old row; the next one tells
    if (!isOurs || (this.generation !== undefined && row.generation > this.generation)) {
      this.giveUp("elsewhere");
    } else {
      this.line.told(row.pushed);
    }
  }

  private lost(): void {
    this.put("lost");
  }

  private end(): void {
    this.talk?.drop();
    this.line?.close();
    this.line = undefined;
    this.generation = undefined;
  }

  private giveUp(advice: Advice): void {
    this.end();
    this.put(advice === "elsewhere" ? "elsewhere" : "off");
    this.bar.advise(advice);
  }

  private soon(again: () => Promise<void>): void {
    const pause = PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)];
    this.tries += 1;
    const { line } = this;
    window.setTimeout(() => { if (line === this.line) void again(); }, pause);
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
    this.endTrial();
    const before = isResumed ? keptTalk(call) : null;
    const talk: Talk = new Talk(session, call, {
      began: () => {
        this.show();
        if (before?.isHeld) talk.hold(true);
      },
      changed: () => this.show(),
      heard: (stream) => this.hear(stream),
      broke: () => void this.broke(),
      ended: () => this.over(talk),
    });
    talk.isMuted = before?.isMuted ?? false;
    this.talk = talk;
    this.microphone = openMicrophone();
    this.microphone.then((stream) => this.meters.in.show(stream)).catch(() => undefined);
    if (isResumed) {
      void this.answer();
    } else {
      this.alarm.start();
      this.show();
    }
  }

  async answer(): Promise<void> {
    const { talk, microphone } = this;
    if (!talk || !microphone || talk.isAnswered) return;
    talk.isAnswered = true;
    this.alarm.stop();
    this.show();
    try {
      const stream = await microphone;
      if (talk !== this.talk) return;
      talk.answer(stream);
      for (const track of stream.getTracks()) {
        track.addEventListener("ended", () => void this.changeMicrophone());
      }
    } catch (error) {
      talk.refuse();
      this.giveUp(error instanceof NoMicrophone ? error.trouble : "busy");
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
    this.heard.play().then(() => this.bar.advise(null), () => this.bar.advise("mute"));
  }

  /** The sound has stopped: end our side, come anew, and the call rings us again. */
  private async broke(): Promise<void> {
    await this.connect("lost");
  }

  private over(talk: Talk): void {
    if (talk !== this.talk) return;
    this.talk = undefined;
    this.alarm.stop();
    this.heard.srcObject = null;
    this.meters.in.stop();
    this.meters.out.stop();
    void this.microphone?.then(closeMicrophone, () => undefined);
    this.microphone = undefined;
    this.show();
  }

  /** Another microphone, or the same one anew, in the middle of a call. */
  private async changeMicrophone(): Promise<void> {
    const { talk, microphone } = this;
    if (!talk || !microphone) return;
    const fresh = openMicrophone();
    this.microphone = fresh;
    try {
      const stream = await fresh;
      await talk.take(stream);
      this.meters.in.show(stream);
      closeMicrophone(await microphone);
    } catch (error) {
      this.microphone = microphone;
      if (error instanceof NoMicrophone) this.bar.advise(error.trouble);
    }
  }

  // The page

  /** A choice was made. */
  chose(what: keyof Choice): void {
    if (what === "microphone" || what === "isCleaned") void this.changeMicrophone();
    else if (what === "speaker") void soundAt(this.heard, kept().speaker);
    else if (what === "volume") this.heard.volume = kept().volume;
  }

  /** A device was plugged in or out. */
  async replugged(): Promise<void> {
    await listDevices();
    void soundAt(this.heard, kept().speaker);
    if (this.state === "off") await this.start();
  }

  tryTone(device: "speaker" | "ringer"): void {
    const choice = kept();
    this.tone.once(choice[device], device === "speaker" ? choice.volume : 1);
  }

  /** Show how loud the microphone is, or stop that. */
  async tryMicrophone(button: HTMLElement): Promise<void> {
    if (this.talk) return;
    if (this.trial) {
      this.endTrial();
      button.ariaPressed = "false";
      return;
    }
    this.trial = openMicrophone();
    button.ariaPressed = "true";
    try {
      this.meters.in.show(await this.trial);
    } catch (error) {
      this.endTrial();
      button.ariaPressed = "false";
      if (error instanceof NoMicrophone) this.bar.advise(error.trouble);
    }
  }

  private endTrial(): void {
    this.meters.in.stop();
    void this.trial?.then(closeMicrophone, () => undefined);
    this.trial = undefined;
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
    this.bar.show(state, talk?.isMuted ?? false, talk?.call ?? "", talk?.isAnswered ?? false);
  }
}
