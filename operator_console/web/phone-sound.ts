// What the page sounds by itself (a ring, a test tone), and how loud voices are.

import { soundAt } from "./phone-devices";

const LOOK_MS = 100;
/** Where browsers let the page sound, they do after so long. */
const WAKING_MS = 500;
/** What is quieter than this, in decibels below full scale, shows nothing. */
const FLOOR_DB = -60;

let context: AudioContext | undefined;
/** What may not sound before somebody touches the page. */
const unheard = new Set<HTMLAudioElement>();

/** One for the page; it sleeps until somebody has touched the page, where browsers want that. */
function audio(): AudioContext {
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  return context;
}

export function wakeOnTouch(): void {
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => {
      if (context) audio();
      for (const one of unheard) void one.play().catch(() => undefined);
      unheard.clear();
    });
  }
}

/** Tells whether the page may not sound by itself yet, and when it may. */
export function whenSilent(told: (isSilent: boolean) => void): void {
  const place = audio();
  let isTold = false;
  place.addEventListener("statechange", () => {
    if (isTold && place.state === "running") told(false);
  });
  window.setTimeout(() => {
    isTold = place.state === "suspended";
    if (isTold) told(true);
  }, WAKING_MS);
}

/** Sounds until it is stopped, at any device: the ring for the room, the tone for the headset. */
export class Tone {
  private readonly element = new Audio();
  private gain: GainNode | undefined;
  private oscillators: OscillatorNode[] = [];

  /** Ring: two tones, for a second, with two seconds of rest; gently begun and ended. */
  ring(device: string): void {
    const gain = this.start(device, [440, 554]);
    for (let at = 0; at < 240; at += 3) swell(gain.gain, audio().currentTime + at, 1);
  }

  /** One tone for a second. */
  once(device: string, volume: number): void {
    swell(this.start(device, [660]).gain, audio().currentTime, 1, volume);
    this.oscillators[0]?.stop(audio().currentTime + 1.1);
  }

  stop(): void {
    for (const one of this.oscillators) one.stop();
    this.oscillators = [];
    this.gain?.disconnect();
    this.gain = undefined;
    this.element.srcObject = null;
    unheard.delete(this.element);
  }

  private start(device: string, hertz: number[]): GainNode {
    this.stop();
    const place = audio();
    const out = place.createMediaStreamDestination();
    const gain = new GainNode(place, { gain: 0 });
    gain.connect(out);
    this.oscillators = hertz.map((frequency) => new OscillatorNode(place, { frequency }));
    for (const one of this.oscillators) {
      one.connect(gain);
      one.start();
    }
    this.gain = gain;
    this.element.srcObject = out.stream;
    void soundAt(this.element, device);
    this.element.play().catch(() => { if (this.oscillators.length > 0) unheard.add(this.element); });
    return gain;
  }
}

function swell(gain: AudioParam, at: number, seconds: number, volume = 1): void {
  gain.setValueAtTime(0, at);
  gain.linearRampToValueAtTime(0.25 * volume, at + 0.05);
  gain.setValueAtTime(0.25 * volume, at + seconds - 0.05);
  gain.linearRampToValueAtTime(0, at + seconds);
}

/** Shows how loud a stream is. */
export class Meter {
  private source: MediaStreamAudioSourceNode | undefined;
  private timer: number | undefined;
  private readonly place: HTMLMeterElement | null;

  constructor(id: string) {
    const found = document.getElementById(id);
    this.place = found instanceof HTMLMeterElement ? found : null;
  }

  show(stream: MediaStream): void {
    this.stop();
    const analyser = new AnalyserNode(audio(), { fftSize: 1024 });
    this.source = audio().createMediaStreamSource(stream);
    this.source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.timer = window.setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
      const decibels = 10 * Math.log10(power + 1e-10);
      if (this.place) this.place.value = Math.max(0, 1 - decibels / FLOOR_DB);
    }, LOOK_MS);
  }

  stop(): void {
    window.clearInterval(this.timer);
    this.source?.disconnect();
    this.source = undefined;
    if (this.place) this.place.value = 0;
  }
}
