// Puts the telephone into the desk's page.

import { Phone } from "./phone";
import { offerNotices } from "./phone-alarm";
import { Bar } from "./phone-bar";
import { followRow } from "./phone-console";
import { listenForChoices, troubleOf } from "./phone-devices";
import { guardTalk } from "./phone-page";
import { Setup } from "./phone-setup";
import { wakeOnTouch, whenSilent } from "./phone-sound";

/** What the buttons with `data-phone`, drawn with the call, do. */
const ACTS: Record<string, (phone: Phone) => void> = {
  answer: (phone) => void phone.answer(),
  mute: (phone) => phone.mute(),
  hold: (phone) => phone.hold(),
};

function onClick(id: string, act: () => void): void {
  document.getElementById(id)?.addEventListener("click", act);
}

export function startPhone(element: HTMLElement): void {
  const bar = new Bar(element);
  const setup = new Setup();
  const phone = new Phone(bar, setup);
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLButtonElement>("button[data-phone]");
    // the second half of a double click on 'answer' meets another button in the same place
    if (event.detail > 1) return;
    if (button && !button.disabled) ACTS[button.dataset["phone"] ?? ""]?.(phone);
  });
  followRow((row) => phone.follow(row));
  listenForChoices((what) => phone.chose(what));
  navigator.mediaDevices?.addEventListener("devicechange", () => void phone.replugged());
  onClick("phone-again", () => void phone.start());
  onClick("phone-here", () => void phone.start());
  onClick("phone-try-microphone", () => void setup.tryMicrophone((error) => bar.advise(troubleOf(error))));
  onClick("phone-try-speaker", () => setup.tryTone("speaker"));
  onClick("phone-try-ringer", () => setup.tryTone("ringer"));
  offerNotices();
  wakeOnTouch();
  whenSilent((isSilent) => {
    if (!isSilent) bar.retract("mute");
    else if (bar.advice === null) bar.advise("mute");
  });
  guardTalk();
  void phone.start();
}
