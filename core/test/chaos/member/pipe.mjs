// What a member tells the referee. A line that was written is there, whatever becomes of its writer an instruction later.
import { writeSync } from 'node:fs'

/** @param descriptor the write end; it blocks while the referee is behind, which slows the crowd down, not the store */
export function createPipe(life, descriptor) {
  // A worker before this one, in whose place it is, may have died in the middle of a line.
  let waiting = `\nb ${life}\n`

  return {
    /** Keeps a line for the next `flush`. */
    say(line) {
      waiting += `${line}\n`
    },
    flush() {
      if (waiting === '') return
      let bytes = Buffer.from(waiting, 'latin1')
      waiting = ''
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes))
    },
  }
}
