// Runs in every page of an operator's browser before the page's own scripts: keeps what the
// operator hears and what their telephone says of itself, and turns off what would take a steady
// tone for noise.
(() => {
  const media = navigator.mediaDevices;
  if (!media) return; // the page comes from elsewhere than this machine
  const ask = media.getUserMedia.bind(media);
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  media.getUserMedia = (wanted = {}) => {
    if (!wanted.audio) return ask(wanted);
    const audio = wanted.audio === true ? {} : wanted.audio;
    return ask({ ...wanted, audio: { ...audio, ...plain } });
  };

  const listen = (track) => {
    const stream = new MediaStream([track]);
    const player = new Audio(); // without one that plays it, a remote stream stays silent
    player.srcObject = stream;
    player.muted = true;
    player.play().catch(() => {});
    const context = new AudioContext({ sampleRate: 8000 });
    // a worklet would have to be loaded from an address, which the pages' policy forbids
    const tap = context.createScriptProcessor(1024, 1, 1);
    tap.onaudioprocess = ({ inputBuffer }) => {
      const samples = Int16Array.from(inputBuffer.getChannelData(0), (one) => one * 32767);
      const bytes = new Uint8Array(samples.buffer);
      window.linkaHears(btoa(String.fromCharCode(...bytes)));
    };
    context.createMediaStreamSource(stream).connect(tap);
    tap.connect(context.destination);
    track.addEventListener("ended", () => context.close(), { once: true });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const tell = () => window.linkaPhoneIs(document.body.dataset.phone ?? "");
    tell();
    new MutationObserver(tell).observe(document.body, { attributeFilter: ["data-phone"] });
  });

  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...settings) {
      super(...settings);
      this.addEventListener("track", ({ track }) => listen(track));
    }
  };
})();
