/** Publishes a measured value in the test's output, so that a reader of the run sees it though nothing fails. */
export function measured(what: string, value: number | string, unit = ''): void {
  const shown = typeof value === 'number' ? Number(value.toPrecision(3)) : value
  console.info(`measured: ${what}: ${shown}${unit && ` ${unit}`}`)
}
