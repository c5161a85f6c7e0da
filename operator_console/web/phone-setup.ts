// The settings of the sound, and trying them between calls.

import { closeMicrophone, kept, openMicrophone } from "./phone-devices";
import { Meter, Tone } from "./phone-sound";

export class Setup {
  /** While a call rings or is on, its own microphone shows how loud it is. */
  isBusy = false;
  private readonly meter = new Meter("phone-level-in");
  private readonly tone = new Tone();
  private readonly button = document.getElementById("phone-try-microphone");
  private microphone: Promise<MediaStream> | undefined;

  tryTone(device: "speaker" | "ringer"): void {
    const choice = kept();
    this.tone.once(choice[device], device === "speaker" ? choice.volume : 1);
  }

  /** Show how loud the microphone is, or stop that. */
  async tryMicrophone(troubled: (error: unknown) => void): Promise<void> {
    if (this.isBusy) return;
    if (this.microphone) {
      this.stop();
      return;
    }
    const opened = openMicrophone();
    this.microphone = opened;
    if (this.button) this.button.ariaPressed = "true";
    try {
      const stream = await opened;
      if (this.microphone === opened) this.meter.show(stream);
    } catch (error) {
      this.stop();
      troubled(error);
    }
  }

  stop(): void {
    if (!this.microphone) return;
    this.meter.stop();
    void this.microphone.then(closeMicrophone, () => undefined);
    this.microphone = undefined;
    if (this.button) this.button.ariaPressed = "false";
  }
}
