import { isLockstepError, LockstepError, type LockstepErrorCode } from '../../errors/errors.js'
import { decodeServerFrame, protocolError } from '../decode-frame.js'
import { encodeClientFrame } from '../encode-client-frame.js'
import type { Port } from '../port.js'
import {
  type ClientMessage,
  type Hello,
  PROTOCOL_VERSION,
  type ServerMessage,
  type Welcome,
} from '../protocol.js'
import { type SilenceWatch, watchSilence } from '../silence.js'

/** Where a client's ports come from. */
export interface PortMaker {
  /** Makes a port. A LockstepError says that it never will, anything else that there is none yet. */
  readonly open: () => Promise<Port>
  /** Whether it can be called again. */
  readonly again: boolean
}

/** After how much received the server is told. */
const ACKNOWLEDGE_BYTES = 64 * 1024
const FIRST_PAUSE = 50
const LONGEST_PAUSE = 5000

/** A client's connection to whoever serves the store, made again as often as it breaks. */
export interface Link {
  /** Whether the server has said welcome. */
  readonly live: boolean
  /** Sends, if there is a connection. */
  send(message: ClientMessage): void
  keepAlive(on: boolean): void
  close(): void
}

export interface LinkOptions {
  readonly name: string
  readonly source: PortMaker
  /** The first message of a connection. */
  hello(): Hello
  onWelcome(message: Welcome): void
  /** Called for every other message; what it throws ends the connection, which is then made again. */
  onMessage(message: Exclude<ServerMessage, Welcome>): void
  /** There is no connection, for now. */
  onOffline(): void
  /** There will be none any more. */
  onEnd(error: Error): void
}

export function createLink(options: LinkOptions): Link {
  const { name, source } = options
  let port: Port | undefined
  let silence: SilenceWatch | undefined
  let live = false
  let closed = false
  // Who waits for the first state must not see its process end before.
  let alive = true
  let pause = FIRST_PAUSE
  let timer: ReturnType<typeof setTimeout> | undefined
  let received = 0
  let acknowledged = 0

  async function connect(): Promise<void> {
    timer = undefined
    // Whoever made this link has it by then.
    await undefined
    if (closed) return
    let opened: Port
    try {
      opened = await source.open()
    } catch (error) {
      if (closed) return
      return isLockstepError(error) ? end(error) : retry()
    }
    if (closed) return opened.close()
    port = opened
    received = 0
    acknowledged = 0
    silence = watchSilence(opened, true, () => broken(opened))
    opened.keepAlive(alive)
    opened.listen(
      frame => port === opened && receive(frame),
      () => broken(opened),
    )
    opened.send(encodeClientFrame(options.hello()))
  }

  function receive(frame: Uint8Array | undefined): void {
    silence?.heard()
    try {
      if (frame === undefined) throw protocolError('it is not made of bytes')
      const message = decodeServerFrame(frame)
      if (message.type === 'pong') return
      if (message.type === 'end') {
        ended(message.final, message.code, message.message)
        return
      }
      if (message.type === 'welcome') {
        welcome(message)
        return
      }
      if (!live) throw protocolError(`a ${message.type} before the welcome`)
      if (message.type !== 'drain') received += frame.length
      options.onMessage(message)
      if (received - acknowledged < ACKNOWLEDGE_BYTES) return
      acknowledged = received
      send({ type: 'received', bytes: received })
    } catch (error) {
      // The server, or what is between, is not what it should be. With a new connection the state comes whole.
      if (port === undefined) throw error
      const opened = port
      opened.close()
      broken(opened, error as Error)
    }
  }

  function welcome(message: Welcome): void {
    if (live) throw protocolError('a second welcome')
    if (message.protocol !== PROTOCOL_VERSION) throw protocolError(`it speaks version ${message.protocol}`)
    live = true
    pause = FIRST_PAUSE
    options.onWelcome(message)
  }

  function ended(final: boolean, code: string, text: string): void {
    const error = new LockstepError(code as LockstepErrorCode, withoutCode(text))
    const opened = port!
    opened.close()
    if (final) end(error)
    else broken(opened, error)
  }

  function broken(which: Port, cause?: Error): void {
    if (port !== which || closed) return
    port = undefined
    live = false
    silence?.stop()
    if (!source.again) {
      end(disconnected(name, cause))
      return
    }
    options.onOffline()
    retry()
  }

  function retry(): void {
    // Not all clients of a server that went away at the same instant.
    timer = setTimeout(connect, pause * (0.5 + Math.random()))
    if (!alive) (timer as { unref?(): void }).unref?.()
    pause = Math.min(pause * 2, LONGEST_PAUSE)
  }

  function end(error: Error): void {
    if (closed) return
    close()
    options.onEnd(error)
  }

  function send(message: ClientMessage): void {
    port?.send(encodeClientFrame(message))
  }

  function close(): void {
    closed = true
    live = false
    clearTimeout(timer)
    silence?.stop()
    port?.close()
    port = undefined
  }

  void connect()
  return {
    get live() {
      return live
    },
    send,
    keepAlive(on) {
      alive = on
      port?.keepAlive(on)
      const held = timer as { ref?(): void; unref?(): void } | undefined
      if (on) held?.ref?.()
      else held?.unref?.()
    },
    close,
  }
}

/** The reference to the documentation is added again by the error that is made of it. */
function withoutCode(message: string): string {
  return message.replace(/ \(LOCKSTEP_[A-Z_]+: see [^)]*\)$/, '')
}

/** An error that a server told of. */
export function toldError(code: string, message: string): LockstepError {
  return new LockstepError(code as LockstepErrorCode, withoutCode(message))
}

function disconnected(name: string, cause: Error | undefined): LockstepError {
  return new LockstepError(
    'LOCKSTEP_DISCONNECTED',
    `The connection to whoever serves the store "${name}" has ended, and a single port cannot be made again: ` +
      'connect anew, or give connectStore a function that makes a port, and it comes back by itself',
    { cause },
  )
}
