import type { Duplex } from 'node:stream'

type Written = (error?: Error | null) => void

/**
 * Lets a socket give everything that has arrived at it, also when what is written to it fails. The page at the other
 * end commits, and is closed at once: what is then sent to it fails, and Node would drop the socket with the commits
 * that lie in it unread. Its end is found by reading.
 */
export function readToTheEnd(socket: Duplex): void {
  const { _write, _writev } = socket
  let gone = false

  function unlessGone(written: Written, write: (written: Written) => void): void {
    if (gone) {
      written()
      return
    }
    write(error => {
      gone = error instanceof Error
      written()
    })
  }

  socket._write = (chunk, encoding, written) =>
    unlessGone(written, done => _write.call(socket, chunk, encoding, done))
  if (_writev !== undefined && _writev !== null)
    socket._writev = (chunks, written) => unlessGone(written, done => _writev.call(socket, chunks, done))
}
