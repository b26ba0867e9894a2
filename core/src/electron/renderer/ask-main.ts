import { LockstepError } from '../../errors/errors.js'
import { toldError } from '../../relay/client/link.js'
import type { Port } from '../../relay/port.js'
import { fromTarget } from '../../relay/target-port.js'
import type { ConnectMessage, FirstMessage } from '../messages.js'
import { findPreload } from './find-preload.js'
import { messageOf, type PagePort, type PageWindow } from './page-window.js'

/** So long main may take to begin with an answer: it may be starting up. Milliseconds. */
const ANSWER_WITHIN = 10_000

/**
 * What `connectStore` makes its ports with: each call asks main, through the preload, to serve the store `name` at the
 * other end of a new channel, and resolves when somebody does. Rejects with a LockstepError where that is of no use to
 * try again: the first time, that is. Where a page was served once, it is served again sooner or later.
 */
export function askMain(page: PageWindow, name: string): () => Promise<Port> {
  // Not for secrecy: main has to tell whose connection broke.
  const client = Math.random().toString(36).slice(2)
  let served = false
  return async () => {
    if (!(await findPreload(page))) throw noPreload(name)
    const { port1, port2 } = new page.MessageChannel()
    const message: ConnectMessage = { lockstep: 'connect', store: name, client }
    page.postMessage(message, '*', [port2])
    const answer = await firstMessage(port1)
    if (answer?.lockstep === 'serving') {
      served = true
      return fromTarget(port1)
    }
    port1.close()
    if (answer === undefined && !served) throw noAnswer(name)
    if (answer?.lockstep === 'refused' && isFinal(answer, served))
      throw toldError(answer.code, answer.message)
    throw new Error(`Nobody serves the store "${name}" at the moment`)
  }
}

/** A store that main does not know any more is on its way from one who serves it to the next. */
function isFinal({ final, code }: FirstMessage & { lockstep: 'refused' }, served: boolean): boolean {
  return final && !(served && code === 'LOCKSTEP_NOT_FOUND')
}

/** Somebody's first word over `port`; `undefined` if there is none in time, `closed` if there never will be. */
function firstMessage(port: PagePort): Promise<FirstMessage | { lockstep: 'closed' } | undefined> {
  return new Promise(resolve => {
    const done = (answer: FirstMessage | { lockstep: 'closed' } | undefined) => {
      clearTimeout(timer)
      port.removeEventListener('message', heard)
      port.removeEventListener('close', closed)
      // In this turn of the event loop: whoever listens next misses nothing.
      resolve(answer)
    }
    const heard = ({ data }: { data?: unknown }) => {
      const says = messageOf(data)
      if (says === 'serving' || says === 'refused') done(data as FirstMessage)
    }
    const closed = () => done({ lockstep: 'closed' })
    const timer = setTimeout(() => done(undefined), ANSWER_WITHIN)
    port.addEventListener('message', heard)
    port.addEventListener('close', closed)
    port.start()
  })
}

function noPreload(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_PRELOAD',
    `The page asked for the store "${name}", and no preload of Lockstep answered: put import '@lockstep/core/electron/preload' ` +
      'into the preload of this window (bundled into it, if the window is sandboxed), and see in its console that it has run',
  )
}

function noAnswer(name: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_NOT_FOUND',
    `The page asked for the store "${name}", and nobody in Electron's main process answered for ${ANSWER_WITHIN / 1000} s: ` +
      'call serveWindows(store) there, before the window is opened',
  )
}
