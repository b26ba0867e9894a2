import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { launchChromium } from '../../../../scripts/chromium.mjs'
import { converse, type PageProgram } from './page-program.js'
import { openSite, type Site } from './site.js'

export const skipped = process.env['LOCKSTEP_SKIP_BROWSER'] === '1'

export interface OpenOptions {
  /** What the program finds behind the `?` of its address. */
  readonly query?: Readonly<Record<string, string>>
  /** Where the page comes from. Default: the file's own site. */
  readonly origin?: string
  /** In which profile. Default: a new one, so that the page has a process of its own. */
  readonly context?: BrowserContext
  /** Called before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<void>
}

/** A browser, and a site with the programs of `pages/`, for all tests of a file. */
export interface BrowserWorld {
  readonly browser: Browser
  readonly site: Site
  /** Opens a page with a program, and resolves when that is ready. The page is closed when the test ends. */
  open(program: string, options?: OpenOptions): Promise<PageProgram>
}

export function useBrowser(): BrowserWorld {
  let browser: Browser
  let site: Site
  beforeAll(async () => {
    if (skipped) return
    ;[browser, site] = await Promise.all([launchChromium(), openSite()])
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })

  return {
    get browser() {
      return browser
    },
    get site() {
      return site
    },
    async open(program, { query = {}, origin = site.origin, context, prepare } = {}) {
      const within = context ?? (await browser.newContext())
      if (context === undefined) onTestFinished(() => within.close())
      const page = await within.newPage()
      const talking = await converse(page, program)
      await prepare?.(page)
      const ready = talking.next('ready')
      await page.goto(`${origin}/${program}?${new URLSearchParams(query)}`)
      await ready
      return talking
    },
  }
}
