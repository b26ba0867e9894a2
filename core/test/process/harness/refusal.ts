import { expect } from 'vitest'
import type { Program } from './program.js'

/** The error with which a program's command fails. */
export async function refusal(asked: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await asked
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('Nothing was refused')
}

export async function expectDenied(stranger: Program, call: string, ...args: unknown[]): Promise<void> {
  expect([call, (await refusal(stranger.ask('fs', [call, ...args]))).code]).toEqual([call, 'EACCES'])
}

/** Neither looking, nor reading, nor writing, nor replacing, nor ringing. */
export async function expectOutOfReach(stranger: Program, path: string): Promise<void> {
  await expectDenied(stranger, 'openSync', path, 'r')
  await expectDenied(stranger, 'openSync', path, 'r+')
  await expectDenied(stranger, 'truncateSync', path)
  await expectDenied(stranger, 'copyFileSync', path, `${path}.copy`)
}
