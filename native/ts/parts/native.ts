import type { Access } from './memory-options.js'

/** How the addon opens any of the parts. */
export interface Naming {
  /** What messages call it. */
  readonly label: string
  /** The name in the operating system; empty where memory has a file. */
  readonly key: string
  readonly create: boolean
  readonly exclusive: boolean
}

export interface MemoryOptions extends Naming {
  readonly file?: string
  readonly bytes: number
  readonly access: Access
  readonly offset: number
  readonly length?: number | undefined
}

/** What a wait came to; as in addon/background.h. */
export const OUTCOME = { done: 0, abandoned: 1, timedOut: 2, interrupted: 3 } as const

/** Starts a wait on a thread; `listener` hears once how it ended. Returns what ends it early. */
export type StartWait = (
  timeout: number,
  listener: (error: Error | undefined, outcome: number) => void,
) => () => void

interface NativePart {
  readonly created: boolean
  close(): void
}

export interface NativeMemory extends NativePart {
  readonly bytes: number
  readonly length: number
  read(into: Uint8Array, offset: number): void
  write(from: Uint8Array, offset: number): void
  flush(): void
}

export interface NativeMutex extends NativePart {
  lock(timeout: number): number
  readonly lockAsync: StartWait
  unlock(): void
}

export interface NativeEvent extends NativePart {
  set(): void
  wait(timeout: number): number
  readonly waitAsync: StartWait
}

/** What the addon exports for the parts. The openers give null where there is nothing and `create` is off. */
export interface PartsAddon {
  openMemory(options: MemoryOptions): NativeMemory | null
  openMutex(options: Naming): NativeMutex | null
  openEvent(options: Naming): NativeEvent | null
  sleep(milliseconds: number): void
}
