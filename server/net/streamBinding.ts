/**
 * What Node's streams and the handles under them tell each other. There is no public name for it: where it is not as
 * expected it is `undefined` here, and whoever uses it has another way.
 */
export interface StreamBinding {
  /** What a write in the making is known by. */
  readonly WriteWrap: new () => WriteRequest;
  /** Of the latest call, by the numbers below. */
  readonly streamBaseState: ArrayLike<number>;
  readonly kReadBytesOrError: number;
  readonly kLastWriteWasAsync: number;
}

export interface WriteRequest {
  buffer?: Buffer;
  oncomplete?: (status: number) => void;
}

export const streamBinding = find();

function find(): StreamBinding | undefined {
  try {
    const { binding } = process as unknown as { binding(name: string): Partial<StreamBinding> };
    const found = binding.call(process, "stream_wrap");
    const { WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync } = found;
    if (typeof WriteWrap !== "function" || streamBaseState === undefined) return undefined;
    if (kReadBytesOrError === undefined || kLastWriteWasAsync === undefined) return undefined;
    return { WriteWrap, streamBaseState, kReadBytesOrError, kLastWriteWasAsync };
  } catch {
    return undefined;
  }
}
