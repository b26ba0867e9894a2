import { loadAddon } from '../addon.js'
import { lockstepError } from '../errors.js'
import { checkMaker, MAKER } from './maker.js'
import { checkOptions, flagOf, keyOf, labelOf, type NameOptions } from './names.js'
import { type NativeMutex, OUTCOME } from './native.js'
import {
  checkTimeout,
  openHere,
  openLater,
  type TimeoutOptions,
  type WaitOptions,
  waitAsync,
  waitHere,
} from './waiting.js'

export interface CreateMutexOptions extends NameOptions {
  /** Throw `LOCKSTEP_EXISTS` where somebody has it open. */
  readonly exclusive?: boolean
}

/** How long to wait until somebody has created it. Default: not at all. */
export interface OpenMutexOptions extends NameOptions, TimeoutOptions {}

/** A mutex that is held. `using held = mutex.lock()` unlocks at the end of the block. */
export interface Held {
  /**
   * The last owner ended, or closed its handle, without unlocking: what the mutex protects may be half changed. Told once.
   */
  readonly abandoned: boolean
  /** Unlocks, unless that was done. */
  [Symbol.dispose](): void
}

/**
 * A mutex with a name, for processes and threads. Its owner is the handle that locked it, in whatever thread: to have two
 * owners in one thread, open it twice. An owner that dies lets go of it, and the next one is told (`abandoned`). Who gets
 * it next is not defined. A mutex lives as long as somebody has it open.
 *
 * @example
 * ```ts
 * const mutex = Mutex.create({ name: 'acme.window' })
 * const { abandoned } = mutex.lock({ timeout: 1000 })
 * try {
 *   if (abandoned) repair()
 *   change()
 * } finally {
 *   mutex.unlock()
 * }
 * ```
 */
export class Mutex {
  readonly name: string
  /** Whether this call created it: nobody had it open. */
  readonly created: boolean
  readonly #label: string
  readonly #native: NativeMutex
  #state: 'free' | 'waiting' | 'held' | 'closed' = 'free'
  #current: Held | undefined

  private constructor(name: string, native: NativeMutex, by: unknown) {
    checkMaker('Mutex', by)
    this.name = name
    this.created = native.created
    this.#label = labelOf('Mutex', name)
    this.#native = native
  }

  /**
   * Creates the mutex, which nobody owns, or joins it where somebody has it open.
   *
   * @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS, LOCKSTEP_EXISTS (`exclusive`), LOCKSTEP_PERMISSION, LOCKSTEP_NO_SPACE,
   * LOCKSTEP_BUSY, LOCKSTEP_DAMAGED, LOCKSTEP_NATIVE, LOCKSTEP_SYSTEM
   */
  static create(options: CreateMutexOptions): Mutex {
    checkOptions('Mutex', options, ['name', 'scope', 'exclusive'])
    const key = keyOf('Mutex', options)
    const label = labelOf('Mutex', options.name)
    const exclusive = flagOf(label, 'exclusive', options.exclusive)
    return new Mutex(options.name, loadAddon().openMutex({ label, key, create: true, exclusive })!, MAKER)
  }

  /**
   * Joins the mutex; blocks this thread for up to `timeout` until somebody has created it.
   *
   * @throws LOCKSTEP_NOT_FOUND, LOCKSTEP_TIMEOUT where a timeout was given, and what `create` throws
   */
  static open(options: OpenMutexOptions): Mutex {
    checkOptions('Mutex', options, ['name', 'scope', 'timeout'])
    const attempt = openAttempt(options)
    return new Mutex(
      options.name,
      openHere(labelOf('Mutex', options.name), options.timeout === undefined ? 0 : options.timeout, attempt),
      MAKER,
    )
  }

  /**
   * Joins the mutex as soon as somebody has created it, without blocking.
   *
   * @throws LOCKSTEP_TIMEOUT, the signal's reason, and what `create` throws
   */
  static async openAsync(options: NameOptions & WaitOptions): Promise<Mutex> {
    checkOptions('Mutex', options, ['name', 'scope', 'timeout', 'signal'])
    const native = await openLater(labelOf('Mutex', options.name), options, openAttempt(options))
    return new Mutex(options.name, native, MAKER)
  }

  /** Whether this handle is the owner. */
  get held(): boolean {
    return this.#state === 'held'
  }

  /**
   * Blocks this thread until this handle is the owner.
   *
   * @throws LOCKSTEP_TIMEOUT after `timeout` milliseconds; LOCKSTEP_OWNER where this handle is the owner already or waits
   * to be; LOCKSTEP_CLOSED, LOCKSTEP_OPTIONS, LOCKSTEP_SYSTEM
   */
  lock({ timeout = Number.POSITIVE_INFINITY }: TimeoutOptions = {}): Held {
    checkTimeout(this.#label, timeout)
    this.#mustBeFree()
    return this.#settle(waitHere(timeout, slice => this.#native.lock(slice))) ?? this.#timedOut(timeout)
  }

  /** The same without waiting: undefined where somebody else is the owner. */
  tryLock(): Held | undefined {
    this.#mustBeFree()
    return this.#settle(this.#native.lock(0))
  }

  /**
   * The same without blocking: waits on a thread of its own, and keeps the process alive meanwhile.
   *
   * @throws what `lock` does, and the signal's reason; LOCKSTEP_CLOSED also when it is closed meanwhile
   */
  async lockAsync(options: WaitOptions = {}): Promise<Held> {
    this.#mustBeFree()
    if (this.#state === 'free') this.#state = 'waiting'
    try {
      const outcome = await waitAsync(this.#label, options, this.#native.lockAsync)
      return this.#settle(outcome) ?? this.#timedOut(options.timeout)
    } finally {
      if (this.#state === 'waiting') this.#state = 'free'
    }
  }

  /** Lets the next one in. @throws LOCKSTEP_OWNER where this handle is not the owner, LOCKSTEP_CLOSED */
  unlock(): void {
    if (this.#state === 'free' || this.#state === 'waiting')
      throw lockstepError(
        'LOCKSTEP_OWNER',
        `${this.#label}: this handle does not own it, so it cannot unlock it. Unlock with the handle that locked, and once.`,
      )
    this.#native.unlock()
    this.#state = 'free'
  }

  /**
   * Gives the handle up. An owner that closes without unlocking abandons the mutex, and the next owner is told: unlock
   * first where what it protects is whole.
   */
  close(): void {
    this.#state = 'closed'
    this.#native.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #mustBeFree(): void {
    if (this.#state === 'free' || this.#state === 'closed') return
    throw lockstepError(
      'LOCKSTEP_OWNER',
      this.#state === 'held'
        ? `${this.#label}: this handle owns it already, and would wait for itself. Unlock it first, or open it once more.`
        : `${this.#label}: this handle is waiting for it already. Await that, or open it once more.`,
    )
  }

  #settle(outcome: number): Held | undefined {
    if (outcome !== OUTCOME.done && outcome !== OUTCOME.abandoned) return undefined
    this.#state = 'held'
    const held: Held = {
      abandoned: outcome === OUTCOME.abandoned,
      // Not a later lock of this handle's.
      [Symbol.dispose]: () => {
        if (this.#state === 'held' && this.#current === held) this.unlock()
      },
    }
    this.#current = held
    return held
  }

  #timedOut(timeout: number | undefined): never {
    throw lockstepError(
      'LOCKSTEP_TIMEOUT',
      `${this.#label}: its owner did not unlock it within ${timeout} ms. See what holds it for so long, or wait longer.`,
    )
  }
}

function openAttempt(options: NameOptions): () => NativeMutex | null {
  const key = keyOf('Mutex', options)
  const label = labelOf('Mutex', options.name)
  return () => loadAddon().openMutex({ label, key, create: false, exclusive: false })
}
