/**
 * The typed arrays a state can hold, by the number that names each on the wire: append only. Float16Array is not
 * among them: a process on an older runtime could not read it.
 */
export const VIEW_TYPES = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
] as const

/** Bytes per element of `VIEW_TYPES[type]`. */
export function elementSize(type: number): number {
  const View = VIEW_TYPES[type]!
  return 'BYTES_PER_ELEMENT' in View ? View.BYTES_PER_ELEMENT : 1
}

const typeByTag = new Map<string, number>(VIEW_TYPES.map((View, type) => [`[object ${View.name}]`, type]))

/** The number of the view's type, or `undefined` if it has none. Subclasses (Node's Buffer) count as their base. */
export function viewType(view: ArrayBufferView): number | undefined {
  return typeByTag.get(Object.prototype.toString.call(view))
}

/** A view of the given type that owns `bytes`, which must start its buffer and fill it. */
export function viewOver(type: number, bytes: Uint8Array): ArrayBufferView {
  const View = VIEW_TYPES[type] as new (buffer: ArrayBuffer) => ArrayBufferView
  return new View(bytes.buffer as ArrayBuffer)
}

/** The bytes of an ArrayBuffer or a view, not copied. */
export function bytesOf(value: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value)
}
