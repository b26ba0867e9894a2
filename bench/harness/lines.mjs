/**
 * JSON, one value a line, in both directions of a socket.
 * @param {import('node:net').Socket} socket
 * @param {(message: any) => void} receive
 */
export function createLines(socket, receive) {
  let rest = ''
  socket.setEncoding('utf8')
  // A process that is gone is found out by 'close', which follows.
  socket.on('error', () => {})
  socket.on('data', chunk => {
    const lines = (rest + chunk).split('\n')
    rest = /** @type {string} */ (lines.pop())
    for (const line of lines) receive(JSON.parse(line))
  })
  return {
    /** @param {object} message */
    send(message) {
      socket.write(`${JSON.stringify(message)}\n`)
    },
  }
}
