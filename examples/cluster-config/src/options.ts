import { availableParallelism } from 'node:os'

export interface Options {
  /** Default 8080; 0 is any that is free. */
  readonly port: number
  /** Default 127.0.0.1: this machine alone. */
  readonly host: string
  /** How many there are at any time. Default: one for each processor, but at least 2. */
  readonly workers: number
}

/** @throws an error that says which variable is wrong */
export function readOptions({ PORT, HOST, WORKERS }: NodeJS.ProcessEnv): Options {
  return {
    port: readNumber('PORT', PORT ?? '8080', 0, 65_535),
    host: HOST ?? '127.0.0.1',
    workers: readNumber('WORKERS', WORKERS ?? String(Math.max(2, availableParallelism())), 1, 64),
  }
}

function readNumber(name: string, text: string, least: number, greatest: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= greatest) return value
  throw new Error(`${name} must be a whole number from ${least} to ${greatest}, not ${JSON.stringify(text)}.`)
}
