import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { readToTheEnd } from '../../src/relay/server/read-to-the-end.js'

/** Both ends of a connection. */
async function connected(): Promise<[server: Socket, client: Socket]> {
  const server = createServer()
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [there] = (await once(server, 'connection')) as [Socket]
  return [there, client]
}

test('what has arrived from a client that is gone is read, though what is written to it fails', async () => {
  const [there, client] = await connected()
  readToTheEnd(there)
  there.on('error', () => {})
  await new Promise(resolve => client.write('a'.repeat(10_000), resolve))
  client.resetAndDestroy()
  await once(client, 'close')
  // The first may go out before the end is known; the second is told for certain.
  await new Promise(resolve => there.write('b', resolve))
  await new Promise(resolve => there.write('b', resolve))
  let bytes = 0
  there.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  await once(there, 'close')
  expect(bytes).toBe(10_000)
})
