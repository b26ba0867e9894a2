import type { PreloadQuestion } from '../messages.js'
import { messageOf, type PageMessageEvent, type PageWindow } from './page-window.js'

/**
 * How often, and after how long each, a preload is asked again. A preload runs before any script of its page, so its
 * answer takes one turn of the event loop; counting turns, not time, a page that was busy for long is not mistaken.
 */
const TRIES = 20
const PAUSE = 100

const found = new WeakMap<PageWindow, Promise<boolean>>()

/** Whether a preload of Lockstep's answers in this window. */
export function findPreload(page: PageWindow): Promise<boolean> {
  const known = found.get(page)
  if (known !== undefined) return known
  const asked = ask(page)
  found.set(page, asked)
  // It may be there when somebody asks the next time.
  void asked.then(there => there || found.delete(page))
  return asked
}

function ask(page: PageWindow): Promise<boolean> {
  const question: PreloadQuestion = { lockstep: 'preload?' }
  return new Promise(resolve => {
    let tries = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const done = (there: boolean) => {
      clearTimeout(timer)
      page.removeEventListener('message', heard)
      resolve(there)
    }
    const heard = ({ source, data }: PageMessageEvent) => {
      if (source === page && messageOf(data) === 'preload') done(true)
    }
    const next = () => {
      tries += 1
      if (tries > TRIES) return done(false)
      page.postMessage(question, '*')
      timer = setTimeout(next, PAUSE)
    }
    page.addEventListener('message', heard)
    next()
  })
}
