import { createRequire } from 'node:module'

export const windows = process.platform === 'win32'

/** What Node does not give on Windows; native/test/windows/tool.cc. `npm run test:windows` builds it. */
export interface WindowsTool {
  /** Whether this is Wine, which runs Windows's programs on Linux. */
  readonly wine: boolean
  suspend(pid: number): void
  resume(pid: number): void
  isSuspended(pid: number): boolean
  /** Hundredths of a second of the processor that a process has used. */
  ticks(pid: number): number
  /** How many handles this process has open. */
  handles(): number
  /** How many views of sections and files this process has mapped. */
  views(): number
  /** All of a segment's bytes. `path` is its marker's. */
  readSection(path: string): Buffer
  writeSection(path: string, at: number, bytes: Uint8Array): void
  /** Owner and access list, in Windows's notation, of an object of the segment's: `section`, `gate`, `slot.0` … */
  security(path: string, kind: string): string
  /** Puts an event in the place of one of the segment's objects, until the next one is planted. */
  plant(path: string, kind: string, access: string): void
  /** Opens a store's file as another session of Windows would, until the next call. */
  holdInSession(path: string, session: number): void
}

let loaded: WindowsTool | undefined

export function tool(): WindowsTool {
  loaded ??= createRequire(import.meta.url)(process.env['LOCKSTEP_TEST_TOOL'] ?? '') as WindowsTool
  return loaded
}

/** Under Wine how long things take says nothing about Windows. */
export const wine = windows && tool().wine
