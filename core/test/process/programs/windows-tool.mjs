// What Node does not give on Windows; harness/windows.ts says what is in it.
import { createRequire } from 'node:module'

export const tool =
  process.platform === 'win32'
    ? createRequire(import.meta.url)(process.env.LOCKSTEP_TEST_TOOL ?? '')
    : undefined
