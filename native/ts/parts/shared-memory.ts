import { Buffer } from 'node:buffer'
import { loadAddon } from '../addon.js'
import { lockstepError } from '../errors.js'
import { checkMaker, MAKER } from './maker.js'
import {
  type Access,
  type CreateMemoryOptions,
  type MemoryPlace,
  memoryOptions,
  type ViewOptions,
} from './memory-options.js'
import type { MemoryOptions, NativeMemory } from './native.js'
import { openHere, openLater, type TimeoutOptions, type WaitOptions } from './waiting.js'

/** How long to wait until somebody has created it. Default: not at all. */
export type OpenMemoryOptions = MemoryPlace & ViewOptions & TimeoutOptions

/** Bytes in front of a string: the number of bytes that follow. */
const LENGTH_BYTES = 4

/**
 * Memory that processes share by its name, or a file that they map. It lives as long as somebody has it open; a file
 * stays. Bytes are copied in and out: there is no JavaScript view over it, because Electron allows none. Nothing orders
 * the reads and writes of several processes but what they use for that: a `Mutex`, or a `NamedEvent`.
 *
 * @example
 * ```ts
 * const memory = SharedMemory.create({ name: 'acme.window', bytes: 4096 })
 * memory.writeBigUint64(0x1a2b3c4d5e6fn, 0)
 * memory.writeString('Untitled', 8)
 *
 * const other = SharedMemory.open({ name: 'acme.window', access: 'readonly', timeout: 5000 }) // in another process
 * other.readString(8) // 'Untitled'
 * ```
 */
export class SharedMemory {
  /** Whether this call created it. */
  readonly created: boolean
  /** Of the whole memory. */
  readonly bytes: number
  /** Where this view begins in it. */
  readonly offset: number
  /** Bytes of this view. */
  readonly length: number
  readonly access: Access
  readonly #label: string
  readonly #native: NativeMemory

  private constructor(options: MemoryOptions, native: NativeMemory, by: unknown) {
    checkMaker('SharedMemory', by)
    this.created = native.created
    this.bytes = native.bytes
    this.offset = options.offset
    this.length = native.length
    this.access = options.access
    this.#label = options.label
    this.#native = native
  }

  /**
   * Creates memory that is all zeros, or joins the one that somebody has open; makes the file, or maps the one that is
   * there. All of the memory is taken at once.
   *
   * @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS, LOCKSTEP_EXISTS (`exclusive`, or the one that is there is smaller),
   * LOCKSTEP_NOT_FOUND (the file's directory), LOCKSTEP_PERMISSION, LOCKSTEP_NO_SPACE, LOCKSTEP_BUSY, LOCKSTEP_NATIVE,
   * LOCKSTEP_SYSTEM
   */
  static create(options: CreateMemoryOptions): SharedMemory {
    const native = memoryOptions(options, 'create', ['bytes', 'exclusive'])
    return new SharedMemory(native, loadAddon().openMemory(native)!, MAKER)
  }

  /**
   * Opens memory; blocks this thread for up to `timeout` until somebody has created it. An empty file counts as none.
   *
   * @throws LOCKSTEP_NOT_FOUND, LOCKSTEP_TIMEOUT where a timeout was given, and what `create` throws
   */
  static open(options: OpenMemoryOptions): SharedMemory {
    const native = memoryOptions(options, 'open', ['timeout'])
    return new SharedMemory(
      native,
      openHere(native.label, options.timeout === undefined ? 0 : options.timeout, () =>
        loadAddon().openMemory(native),
      ),
      MAKER,
    )
  }

  /**
   * Opens memory as soon as somebody has created it, without blocking.
   *
   * @throws LOCKSTEP_TIMEOUT, the signal's reason, and what `create` throws
   */
  static async openAsync(options: MemoryPlace & ViewOptions & WaitOptions): Promise<SharedMemory> {
    const native = memoryOptions(options, 'open', ['timeout', 'signal'])
    return new SharedMemory(
      native,
      await openLater(native.label, options, () => loadAddon().openMemory(native)),
      MAKER,
    )
  }

  /**
   * Copies bytes out.
   *
   * @param into an array to fill, or the number of bytes of a new one
   * @param offset within the view
   * @returns the array
   * @throws LOCKSTEP_OPTIONS where the bytes do not all lie in the view, LOCKSTEP_CLOSED, LOCKSTEP_DAMAGED (the file
   * was cut short)
   */
  read<Into extends ArrayBufferView>(into: Into, offset?: number): Into
  read(length: number, offset?: number): Uint8Array
  read(into: ArrayBufferView | number, offset = 0): ArrayBufferView {
    if (typeof into === 'number' && !(Number.isInteger(into) && into >= 0 && into <= this.length - offset))
      this.#outside(into, offset)
    const target = typeof into === 'number' ? new Uint8Array(into) : into
    this.#native.read(this.#bytesOf(target), offset)
    return target
  }

  /**
   * Copies bytes in; a string as UTF-8, without its length.
   *
   * @param offset within the view
   * @returns the number of bytes
   * @throws LOCKSTEP_READONLY, and what `read` throws
   */
  write(from: ArrayBufferView | ArrayBuffer | string, offset = 0): number {
    const bytes = typeof from === 'string' ? Buffer.from(from) : this.#bytesOf(from)
    this.#native.write(bytes, offset)
    return bytes.byteLength
  }

  /** Copies a string in, as UTF-8 behind its length (4 bytes). Returns the number of bytes. @throws as `write` */
  writeString(text: string, offset = 0): number {
    if (typeof text !== 'string')
      throw lockstepError('LOCKSTEP_OPTIONS', `${this.#label}: expected a string.`)
    const bytes = Buffer.alloc(LENGTH_BYTES + Buffer.byteLength(text))
    bytes.writeUInt32LE(bytes.length - LENGTH_BYTES)
    bytes.write(text, LENGTH_BYTES)
    return this.write(bytes, offset)
  }

  /** A string that `writeString` wrote. @throws LOCKSTEP_DAMAGED where there is none, and what `read` throws */
  readString(offset = 0): string {
    const length = Buffer.from(this.read(LENGTH_BYTES, offset).buffer).readUInt32LE()
    if (length > this.length - offset - LENGTH_BYTES)
      throw lockstepError(
        'LOCKSTEP_DAMAGED',
        `${this.#label}: no string of writeString's begins at ${offset}: its length would be ${length}.`,
      )
    return Buffer.from(this.read(length, offset + LENGTH_BYTES).buffer).toString()
  }

  /** Copies 64 bits in, such as a window's handle; little-endian. Returns 8. @throws as `write` */
  writeBigUint64(value: bigint, offset = 0): number {
    if (typeof value !== 'bigint' || value !== BigInt.asUintN(64, value))
      throw lockstepError('LOCKSTEP_OPTIONS', `${this.#label}: expected a bigint from 0n to 2n ** 64n - 1n.`)
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(value)
    return this.write(bytes, offset)
  }

  /** 64 bits that `writeBigUint64` wrote. @throws as `read` */
  readBigUint64(offset = 0): bigint {
    return Buffer.from(this.read(8, offset).buffer).readBigUInt64LE()
  }

  /**
   * Returns when the disk has what any process wrote to the file through this view's part; then it survives a power cut.
   * What has a name is on no disk, and nothing happens.
   *
   * @throws LOCKSTEP_READONLY (`copy-on-write`), LOCKSTEP_CLOSED, LOCKSTEP_DAMAGED, LOCKSTEP_NO_SPACE, LOCKSTEP_SYSTEM
   */
  flush(): void {
    this.#native.flush()
  }

  /** Unmaps it. Idempotent. */
  close(): void {
    this.#native.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #bytesOf(data: unknown): Uint8Array {
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    if (Object.prototype.toString.call(data) === '[object ArrayBuffer]')
      return new Uint8Array(data as ArrayBuffer)
    throw lockstepError(
      'LOCKSTEP_OPTIONS',
      `${this.#label}: expected bytes: a typed array, DataView or Buffer.`,
    )
  }

  /** Before an array of that length is made. */
  #outside(length: number, offset: number): never {
    throw lockstepError(
      'LOCKSTEP_OPTIONS',
      `${this.#label}: ${length} bytes at ${offset} do not lie in the view, which has ${this.length} bytes.`,
    )
  }
}
