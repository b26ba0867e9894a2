import { LockstepError } from './errors/errors.js'

/**
 * What bundlers for pages find under the package's root. The names are those of `index.ts`, so that a module which
 * defines a store can be imported everywhere; only opening a shared one is refused.
 */
export * from './memory.js'

export function createStore(): never {
  throw notInPages('createStore')
}

export async function openStore(): Promise<never> {
  throw notInPages('openStore')
}

function notInPages(call: string): LockstepError {
  return new LockstepError(
    'LOCKSTEP_NATIVE',
    `${call} maps shared memory, which pages cannot do: use connectStore from "@lockstep/core/relay" here, or createMemoryStore from "@lockstep/core/memory"`,
  )
}
