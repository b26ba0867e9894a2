import { expect, test } from 'vitest'
import { readOptions } from './options.js'

test('has defaults, and takes what is given', () => {
  expect(readOptions({})).toMatchObject({ port: 8080, host: '127.0.0.1' })
  expect(readOptions({}).workers).toBeGreaterThan(1)
  expect(readOptions({ PORT: '0', HOST: '::1', WORKERS: '3' })).toEqual({ port: 0, host: '::1', workers: 3 })
})

test.each([
  { PORT: 'http' },
  { PORT: '' },
  { PORT: '65536' },
  { PORT: '-1' },
  { PORT: '1e3' },
  { WORKERS: '0' },
  { WORKERS: '65' },
  { WORKERS: '2.5' },
])('says what is wrong with %o', environment => {
  const [name] = Object.keys(environment)
  expect(() => readOptions(environment)).toThrow(`${name} must be a whole number from`)
})
