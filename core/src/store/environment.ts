export const DEFAULT_SCHEMA_VERSION = 1

/** Whether states are checked unless a definition says otherwise. */
export function developing(): boolean {
  const mode = environment('NODE_ENV')
  return mode === 'development' || mode === 'test'
}

/** Pages have no `process`. */
export function environment(variable: string): string | undefined {
  return typeof process === 'object' ? process.env?.[variable] : undefined
}
