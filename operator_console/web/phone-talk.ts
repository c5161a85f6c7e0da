// One call: answered, muted, held, and whether its sound still flows.

import type { RTCSession } from "jssip/lib/RTCSession";

/** So long sound may stop before the connection counts as gone: Wi-Fi changes cells faster. */
const BROKEN_MS = 3000;

export interface TalkNews {
  /** It has begun. */
  began: () => void;
  /** Muted or held, or not any more. */
  changed: () => void;
  /** What the caller says. */
  heard: (stream: MediaStream) => void;
  /** Sound flows no more, though nobody has ended the call. */
  broke: () => void;
  /** It is over, by whomever. */
  ended: () => void;
}

export class Talk {
  isAnswered = false;
  isMuted = false;
  isHeld = false;
  private wasMuted = false;
  private microphone: MediaStream | undefined;
  private timer: number | undefined;

  constructor(readonly session: RTCSession, readonly call: string, private readonly news: TalkNews) {
    session.on("peerconnection", ({ peerconnection }) => this.watch(peerconnection));
    session.on("confirmed", () => this.began());
    session.on("hold", () => this.holds(true));
    session.on("unhold", () => this.holds(false));
    session.on("ended", () => this.over());
    session.on("failed", () => this.over());
  }

  /** Take the call. */
  answer(microphone: MediaStream): void {
    this.isAnswered = true;
    this.microphone = microphone;
    // the addresses of this machine are enough: whoever is not in Asterisk's network is in its VPN
    this.session.answer({ mediaStream: microphone, pcConfig: { iceServers: [] } });
    this.applyMute();
  }

  /** Speak into another microphone from now on. */
  async take(microphone: MediaStream): Promise<void> {
    this.microphone = microphone;
    const [track] = microphone.getAudioTracks();
    const [sender] = this.session.connection?.getSenders() ?? [];
    if (track) await sender?.replaceTrack(track);
    this.applyMute();
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

  /** End our side without a word to anybody: the call itself goes on. */
  drop(): void {
    window.clearTimeout(this.timer);
    if (!this.session.isEnded()) this.session.terminate();
  }

  /** Send the call on to somebody else. */
  refuse(): void {
    if (!this.session.isEnded()) this.session.terminate({ status_code: 486 });
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
    const isSilent = this.isMuted || this.isHeld;
    for (const track of this.microphone?.getAudioTracks() ?? []) track.enabled = !isSilent;
    if (this.isMuted !== this.wasMuted && this.session.isEstablished()) {
      this.wasMuted = this.isMuted;
      if (this.isMuted) this.session.mute({ audio: true });
      else this.session.unmute({ audio: true });
    }
  }

  private watch(connection: RTCPeerConnection): void {
    connection.addEventListener("track", ({ track, streams: [stream] }) => {
      this.news.heard(stream ?? new MediaStream([track]));
    });
    connection.addEventListener("iceconnectionstatechange", () => {
      window.clearTimeout(this.timer);
      const state = connection.iceConnectionState;
      if (state === "failed") this.broke();
      else if (state === "disconnected") this.timer = window.setTimeout(() => this.broke(), BROKEN_MS);
    });
  }

  private broke(): void {
    if (!this.session.isEnded()) this.news.broke();
  }

  private over(): void {
    window.clearTimeout(this.timer);
    this.news.ended();
  }
}
