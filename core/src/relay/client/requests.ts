import type { Answer, Ask } from '../protocol.js'
import { toldError } from './link.js'

/** Questions to the server. Those without an answer are asked again when a connection is back. */
export interface Requests {
  ask(what: Ask['what']): Promise<unknown>
  answered(answer: Answer): void
  askAgain(): void
  end(error: Error): void
}

interface Open {
  readonly message: Ask
  resolve(value: unknown): void
  reject(error: Error): void
}

/** @param send sends if there is a connection */
export function createRequests(send: (message: Ask) => void): Requests {
  const open = new Map<number, Open>()
  let last = 0
  return {
    ask(what) {
      last += 1
      const message: Ask = { type: 'ask', request: last, what }
      return new Promise((resolve, reject) => {
        open.set(message.request, { message, resolve, reject })
        send(message)
      })
    },
    answered({ request, code, message, value }) {
      const asked = open.get(request)
      open.delete(request)
      if (code === '') asked?.resolve(value)
      else asked?.reject(toldError(code, message))
    },
    askAgain() {
      for (const { message } of open.values()) send(message)
    },
    end(error) {
      for (const { reject } of open.values()) reject(error)
      open.clear()
    },
  }
}
