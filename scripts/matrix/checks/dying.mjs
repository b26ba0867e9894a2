// What becomes of the others when a process dies, falls behind or leaves.
import assert from 'node:assert/strict'
import { asleep } from '../sleep.mjs'

const KILLS = 6
const KILLS_EMULATED = 2
const MOST_BEFORE_KILL = 300
const LOG_BYTES = 65_536

export const kill = {
  title: 'writers killed in mid-load: the others go on, nothing acknowledged is lost',
  async run({ place, runtime, random }) {
    const reader = await place.open(runtime)
    await reader.ask('watch')
    const other = await place.open(runtime)
    await other.ask('load', 'other')
    const kills = runtime.emulated ? KILLS_EMULATED : KILLS
    for (let round = 0; round < kills; round += 1) {
      const key = `victim ${round}`
      const victim = await place.open(runtime)
      await victim.ask('load', key)
      const patience = 1 + Math.floor(random() * MOST_BEFORE_KILL)
      let acknowledged = 0
      while (acknowledged < patience) acknowledged = await victim.event('acknowledged')
      await victim.kill()
      while (victim.count('acknowledged') > 0) acknowledged = await victim.event('acknowledged')

      // One commit may have been published, and the writer killed before it could say so.
      const there = (await reader.ask('look')).counts[key]
      assert.ok(there === acknowledged || there === acknowledged + 1, `${there} of ${acknowledged} are there`)
      const others = other.count('acknowledged')
      while (other.count('acknowledged') > 0) await other.event('acknowledged')
      assert.ok(others > 0, 'the other writer stands still')
      await other.event('acknowledged')
    }
    await other.ask('rest')
    assert.equal((await reader.ask('look')).peers, 2)
    assert.ok(reader.count('counts') > 0)
  },
}

export const lapped = {
  title: 'a reader that was lapped takes the snapshot',
  async run({ place, runtime }) {
    const writer = await place.open(runtime)
    const reader = await place.open(runtime)
    await reader.ask('watch')
    await asleep(reader.pid)
    reader.signal('SIGSTOP')
    await writer.ask('write', { times: 40, length: LOG_BYTES / 8 })
    await writer.ask('add', { key: 'after', times: 1 })
    reader.signal('SIGCONT')
    await reader.event('reset')
    assert.equal((await reader.event('counts')).after, 1)
    await writer.ask('add', { key: 'after', times: 1 })
    assert.equal((await reader.event('counts')).after, 2)
  },
}

export const lifetime = {
  title: 'an open store lets its process exit; one that is subscribed to keeps it',
  async run({ place, runtime }) {
    for (const life of [
      'has it open',
      'has committed',
      'subscribed and said unref',
      'subscribed and closed',
    ]) {
      const program = place.start(runtime, 'lifetime', life)
      await program.event('open')
      await program.end()
      assert.deepEqual(place.files(), [], life)
    }
    const writer = await place.open(runtime)
    const listener = place.start(runtime, 'lifetime', 'subscribed until it has heard enough')
    await listener.event('open')
    for (let time = 1; time <= 3; time += 1) {
      await asleep(listener.pid)
      await writer.ask('add', { key: 'other', times: 1 })
      assert.deepEqual(await listener.event('heard'), { other: time })
    }
    await listener.end()
    assert.equal((await writer.ask('look')).peers, 1)
  },
}

export const endings = {
  title: 'close(), process.exit() (in a listener or a recipe too) and an uncaught error leave nothing behind',
  async run({ place, runtime }) {
    const writer = await place.open(runtime)
    await writer.ask('watch')
    const within = place.start(runtime, 'lifetime', 'exits within a listener')
    await within.event('open')
    await writer.ask('add', { key: 'other', times: 1 })
    await within.end(7)
    await place.start(runtime, 'lifetime', 'exits within a recipe').end(7)
    await place.start(runtime, 'lifetime', 'dies of an error').end(1)
    const { version, peers } = await writer.ask('look')
    assert.deepEqual([version, peers], [1, 1])
    assert.deepEqual(
      place
        .files()
        .map(file => file.split('.').at(-1))
        .sort(),
      ['bell', 'seg'],
    )
    await writer.ask('close')
    assert.deepEqual(place.files(), [])
  },
}
