// The terminal as a screen of lines. Whatever ends the program, the user gets back the terminal as it was.
import type { ReadStream, WriteStream } from 'node:tty'

const ENTER = '\x1b[?1049h\x1b[?25l'
/** Brings back the cursor and what was on the screen before. */
export const LEAVE_SCREEN = '\x1b[?25h\x1b[?1049l'
const HOME = '\x1b[H'
const CLEAR_LINE = '\x1b[K'
const CLEAR_BELOW = '\x1b[J'

/** Shows these lines instead of what is there. */
export type Show = (lines: readonly string[]) => void

/** Takes over the terminal: its other screen, no cursor, keys one by one. */
export function openScreen(input: ReadStream, output: WriteStream): Show {
  input.setRawMode(true)
  output.write(ENTER)
  process.on('exit', () => {
    input.setRawMode(false)
    output.write(LEAVE_SCREEN)
  })
  // One write for a picture, over the old one: no flicker.
  return lines => output.write(HOME + lines.map(line => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW)
}
