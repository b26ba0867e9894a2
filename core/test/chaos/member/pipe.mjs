// What a member tells the referee. A line that was written is there, whatever becomes of its writer an instruction later.
//
//   b life                     begins; what follows in this pipe is this life's
//   o peer schema version      has its store open        f code schema message   was not let in
//   i count m|c schema         is going to migrate, or to commit, the how-manieth time in its life
//   a count version            was acknowledged          x count code weight     was refused
//   c version id digest        was told of a commit      j version               was told of a reset
//   s version chain            was shown a state         d version digest        the whole of it
//   r version chain ids        jumped there; the newest commits, of which the last is that version's
//   t version text             saw a state that is not whole
//   l wanted n                 read version n after `wanted` had been acknowledged to somebody else
//   u start end net            an update that took long, in milliseconds
//   n json                     was counted               p                       stands still
//   g true                     made the commit that it was asked for
//   q reason peer code         its store was closed      w                       closed it for a while
//   v                          leaves                    - peer                  leaves, to come back at once
//   z how at                   dies by its own hand      e text                  met an error it should not
//   + call                     called something          y                       begins to mourn
//   k json                     its nursery's: the life before has ended
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
