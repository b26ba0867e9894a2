import { expect, test } from 'vitest'
import { isLockstepError, LockstepError } from './errors.js'

test('an error names its code, its cause and where to read on', () => {
  const cause = new Error('below')
  const error = new LockstepError('LOCKSTEP_FULL', 'The store "a" is full', { cause })
  expect(error.code).toBe('LOCKSTEP_FULL')
  expect(error.cause).toBe(cause)
  expect(error.message).toBe('The store "a" is full (LOCKSTEP_FULL: see docs/errors.md#lockstep_full)')
  expect('cause' in new LockstepError('LOCKSTEP_FULL', 'x')).toBe(false)
})

test('an error of another copy of the package is recognised', () => {
  const foreign = Object.assign(new Error('x'), { name: 'LockstepError', code: 'LOCKSTEP_BUSY' })
  expect(isLockstepError(foreign)).toBe(true)
  expect(isLockstepError(foreign, 'LOCKSTEP_BUSY')).toBe(true)
  expect(isLockstepError(foreign, 'LOCKSTEP_FULL')).toBe(false)
})

test.each([
  ['another error', new Error('x')],
  ['an error of the system', Object.assign(new Error('x'), { code: 'ENOENT' })],
  [
    'an error of the same name with a strange code',
    Object.assign(new Error('x'), { name: 'LockstepError', code: 'ENOENT' }),
  ],
  ['an error of the same name without a code', Object.assign(new Error('x'), { name: 'LockstepError' })],
  ['null', null],
  ['nothing', undefined],
  ['a text', 'LOCKSTEP_FULL'],
])('%s is no error of Lockstep', (_, error) => {
  expect(isLockstepError(error)).toBe(false)
})
