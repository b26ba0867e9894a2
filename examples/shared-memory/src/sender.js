// The other process of transfer.js: node src/sender.js <options as JSON>, started with an IPC channel.
import { once } from 'node:events'
import { argv, stdout } from 'node:process'
import { makePieces } from './pieces.js'
import { openRing } from './ring.js'

/** @type {import('./transfer.js').Transfer} */
const { way, count, pieceBytes, ring, check } = JSON.parse(argv[2] ?? '{}')
const pieces = makePieces({ pieceBytes, check })

/** @type {Record<typeof way, () => Promise<void>>} */
const send = {
  async memory() {
    const to = openRing(ring)
    for (let sent = 0; sent < count; sent += 1) to.write(pieces.next())
    to.close()
  },
  async pipe() {
    for (let sent = 0; sent < count; sent += 1)
      // A copy where the next piece could overwrite what is still in the stream; a measurement sends the same bytes.
      if (!stdout.write(check ? pieces.next().slice() : pieces.next())) await once(stdout, 'drain')
  },
}

process.send?.('ready')
await once(process, 'message')
await send[way]()
process.send?.({ checksum: pieces.checksum() })
process.disconnect()
