import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { isLocal, mayConnect } from './guard.js'

const door = { port: 4711, key: 'k3y' }
const good = { host: '127.0.0.1:4711', origin: 'http://127.0.0.1:4711' }

function request(headers: Record<string, string>, url = '/live?key=k3y'): IncomingMessage {
  return { headers, url } as unknown as IncomingMessage
}

test('lets our own page in, under either name of this machine', () => {
  expect(mayConnect(request(good), door)).toBe(true)
  const named = { host: 'localhost:4711', origin: 'http://localhost:4711' }
  expect(mayConnect(request(named), door)).toBe(true)
})

test.each([
  ['a page of another site', request({ ...good, origin: 'https://example.org' })],
  ['a page without an origin', request({ ...good, origin: 'null' })],
  ['something that is no browser and sends none', request({ host: good.host })],
  ['a page on another port of this machine', request({ ...good, origin: 'http://127.0.0.1:80' })],
  [
    'a foreign name that resolves here',
    request({ host: 'evil.example:4711', origin: 'http://evil.example:4711' }),
  ],
  ['no key', request(good, '/live')],
  ['a wrong key', request(good, '/live?key=k4y')],
  ['a longer key', request(good, '/live?key=k3yk3y')],
  ['another path', request(good, '/other?key=k3y')],
])('refuses %s', (_, refused) => {
  expect(mayConnect(refused, door)).toBe(false)
})

test('the files are for this machine by name only', () => {
  expect(isLocal(request({ host: 'localhost:4711' }, '/'), door)).toBe(true)
  expect(isLocal(request({ host: 'evil.example:4711' }, '/'), door)).toBe(false)
  expect(isLocal(request({}, '/'), door)).toBe(false)
})
