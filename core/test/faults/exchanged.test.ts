// A name that leads elsewhere by the time that its file is open and locked.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { windows } from '../process/harness/windows.js'
import { createCrowd, type Peer } from './harness/crowd.js'
import { stageOf } from './harness/stage.js'

const FOREIGN = "somebody's letters"

// On Windows a file that is open is not replaced.
test.skipIf(windows)(
  'a file that is exchanged between opening and holding it is looked at again',
  async () => {
    const crowd = createCrowd(stageOf('right'))
    onTestFinished(() => crowd.end())
    const [peer] = (await crowd.take(1)) as [Peer]
    const file = join(crowd.place.scratch, 'exchanged.store')
    const definition = { file, schemaVersion: 1 }
    await peer.ask('open', { definition, life: 1 })
    await peer.ask('add', 3)
    await peer.ask('close')
    const before = readFileSync(file)

    writeFileSync(`${file}.other`, FOREIGN, { mode: 0o600 })
    await peer.ask('arm', 'join.held:1:stop')
    const opened = peer.ask('open', { definition, life: 2 })
    const ended = opened.then(
      () => 'opened',
      error => error.code,
    )
    await peer.fault()
    renameSync(file, `${file}.aside`)
    renameSync(`${file}.other`, file)
    peer.program.resume()

    expect(await ended).toBe('LOCKSTEP_DAMAGED')
    expect(readFileSync(file, 'utf8')).toBe(FOREIGN)
    expect(readFileSync(`${file}.aside`).equals(before)).toBe(true)
  },
)
