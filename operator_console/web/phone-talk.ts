// One call: answered, muted, held, and whether its sound still flows.

import type { RTCSession } from "jssip/lib/RTCSession";
import { closeMicrophone, openMicrophone } from "./phone-devices";

/** So long sound may stop before the connection counts as gone: Wi-Fi changes cells faster. */
const BROKEN_MS = 3000;
/** A way for the sound is found in a moment, or not at all. */
const WAY_MS = 8000;

export interface TalkNews {
  /** It has begun. */
  began: () => void;
  /** Muted or held, or not any more. */
  changed: () => void;
  /** What the operator says. */
  said: (stream: MediaStream) => void;
  /** What the caller says. */
  heard: (stream: MediaStream) => void;
  /** Sound does not flow, though nobody has ended the call. */
  broke: () => void;
  /** Another microphone cannot be opened; the call goes on with the one before. */
  troubled: (error: unknown) => void;
  /** It is over, by whomever. */
  ended: () => void;
}

export class Talk {
  isAnswered = false;
  isHeld = false;
  /** Whether there was a way for the sound at any time. */
  hasSounded = false;
  private wasMuted = false;
  private isOver = false;
  /** Opened while it rings, so that the answer is not late. */
  private microphone: Promise<MediaStream>;
  private stream: MediaStream | undefined;
  private timer: number | undefined;

  constructor(
    readonly session: RTCSession,
    readonly call: string,
    public isMuted: boolean,
    private readonly news: TalkNews,
  ) {
    session.on("peerconnection", ({ peerconnection }) => this.watch(peerconnection));
    session.on("confirmed", () => this.began());
    session.on("hold", () => this.holds(true));
    session.on("unhold", () => this.holds(false));
    session.on("ended", () => this.over());
    session.on("failed", () => this.over());
    this.microphone = openMicrophone();
    this.microphone.then((stream) => this.opened(stream)).catch(() => undefined);
  }

  /** Take the call. Throws NoMicrophone. */
  async answer(): Promise<void> {
    this.isAnswered = true;
    const mediaStream = await this.microphone;
    if (this.isOver) return;
    // the addresses of this machine are enough: whoever is not in Asterisk's network is in its VPN
    this.session.answer({ mediaStream, pcConfig: { iceServers: [] } });
    this.applyMute();
    this.timer = window.setTimeout(() => this.broke(), WAY_MS);
  }

  /** Speak into the microphone that is chosen now. */
  async changeMicrophone(): Promise<void> {
    const before = this.microphone;
    const fresh = openMicrophone();
    this.microphone = fresh;
    try {
      const stream = await fresh;
      if (this.isOver || this.microphone !== fresh) {
        closeMicrophone(stream);
        return;
      }
      const [track] = stream.getAudioTracks();
      const [sender] = this.session.connection?.getSenders() ?? [];
      if (track) await sender?.replaceTrack(track);
      this.opened(stream);
      void before.then(closeMicrophone, () => undefined);
    } catch (error) {
      if (this.microphone === fresh) this.microphone = before;
      this.news.troubled(error);
    }
  }

  mute(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.applyMute();
    this.news.changed();
  }

  /** Let the caller hear music, or come back; nothing while such a change is under way. */
  hold(isHeld: boolean): void {
    if (isHeld === this.isHeld) return;
    if (isHeld) this.session.hold();
    else this.session.unhold();
  }

  /** End our side: the call itself goes on, with whoever is rung for it next. */
  drop(): void {
    if (!this.session.isEnded()) this.session.terminate();
    this.over();
  }

  /** Send the call on to somebody else. */
  refuse(): void {
    if (!this.session.isEnded()) this.session.terminate({ status_code: 486 });
    this.over();
  }

  private opened(stream: MediaStream): void {
    if (this.isOver) {
      closeMicrophone(stream);
      return;
    }
    this.stream = stream;
    for (const track of stream.getTracks()) {
      track.addEventListener("ended", () => void this.changeMicrophone()); // unplugged
    }
    this.applyMute();
    this.news.said(stream);
  }

  private began(): void {
    this.applyMute();
    this.news.began();
  }

  private holds(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.applyMute();
    this.news.changed();
  }

  /** The library switches the tracks of a held call off and on; ours is the last word. */
  private applyMute(): void {
    if (this.isMuted !== this.wasMuted && this.session.isEstablished()) {
      this.wasMuted = this.isMuted;
      if (this.isMuted) this.session.mute({ audio: true });
      else this.session.unmute({ audio: true });
    }
    const isSilent = this.isMuted || this.isHeld;
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !isSilent;
  }

  private watch(connection: RTCPeerConnection): void {
    connection.addEventListener("track", ({ track, streams: [stream] }) => {
      this.news.heard(stream ?? new MediaStream([track]));
    });
    connection.addEventListener("iceconnectionstatechange", () => {
      const state = connection.iceConnectionState;
      if (state === "checking") return; // the time for finding a way runs
      window.clearTimeout(this.timer);
      if (state === "connected" || state === "completed") this.hasSounded = true;
      else if (state === "failed") this.broke();
      else if (state === "disconnected") this.timer = window.setTimeout(() => this.broke(), BROKEN_MS);
    });
  }

  private broke(): void {
    if (!this.isOver) this.news.broke();
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    window.clearTimeout(this.timer);
    void this.microphone.then(closeMicrophone, () => undefined);
    this.news.ended();
  }
}
