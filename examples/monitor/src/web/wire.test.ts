import { expect, test } from 'vitest'
import { readCommand } from './wire.js'

test('reads the two commands', () => {
  const set = { type: 'set threshold', metric: 'cpu', value: 42 } as const
  const acknowledge = { type: 'acknowledge', id: 'a1' } as const
  expect(readCommand(JSON.stringify(set))).toEqual(set)
  expect(readCommand(JSON.stringify(acknowledge))).toEqual(acknowledge)
})

test('drops what a command does not have', () => {
  expect(readCommand('{"type":"acknowledge","id":"a","extra":1}')).toEqual({ type: 'acknowledge', id: 'a' })
})

test.each([
  '',
  'null',
  '7',
  '[]',
  '{"type":"sample"}',
  '{"type":"acknowledge"}',
  '{"type":"acknowledge","id":{"length":1}}',
  '{"type":"set threshold","metric":"cpu"}',
  '{"type":"set threshold","metric":"cpu","value":"50"}',
  '{"type":"set threshold","metric":"cpu","value":0}',
  '{"type":"set threshold","metric":"cpu","value":101}',
  '{"type":"set threshold","metric":"cpu","value":1e999}',
  '{"type":"set threshold","metric":"disk","value":50}',
  '{"type":"set threshold","metric":"__proto__","value":50}',
  '{"type":"set threshold","metric":"toString","value":50}',
])('refuses %s', text => {
  expect(readCommand(text)).toBeUndefined()
})
