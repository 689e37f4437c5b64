// The file of the waveform: "SKPK", version, moments a second, two bytes, how many; then lowest and highest.
const HEADER = 12;
const MARK = "SKPK";

/** Give a function from places (50 a second, the last one not included) to the lowest and highest sample. */
export function readPeaks(bytes) {
  if (bytes.byteLength < HEADER) return null;
  const view = new DataView(bytes);
  const mark = String.fromCharCode(...new Uint8Array(bytes, 0, 4));
  if (mark !== MARK || view.getUint8(4) !== 1 || view.getUint8(5) !== 50) return null;
  const samples = new Int8Array(bytes, HEADER);
  return (first, last) => {
    let [low, high] = [0, 0];
    for (let place = Math.max(0, first) * 2; place < last * 2 && place + 1 < samples.length; place += 2) {
      low = Math.min(low, samples[place]);
      high = Math.max(high, samples[place + 1]);
    }
    return [low, high];
  };
}
