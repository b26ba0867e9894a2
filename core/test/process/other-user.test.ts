import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Program } from './harness/program.js'
import { canBecomeOthers, sharedDirectory, traits, twoUsers } from './harness/users.js'

const definition = { name: 'private', initialState: { secret: 1 } }

/** The error with which a program's command fails. */
async function refusal(asked: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await asked
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('Nothing was refused')
}

async function expectDenied(stranger: Program, call: string, ...args: unknown[]): Promise<void> {
  expect([call, (await refusal(stranger.ask('fs', [call, ...args]))).code]).toEqual([call, 'EACCES'])
}

/** Neither looking, nor reading, nor writing, nor replacing, nor ringing. */
async function expectOutOfReach(stranger: Program, path: string): Promise<void> {
  await expectDenied(stranger, 'openSync', path, 'r')
  await expectDenied(stranger, 'openSync', path, 'r+')
  await expectDenied(stranger, 'truncateSync', path)
  await expectDenied(stranger, 'copyFileSync', path, `${path}.copy`)
}

describe.runIf(canBecomeOthers)("another user's store with a name", () => {
  it.each([0o022, 0])('cannot be reached where it lies by default, made under umask %o', async umask => {
    const { victim, stranger } = twoUsers()
    const owner = await victim.start({ umask })
    await owner.ask('open', definition)
    await owner.ask('set', { secret: 42 })
    const files = readdirSync(victim.place).map(file => join(victim.place, file))
    expect(statSync(victim.place).mode & 0o777).toBe(0o700)
    expect(files.map(file => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])

    const other = await stranger.start()
    await expectDenied(other, 'readdirSync', victim.place)
    await expectDenied(other, 'writeFileSync', join(victim.place, 'planted'), '')
    await expectDenied(other, 'renameSync', files[0], join(victim.place, 'moved'))
    for (const file of files) await expectOutOfReach(other, file)

    // The same definition is another store for another user.
    expect(await other.ask('open', definition)).toEqual({ state: { secret: 1 }, peers: 1 })
    await other.ask('set', { secret: 0 })
    expect(await owner.ask('look')).toEqual({ state: { secret: 42 }, peers: 1 })
  })

  it('cannot be reached by pointing LOCKSTEP_DIR at it', async () => {
    const { victim, stranger } = twoUsers()
    const owner = await victim.start()
    await owner.ask('open', definition)
    const before = traits(victim.place)
    const other = await stranger.start({ directory: victim.place })
    const { code, message } = await refusal(other.ask('open', definition))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toContain(victim.place)
    expect(message).toMatch(
      new RegExp(`belongs to user ${victim.id}, but this process runs as user ${stranger.id}`),
    )
    expect(traits(victim.place)).toEqual(before)
    expect(await owner.ask('look')).toEqual({ state: { secret: 1 }, peers: 1 })
  })
})

describe.runIf(canBecomeOthers)('what another user planted', () => {
  it.each([
    { what: 'a directory', plant: ['mkdirSync'], says: 'belongs to user' },
    { what: 'a directory for everybody', plant: ['mkdirSync', 'chmodSync'], says: 'belongs to user' },
    { what: 'a link to a directory', plant: ['symlinkSync'], says: 'is a symbolic link' },
    { what: 'a file', plant: ['writeFileSync'], says: 'is not a directory' },
  ])('in place of the default directory is refused: $what', async ({ plant, says }) => {
    const { victim, stranger } = twoUsers()
    const other = await stranger.start()
    if (plant[0] === 'symlinkSync') await other.ask('fs', ['symlinkSync', stranger.home, victim.place])
    else if (plant[0] === 'writeFileSync') await other.ask('fs', ['writeFileSync', victim.place, ''])
    else await other.ask('fs', ['mkdirSync', victim.place, 0o700])
    if (plant[1]) await other.ask('fs', [plant[1], victim.place, 0o777])
    const before = traits(victim.place)

    const owner = await victim.start()
    const { code, message } = await refusal(owner.ask('open', definition))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toContain(victim.place)
    expect(message).toContain(says)
    expect(message).toContain('LOCKSTEP_DIR')
    expect(traits(victim.place)).toEqual(before)
  })

  it.each(['a store', 'a store for everybody', 'a link to one', 'a FIFO'])(
    'in a directory that was open to everybody once is refused: %s',
    async what => {
      const { victim, stranger } = twoUsers()
      const directory = join(victim.home, 'segments')
      mkdirSync(directory)
      chmodSync(victim.home, 0o755)
      chmodSync(directory, 0o777)
      const other = await stranger.start()
      await other.ask('open', definition)
      const [segment = ''] = readdirSync(stranger.place).filter(file => file.endsWith('.seg'))
      const theirs = join(stranger.place, segment)
      const path = join(directory, segment)
      if (what === 'a FIFO') await other.ask('fifo', path)
      else if (what === 'a link to one') await other.ask('fs', ['symlinkSync', theirs, path])
      else await other.ask('fs', ['copyFileSync', theirs, path])
      if (what === 'a store for everybody') await other.ask('fs', ['chmodSync', path, 0o666])
      chownSync(directory, victim.id, victim.id)
      chmodSync(directory, 0o700)

      const before = traits(path)
      const owner = await victim.start({ directory })
      const { code, message } = await refusal(owner.ask('open', definition))
      expect(code).toBe('LOCKSTEP_PERMISSION')
      expect(message).toContain(path)
      expect(message).toMatch(/belongs to user \d+|symbolic link|not a regular file/)
      expect(message).toContain('Remove it')
      expect(traits(path)).toEqual(before)
    },
  )
})

describe.runIf(canBecomeOthers)("another user's store in a file", () => {
  it('cannot be opened, read, written, replaced or rung, though its directory is for everybody', async () => {
    const { world, victim, stranger } = twoUsers()
    const directory = sharedDirectory(world)
    const file = join(directory, 'notes.store')
    const owner = await victim.start({ umask: 0 })
    await owner.ask('open', { file, initialState: { secret: 1 } })
    await owner.ask('set', { secret: 42 })
    const files = readdirSync(directory).map(name => join(directory, name))
    expect(files.map(name => statSync(name).mode & 0o777)).toEqual([0o600, 0o600])

    const other = await stranger.start()
    for (const definition of [{ file }, { file, initialState: {} }, { file, readonly: true }]) {
      const { code, message } = await refusal(other.ask('open', definition))
      expect(code).toBe('LOCKSTEP_PERMISSION')
      expect(message).toContain(`The file ${file} belongs to user ${victim.id}.`)
    }
    for (const name of files) {
      await expectOutOfReach(other, name)
      expect((await refusal(other.ask('fs', ['unlinkSync', name]))).code).toBe('EPERM')
      expect((await refusal(other.ask('fs', ['renameSync', name, `${name}.moved`]))).code).toBe('EPERM')
    }
    expect(await owner.ask('look')).toEqual({ state: { secret: 42 }, peers: 1 })
  })

  it('is not opened by its user once others may read or write it', async () => {
    const { victim, stranger } = twoUsers()
    const file = join(victim.home, 'notes.store')
    chmodSync(victim.home, 0o755)
    const owner = await victim.start()
    await owner.ask('open', { file, initialState: { secret: 1 } })
    await owner.ask('close')
    for (const mode of [0o604, 0o602, 0o640, 0o620]) {
      chmodSync(file, mode)
      const { code, message } = await refusal(owner.ask('open', { file }))
      expect(code).toBe('LOCKSTEP_PERMISSION')
      expect(message).toMatch(/can be used by other users\. Take their rights away \(chmod 600\)/)
    }
    chmodSync(file, 0o600)
    expect(await owner.ask('open', { file })).toEqual({ state: { secret: 1 }, peers: 1 })
    await expectOutOfReach(await stranger.start(), file)
  })

  it.each([
    { what: 'a store', says: /belongs to user/ },
    { what: 'a store for everybody', says: /belongs to user/ },
    { what: "a link to the user's own store", says: /is a symbolic link of user/ },
    { what: "a link to the user's own directory", says: /is a symbolic link of user/ },
    { what: 'a link to nothing', says: /is a symbolic link of user/ },
    { what: 'a FIFO', says: /belongs to user|not a regular file/ },
    { what: 'a directory', says: /belongs to user|Is a directory/ },
  ])('is not what another user planted in its place: $what', async ({ what, says }) => {
    const { world, victim, stranger } = twoUsers()
    const directory = sharedDirectory(world)
    const own = join(victim.home, 'own.store')
    const planted = join(directory, 'notes.store')
    const owner = await victim.start()
    await owner.ask('open', { file: own, initialState: { secret: 1 } })
    await owner.ask('close')

    const other = await stranger.start()
    if (what.startsWith('a store')) {
      await other.ask('open', { file: planted, initialState: { secret: 0 } })
      if (what.endsWith('everybody')) await other.ask('fs', ['chmodSync', planted, 0o666])
    } else if (what.startsWith('a link')) {
      const target = { store: own, directory: victim.home, nothing: join(victim.home, 'none') }
      const [, kind = ''] = /(store|directory|nothing)$/.exec(what) ?? []
      await other.ask('fs', ['symlinkSync', target[kind as keyof typeof target], planted])
    } else if (what === 'a FIFO') await other.ask('fifo', planted)
    else await other.ask('fs', ['mkdirSync', planted])

    const file = what.endsWith('directory') && what.includes('link') ? join(planted, 'own.store') : planted
    const before = [traits(planted), traits(own)]
    const { code, message } = await refusal(owner.ask('open', { file, initialState: { secret: 2 } }))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toContain(planted)
    expect(message).toMatch(says)
    expect([traits(planted), traits(own)]).toEqual(before)
    expect(readdirSync(victim.home)).toEqual(['own.store'])
  })

  it('is refused in a directory where everybody may replace it', async () => {
    const { victim } = twoUsers()
    const directory = join(victim.home, 'open')
    const owner = await victim.start()
    await owner.ask('fs', ['mkdirSync', directory])
    await owner.ask('fs', ['chmodSync', directory, 0o777])
    const file = join(directory, 'notes.store')
    const { code, message } = await refusal(owner.ask('open', { file, initialState: {} }))
    expect(code).toBe('LOCKSTEP_PERMISSION')
    expect(message).toMatch(/Every user may replace files in the directory .*chmod o-w/)
    expect(readdirSync(directory)).toEqual([])
  })
})

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
