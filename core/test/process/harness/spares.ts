import type { Program } from './program.js'

/** Processes that are started ahead of the time they are needed. */
export interface Pool {
  /** Resolves when as many as shall be ready are. */
  filled(): Promise<void>
  /** The next one, as soon as there is one. */
  take(): Promise<Program>
}

/** More at a time would only take the processors from those that are measured. */
const AT_A_TIME = 3

/**
 * @param ready how many are kept in readiness
 * @param total how many are taken in all; no more are started
 */
export function createPool(
  start: () => Promise<Program>,
  { ready, total }: { ready: number; total: number },
): Pool {
  const spares: Program[] = []
  const takers: ((spare: Program | Promise<never>) => void)[] = []
  let starting = 0
  let started = 0
  let isFilled = () => {}
  const filled = new Promise<void>(resolve => {
    isFilled = resolve
  })

  function fill(): void {
    while (starting < AT_A_TIME && started < total && spares.length + starting < ready) {
      starting += 1
      started += 1
      start().then(arrived, error => {
        for (const take of takers.splice(0)) take(Promise.reject(error))
      })
    }
  }

  function arrived(spare: Program): void {
    starting -= 1
    const take = takers.shift()
    if (take) take(spare)
    else spares.push(spare)
    if (spares.length === ready) isFilled()
    fill()
  }

  fill()
  return {
    filled: () => filled,
    async take() {
      const spare = spares.shift()
      fill()
      return spare ?? new Promise<Program>(resolve => takers.push(resolve))
    },
  }
}
