import type { Duplex } from 'node:stream'

/** More than any hello with its frame around it, and little enough for a crowd of strangers. */
const MOST_FROM_STRANGERS = 16 * 1024

/**
 * Ends a socket that sends more than a hello before its client is known. A WebSocket keeps what arrives until the
 * message is whole, and messages may be as large as a state: but not those of whoever has shown no token.
 */
export function limitStrangers(socket: Duplex, isKnown: () => boolean): void {
  let arrived = 0
  socket.on('data', function count(chunk: Buffer) {
    arrived += chunk.length
    if (isKnown()) socket.off('data', count)
    else if (arrived > MOST_FROM_STRANGERS) socket.destroy()
  })
}
