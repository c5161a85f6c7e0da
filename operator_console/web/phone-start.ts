// Puts the telephone into the desk's page.

import { Phone } from "./phone";
import { offerNotices } from "./phone-alarm";
import { Bar } from "./phone-bar";
import { followRow } from "./phone-console";
import { listenForChoices } from "./phone-devices";
import { guardTalk } from "./phone-page";
import { wakeOnTouch } from "./phone-sound";

/** What the buttons with `data-phone`, drawn with the call, do. */
const ACTS: Record<string, (phone: Phone) => void> = {
  answer: (phone) => void phone.answer(),
  mute: (phone) => phone.mute(),
  hold: (phone) => phone.hold(),
};

function onClick(id: string, act: (button: HTMLElement) => void): void {
  const button = document.getElementById(id);
  button?.addEventListener("click", () => act(button));
}

export function startPhone(element: HTMLElement): void {
  const phone = new Phone(new Bar(element));
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLButtonElement>("button[data-phone]");
    if (button && !button.disabled) ACTS[button.dataset["phone"] ?? ""]?.(phone);
  });
  followRow((row) => phone.follow(row));
  listenForChoices((what) => phone.chose(what));
  navigator.mediaDevices?.addEventListener("devicechange", () => void phone.replugged());
  onClick("phone-again", () => void phone.start());
  onClick("phone-here", () => void phone.start());
  onClick("phone-try-microphone", (button) => void phone.tryMicrophone(button));
  onClick("phone-try-speaker", () => phone.tryTone("speaker"));
  onClick("phone-try-ringer", () => phone.tryTone("ringer"));
  offerNotices();
  wakeOnTouch();
  guardTalk();
  void phone.start();
}
