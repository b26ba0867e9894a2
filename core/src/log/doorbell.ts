import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net'
import type { Segment } from '@lockstep/native'

/** Where a segment's wake-ups arrive. */
export interface Doorbell {
  /** Calls `listener` (one, replaced by the next call) in a later task after somebody rang. */
  onWake(listener: () => void): void
  /** Whether waiting keeps the process alive. Off at first. */
  keepAlive(on: boolean): void
  close(): void
}

export function createDoorbell(segment: Segment): Doorbell {
  return eventLoopPolls() ? inEventLoop(segment) : onThread(segment)
}

/**
 * On Windows a doorbell is an event, which no event loop polls; Bun's sockets never read a FIFO, and Deno refuses one.
 * `LOCKSTEP_DOORBELL=thread` lets the tests have the thread where the event loop would do.
 */
function eventLoopPolls(): boolean {
  return (
    process.platform !== 'win32' &&
    process.versions['bun'] === undefined &&
    !('Deno' in globalThis) &&
    process.env['LOCKSTEP_DOORBELL'] !== 'thread'
  )
}

/**
 * Polls the FIFO that others ring, in this thread's event loop. A socket with `onread` reads into one buffer and costs
 * no allocation a wake-up; a `'data'` listener is slower by half, a thread of its own by as much again.
 */
function inEventLoop(segment: Segment): Doorbell {
  let listener = () => {}
  const options: SocketConstructorOpts & ConnectOpts = {
    fd: segment.takeDoorbell(),
    readable: true,
    writable: false,
    onread: {
      buffer: new Uint8Array(256),
      // The bytes only say "look": any number of rings is one wake-up.
      callback: () => {
        listener()
        return true
      },
    },
  }
  const socket = new Socket(options)
  // The FIFO is read on our side alone; a failure would mean that the descriptor is gone with the segment.
  socket.on('error', () => listener())
  socket.unref()
  return {
    onWake(next) {
      listener = next
    },
    keepAlive(on) {
      if (on) socket.ref()
      else socket.unref()
    },
    close() {
      listener = () => {}
      socket.destroy()
    },
  }
}

/** Lets a thread of the addon's wait; it ends with the segment. */
function onThread(segment: Segment): Doorbell {
  let listener = () => {}
  segment.startWaiter(() => listener())
  return {
    onWake(next) {
      listener = next
    },
    keepAlive: segment.keepAlive,
    close() {
      // The thread may have called already: that call comes after the end, and finds nobody.
      listener = () => {}
    },
  }
}
