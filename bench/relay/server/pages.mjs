import { WebSocketServer } from 'ws'

/** @typedef {(task: string, parameters: object) => Promise<any>} CallPage */

/** The serving process's line to the pages: apart from what is measured, and silent meanwhile. */
export function createPages() {
  const sockets = new WebSocketServer({ noServer: true })
  /** @type {CallPage[]} */
  const pages = []
  /** @type {(() => void)[]} */
  let waiting = []

  sockets.on('connection', socket => {
    /** @type {Map<number, { resolve(result: unknown): void, reject(error: Error): void }>} */
    const calls = new Map()
    let last = 0
    socket.on('message', data => {
      const { id, result, error } = JSON.parse(String(data))
      const call = calls.get(id)
      calls.delete(id)
      if (error) call?.reject(new Error(`in a page: ${error}`))
      else call?.resolve(result)
    })
    socket.on('close', () => {
      for (const { reject } of calls.values()) reject(new Error('a page ended in the middle of a task'))
    })
    pages.push(
      (task, parameters) =>
        new Promise((resolve, reject) => {
          calls.set(++last, { resolve, reject })
          socket.send(JSON.stringify({ id: last, task, parameters }))
        }),
    )
    for (const arrived of waiting) arrived()
    waiting = []
  })

  return {
    sockets,
    /** Runs a task in the page that came as number `page`, when it is there. @param {number} page @param {string} task @param {object} parameters @returns {Promise<any>} */
    async call(page, task, parameters) {
      while (pages.length <= page) await new Promise(resolve => waiting.push(() => resolve(undefined)))
      return /** @type {CallPage} */ (pages[page])(task, parameters)
    },
  }
}
