// Microphone, headset and ring device: which, how loud, and kept for the next time.

const KEPT = "linka.phone";

export interface Choice {
  microphone: string;
  speaker: string;
  ringer: string;
  volume: number;
  /** Whether the browser suppresses noise and echo. */
  isCleaned: boolean;
}

const FIRST: Choice = { microphone: "", speaker: "", ringer: "", volume: 1, isCleaned: true };

export function kept(): Choice {
  try {
    return { ...FIRST, ...JSON.parse(window.localStorage.getItem(KEPT) ?? "{}") as Partial<Choice> };
  } catch {
    return { ...FIRST };
  }
}

export function keep(change: Partial<Choice>): void {
  window.localStorage.setItem(KEPT, JSON.stringify({ ...kept(), ...change }));
}

/** Why there is no microphone; each has its advice on the page. */
export type Trouble = "refused" | "none" | "busy" | "insecure";

export class NoMicrophone extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble);
  }
}

/**
 * The chosen microphone, the default one where that is unplugged.
 *
 * Throws NoMicrophone.
 */
export async function openMicrophone(): Promise<MediaStream> {
  // absent, whatever the types say, where the address is not a secure one
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new NoMicrophone("insecure");
  const { microphone, isCleaned } = kept();
  const audio = {
    autoGainControl: isCleaned, echoCancellation: isCleaned, noiseSuppression: isCleaned,
  };
  if (microphone) {
    try {
      return await devices.getUserMedia({ audio: { ...audio, deviceId: { exact: microphone } } });
    } catch (error) {
      if (troubleOf(error) === "refused") throw new NoMicrophone("refused");
    }
  }
  try {
    return await devices.getUserMedia({ audio });
  } catch (error) {
    throw new NoMicrophone(troubleOf(error));
  }
}

/** What an error says of the microphone. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof NoMicrophone) return error.trouble;
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
}

export function closeMicrophone(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Let an element sound at a device, the default one where that is unplugged. */
export async function soundAt(element: HTMLAudioElement, device: string): Promise<void> {
  if (!("setSinkId" in element)) return;
  try {
    await element.setSinkId(device);
  } catch {
    await element.setSinkId("").catch(() => undefined);
  }
}

function select(id: string): HTMLSelectElement | null {
  const found = document.getElementById(id);
  return found instanceof HTMLSelectElement ? found : null;
}

/** Fill the lists of devices; one that was chosen and is unplugged stays chosen for its return. */
export async function listDevices(): Promise<void> {
  const known = await navigator.mediaDevices.enumerateDevices();
  const { microphone, speaker, ringer } = kept();
  const canChoose = "setSinkId" in HTMLMediaElement.prototype;
  fill(select("phone-microphone"), known.filter((one) => one.kind === "audioinput"), microphone);
  for (const [id, chosen] of [["phone-speaker", speaker], ["phone-ringer", ringer]] as const) {
    const list = select(id);
    fill(list, known.filter((one) => one.kind === "audiooutput"), chosen);
    list?.closest<HTMLElement>(".field")?.toggleAttribute("hidden", !canChoose);
  }
}

function fill(list: HTMLSelectElement | null, devices: MediaDeviceInfo[], chosen: string): void {
  const [standard] = list?.options ?? [];
  if (!list || !standard) return;
  const named = devices.filter((one) => one.label && one.deviceId && one.deviceId !== "default");
  list.replaceChildren(standard, ...named.map((one) => new Option(one.label, one.deviceId)));
  list.value = named.some((one) => one.deviceId === chosen) ? chosen : "";
}

/** Keep each choice as it is made, and say that something has changed. */
export function listenForChoices(changed: (what: keyof Choice) => void): void {
  const lists = { microphone: "phone-microphone", speaker: "phone-speaker", ringer: "phone-ringer" };
  for (const [what, id] of Object.entries(lists)) {
    const list = select(id);
    list?.addEventListener("change", () => {
      keep({ [what]: list.value });
      changed(what as keyof Choice);
    });
  }
  const volume = document.getElementById("phone-volume");
  if (volume instanceof HTMLInputElement) {
    volume.valueAsNumber = kept().volume;
    volume.addEventListener("input", () => {
      keep({ volume: volume.valueAsNumber });
      changed("volume");
    });
  }
  const cleaning = document.getElementById("phone-cleaning");
  if (cleaning instanceof HTMLInputElement) {
    cleaning.checked = kept().isCleaned;
    cleaning.addEventListener("change", () => {
      keep({ isCleaned: cleaning.checked });
      changed("isCleaned");
    });
  }
}
