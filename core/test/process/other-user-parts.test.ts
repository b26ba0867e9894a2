import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectOutOfReach, refusal } from './harness/refusal.js'
import { canBecomeOthers, sharedDirectory, twoUsers } from './harness/users.js'

describe.runIf(canBecomeOthers)("another user's shared memory, mutex or event", () => {
  it.each([
    { kind: 'SharedMemory', options: { name: 'private', bytes: 4096 } },
    { kind: 'Mutex', options: { name: 'private' } },
    { kind: 'NamedEvent', options: { name: 'private' } },
  ])('cannot be opened, read, written or planted: $kind', async ({ kind, options }) => {
    const { victim, stranger } = twoUsers()
    const owner = await victim.start({ umask: 0 })
    expect(await owner.ask('part', [kind, 'create', options])).toBe(true)
    const files = readdirSync(victim.place).map(file => join(victim.place, file))
    expect(new Set(files.map(file => statSync(file).mode & 0o777))).toEqual(new Set([0o600]))

    const other = await stranger.start()
    for (const file of files) await expectOutOfReach(other, file)
    const { name } = options
    expect((await refusal(other.ask('part', [kind, 'open', { name }]))).code).toBe('LOCKSTEP_NOT_FOUND')
    expect(await other.ask('part', [kind, 'create', options])).toBe(true)
    const pointing = await stranger.start({ directory: victim.place })
    for (const how of ['open', 'create']) {
      const { code, message } = await refusal(
        pointing.ask('part', [kind, how, how === 'open' ? { name } : options]),
      )
      expect(code).toBe('LOCKSTEP_PERMISSION')
      expect(message).toMatch(new RegExp(`${victim.place},? belongs to user ${victim.id}`))
    }

    // What the stranger put there while the directory was open to everybody is not what the user opens.
    const directory = join(victim.home, 'parts')
    mkdirSync(directory)
    const [theirs = ''] = readdirSync(stranger.place)
    copyFileSync(join(stranger.place, theirs), join(directory, theirs))
    chmodSync(join(directory, theirs), 0o666)
    chownSync(join(directory, theirs), stranger.id, stranger.id)
    chownSync(directory, victim.id, victim.id)
    chmodSync(directory, 0o700)
    const misled = await victim.start({ directory })
    const { code, message } = await refusal(misled.ask('part', [kind, 'create', options]))
    expect([code, message]).toEqual(['LOCKSTEP_PERMISSION', expect.stringContaining(`user ${stranger.id}`)])
  })

  it('cannot be had as a file either, unless the file says so', async () => {
    const { world, victim, stranger } = twoUsers()
    const file = join(sharedDirectory(world), 'frames.bin')
    const owner = await victim.start({ umask: 0 })
    await owner.ask('part', ['SharedMemory', 'create', { file, bytes: 4096 }])
    await owner.ask('memory', ['writeString', 'for the user alone'])
    const other = await stranger.start()
    await expectOutOfReach(other, file)
    for (const access of ['readwrite', 'readonly', 'copy-on-write']) {
      const { code, message } = await refusal(other.ask('part', ['SharedMemory', 'open', { file, access }]))
      expect([code, message]).toEqual(['LOCKSTEP_PERMISSION', expect.stringContaining(file)])
    }
    // Unlike a store, it is a file like any other: its rights decide.
    chmodSync(file, 0o644)
    await other.ask('part', ['SharedMemory', 'open', { file, access: 'readonly' }])
    expect(await other.ask('memory', ['readString'])).toBe('for the user alone')
  })
})
