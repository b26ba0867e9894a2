/** Processes that are started ahead of the time they are needed. */
export interface Spares<Spare> {
  /** From now on keeps so many ready; resolves when they are. */
  keep(count: number): Promise<void>
  /** The next one, as soon as there is one. */
  take(): Promise<Spare>
}

/** More at a time would only take the processors from those that are measured. */
const AT_A_TIME = 3

/** @param total how many are started in all */
export function createSpares<Spare>(start: () => Promise<Spare>, total: number): Spares<Spare> {
  const spares: Spare[] = []
  const takers: ((spare: Spare | Promise<never>) => void)[] = []
  let wanted = 0
  let isFull = () => {}
  let starting = 0
  let started = 0

  function refill(): void {
    while (starting < AT_A_TIME && started < total && spares.length + starting < wanted + takers.length) {
      starting += 1
      started += 1
      start().then(arrived, error => {
        for (const take of takers.splice(0)) take(Promise.reject(error))
      })
    }
    if (spares.length >= wanted) isFull()
  }

  function arrived(spare: Spare): void {
    starting -= 1
    const take = takers.shift()
    if (take) take(spare)
    else spares.push(spare)
    refill()
  }

  return {
    keep(count) {
      wanted = count
      return new Promise(resolve => {
        isFull = resolve
        refill()
      })
    },
    take() {
      return new Promise(resolve => {
        const spare = spares.shift()
        if (spare) resolve(spare)
        else takers.push(resolve)
        refill()
      })
    },
  }
}
