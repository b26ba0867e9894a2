// Worker threads terminated in the moment in which a commit wakes them.
import assert from 'node:assert/strict'

const WORKERS = 1000
const TOGETHER = 4
/** Each is a round trip to the process. */
const MOST_LOOKS = 10_000

export const terminated = {
  title:
    '1,000 workers terminated while commits wake them, by the event loop and by a thread: no hang, no crash',
  only: runtime => !runtime.emulated,
  async run({ place, runtime }) {
    const committer = place.start(runtime, 'committer')
    await committer.event('ready')
    const program = place.start(runtime, 'terminations', WORKERS, TOGETHER)
    // One by one: who waits in vain for the next of them has met one that hangs, however slow the machine is.
    for (let count = 1; count <= WORKERS; count += 1) assert.equal(await program.event('terminated'), count)
    assert.equal(await program.event('done'), WORKERS)
    await program.end()
    for (let looks = 0; (await committer.ask('peers')).some(peers => peers > 1); looks += 1)
      assert.ok(looks < MOST_LOOKS, 'peers are left of threads that have ended')
  },
}
