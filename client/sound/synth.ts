/** A synthesizer: oscillators and noise with short envelopes, and a compressor at the output. */

const MASTER = 0.5;

interface Tone {
  wave: OscillatorType;
  /** Hertz. */
  from: number;
  to: number;
  seconds: number;
  gain: number;
  /** Seconds. */
  delay?: number;
}

interface Noise {
  /** Cut-off frequency of the low-pass filter, hertz. */
  from: number;
  to: number;
  seconds: number;
  gain: number;
}

export class Synth {
  private readonly context = new AudioContext();
  private readonly out: AudioNode;
  private readonly noiseBuffer: AudioBuffer;
  private bus: GainNode;
  /** Random factor of all pitches of a sound, so that repeated shots do not sound mechanical. */
  private pitch = 1;

  constructor() {
    const master = new GainNode(this.context, { gain: MASTER });
    master
      .connect(new DynamicsCompressorNode(this.context, { threshold: -18 }))
      .connect(this.context.destination);
    this.out = master;
    this.bus = new GainNode(this.context);
    this.noiseBuffer = whiteNoise(this.context);
  }

  get now(): number {
    return this.context.currentTime;
  }

  get running(): boolean {
    return this.context.state === "running";
  }

  resume(): void {
    // If the browser refuses, the next gesture tries again.
    if (!this.running) this.context.resume().catch(() => {});
  }

  suspend(): void {
    this.context.suspend().catch(() => {});
  }

  /** Begins a sound: sets the volume of the following tones and noises. */
  start(volume: number): void {
    this.bus = new GainNode(this.context, { gain: volume });
    this.bus.connect(this.out);
    this.pitch = 0.95 + 0.1 * Math.random();
  }

  tone({ wave, from, to, seconds, gain, delay = 0 }: Tone): void {
    const begin = this.now + delay;
    const oscillator = new OscillatorNode(this.context, { type: wave, frequency: from * this.pitch });
    oscillator.frequency.setValueAtTime(from * this.pitch, begin);
    oscillator.frequency.exponentialRampToValueAtTime(to * this.pitch, begin + seconds);
    oscillator.connect(this.envelope(begin, seconds, gain));
    oscillator.start(begin);
    oscillator.stop(begin + seconds);
  }

  noise({ from, to, seconds, gain }: Noise): void {
    const begin = this.now;
    const source = new AudioBufferSourceNode(this.context, { buffer: this.noiseBuffer });
    const filter = new BiquadFilterNode(this.context, { type: "lowpass", frequency: from });
    filter.frequency.setValueAtTime(from, begin);
    filter.frequency.exponentialRampToValueAtTime(to, begin + seconds);
    source.connect(filter).connect(this.envelope(begin, seconds, gain));
    source.start(begin, Math.random() * 0.5, seconds);
  }

  private envelope(begin: number, seconds: number, gain: number): GainNode {
    const node = new GainNode(this.context, { gain: 0 });
    node.gain.setValueAtTime(0, begin);
    node.gain.linearRampToValueAtTime(gain, begin + 0.004);
    node.gain.exponentialRampToValueAtTime(0.0008, begin + seconds);
    node.connect(this.bus);
    return node;
  }
}

function whiteNoise(context: AudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, context.sampleRate * 1.6, context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = 2 * Math.random() - 1;
  return buffer;
}
