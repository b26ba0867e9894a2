import { loadAddon } from '../addon.js'
import { checkMaker, MAKER } from './maker.js'
import { checkOptions, flagOf, keyOf, labelOf, type NameOptions } from './names.js'
import { type NativeEvent, OUTCOME } from './native.js'
import {
  checkTimeout,
  openHere,
  openLater,
  type TimeoutOptions,
  type WaitOptions,
  waitAsync,
  waitHere,
} from './waiting.js'

export interface CreateEventOptions extends NameOptions {
  /** Throw `LOCKSTEP_EXISTS` where somebody has it open. */
  readonly exclusive?: boolean
}

/** How long to wait until somebody has created it. Default: not at all. */
export interface OpenEventOptions extends NameOptions, TimeoutOptions {}

/**
 * An event with a name, with which processes and threads wake each other. It resets itself:
 *
 * - `set` releases exactly one of those who wait at that moment;
 * - where nobody waits, the event stays set until one wait takes it; setting it again meanwhile changes nothing.
 *
 * So a set is never lost, a wait never returns more often than somebody has set, and an event counts nothing: what there
 * is to do belongs into shared memory. Who is released is not defined. An event lives as long as somebody has it open.
 *
 * @example
 * ```ts
 * const ready = NamedEvent.create({ name: 'acme.ready' })
 * await ready.waitAsync({ timeout: 5000 })       // here
 * NamedEvent.open({ name: 'acme.ready' }).set()  // in another process
 * ```
 */
export class NamedEvent {
  readonly name: string
  /** Whether this call created it: nobody had it open. */
  readonly created: boolean
  readonly #label: string
  readonly #native: NativeEvent

  private constructor(name: string, native: NativeEvent, by: unknown) {
    checkMaker('NamedEvent', by)
    this.name = name
    this.created = native.created
    this.#label = labelOf('Event', name)
    this.#native = native
  }

  /**
   * Creates the event, or joins it where somebody has it open.
   *
   * @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS, LOCKSTEP_EXISTS (`exclusive`), LOCKSTEP_PERMISSION, LOCKSTEP_NO_SPACE,
   * LOCKSTEP_BUSY, LOCKSTEP_DAMAGED, LOCKSTEP_NATIVE, LOCKSTEP_SYSTEM
   */
  static create(options: CreateEventOptions): NamedEvent {
    checkOptions('Event', options, ['name', 'scope', 'exclusive'])
    const key = keyOf('Event', options)
    const label = labelOf('Event', options.name)
    const exclusive = flagOf(label, 'exclusive', options.exclusive)
    return new NamedEvent(
      options.name,
      loadAddon().openEvent({ label, key, create: true, exclusive })!,
      MAKER,
    )
  }

  /**
   * Joins the event; blocks this thread for up to `timeout` until somebody has created it.
   *
   * @throws LOCKSTEP_NOT_FOUND, LOCKSTEP_TIMEOUT where a timeout was given, and what `create` throws
   */
  static open(options: OpenEventOptions): NamedEvent {
    checkOptions('Event', options, ['name', 'scope', 'timeout'])
    const attempt = openAttempt(options)
    const native = openHere(
      labelOf('Event', options.name),
      options.timeout === undefined ? 0 : options.timeout,
      attempt,
    )
    return new NamedEvent(options.name, native, MAKER)
  }

  /**
   * Joins the event as soon as somebody has created it, without blocking.
   *
   * @throws LOCKSTEP_TIMEOUT, the signal's reason, and what `create` throws
   */
  static async openAsync(options: NameOptions & WaitOptions): Promise<NamedEvent> {
    checkOptions('Event', options, ['name', 'scope', 'timeout', 'signal'])
    const native = await openLater(labelOf('Event', options.name), options, openAttempt(options))
    return new NamedEvent(options.name, native, MAKER)
  }

  /** Releases one who waits, or else the next one who will. @throws LOCKSTEP_CLOSED */
  set(): void {
    this.#native.set()
  }

  /**
   * Blocks this thread until this wait is released, or for `timeout` milliseconds.
   *
   * @returns false after the timeout; `wait({ timeout: 0 })` takes a set that is there, and does not wait
   * @throws LOCKSTEP_CLOSED, LOCKSTEP_OPTIONS
   */
  wait({ timeout = Number.POSITIVE_INFINITY }: TimeoutOptions = {}): boolean {
    checkTimeout(this.#label, timeout)
    return waitHere(timeout, slice => this.#native.wait(slice)) === OUTCOME.done
  }

  /**
   * Waits without blocking, on a thread of its own; keeps the process alive meanwhile.
   *
   * @returns false after the timeout. A set that came together with the abort or the timeout is not lost: either this
   * resolves with true, or another wait gets it
   * @throws LOCKSTEP_CLOSED (also when it is closed meanwhile), LOCKSTEP_OPTIONS, the signal's reason
   */
  async waitAsync(options: WaitOptions = {}): Promise<boolean> {
    return (await waitAsync(this.#label, options, this.#native.waitAsync)) === OUTCOME.done
  }

  /** Ends what waits here. The event lives on as long as others have it open. */
  close(): void {
    this.#native.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

function openAttempt(options: NameOptions): () => NativeEvent | null {
  const key = keyOf('Event', options)
  const label = labelOf('Event', options.name)
  return () => loadAddon().openEvent({ label, key, create: false, exclusive: false })
}
