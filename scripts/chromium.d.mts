import type { Browser } from 'playwright-core'

export declare const QUIET: readonly string[]
export declare function findChromium(): string | undefined
export declare function launchChromium(args?: readonly string[]): Promise<Browser>
