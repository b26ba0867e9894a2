// Shared memory, mutexes and events, with Node 20 on the other side.
import assert from 'node:assert/strict'

export const parts = {
  title: 'shared memory, a mutex and an event with Node 20, the owner of the mutex killed',
  async run({ place, runtime, partner }) {
    const one = place.start(runtime, 'parts')
    const other = place.start(partner, 'parts')
    await Promise.all([one.event('ready'), other.event('ready')])
    // Opened before it is there.
    const opened = one.ask('open')
    await other.ask('create')
    await opened

    await one.ask('write', 'from the one')
    assert.deepEqual(await other.ask('read'), ['from the one', '1a2b3c4d5e6f7081'])
    await other.ask('write', 'from the other')
    assert.deepEqual(await one.ask('read'), ['from the other', '1a2b3c4d5e6f7081'])

    for (const [setter, waiter] of [
      [one, other],
      [other, one],
    ]) {
      const released = waiter.ask('wait')
      await setter.ask('set')
      assert.equal(await released, true)
    }

    assert.deepEqual(await one.ask('lock'), { abandoned: false })
    assert.equal(await other.ask('isFree'), false)
    const waiting = other.ask('lock')
    await one.ask('unlock')
    assert.deepEqual(await waiting, { abandoned: false })
    const abandoned = one.ask('lock')
    await other.kill()
    assert.deepEqual(await abandoned, { abandoned: true })
    await one.ask('unlock')
    assert.equal(await one.ask('isFree'), true)
  },
}
