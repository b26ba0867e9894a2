// @vitest-environment node
import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, test } from 'vitest'

test('these tests run under the React that their project names', () => {
  const { LOCKSTEP_TEST_REACT: major } = process.env
  expect([version.split('.')[0], domVersion.split('.')[0]]).toEqual([major, major])
})
