/** Bytes that lines are read from, one and four at a time. */

export interface LineBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** One class for all buffers, so that the engine sees one kind of object. */
export function lineBytes({ buffer, byteOffset, length }: Uint8Array): LineBytes {
  return {
    bytes: new Uint8Array(buffer, byteOffset, length),
    view: new DataView(buffer, byteOffset, length),
  };
}
