/**
 * Runs `task` in a later task of the event loop, so that timers, input and other sockets have their turn in between.
 * Taken when the module loads: a test's fake clock must not stop a store.
 */
export const later: (task: () => void) => void =
  typeof setImmediate === 'function'
    ? setImmediate
    : typeof MessageChannel === 'function'
      ? overMessageChannel()
      : task => {
          setTimeout(task, 0)
        }

/** The part of a page's MessageChannel that is needed; Node's types leave `onmessage` out. */
interface Channel {
  readonly port1: { onmessage: (() => void) | null }
  readonly port2: { postMessage(message: unknown): void }
}

/** Pages have no setImmediate, and their timers are held back to 4 ms and, in hidden tabs, to a second. */
function overMessageChannel(): (task: () => void) => void {
  const tasks: (() => void)[] = []
  let channel: Channel | undefined
  return task => {
    if (channel === undefined) {
      channel = new MessageChannel() as unknown as Channel
      channel.port1.onmessage = () => tasks.shift()?.()
    }
    tasks.push(task)
    channel.port2.postMessage(undefined)
  }
}
