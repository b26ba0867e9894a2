import { readFileSync } from 'node:fs'

/** The names of all fault points, in the order of native/src/fault.h, which lists them. */
export const POINTS: readonly string[] = [
  ...readFileSync(new URL('../../../../native/src/fault.h', import.meta.url), 'utf8').matchAll(
    /each\(\w+, "([\w.-]+)"\)/g,
  ),
].map(([, name]) => name!)
