import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createStore, openStore } from '../../src/index.js'
import { tool, windows } from './harness/windows.js'
import { createWorld, type World } from './harness/world.js'
import { joinHere, lockstepError, segmentPath, setHere } from './here.js'

const definition = { name: 'on-windows', initialState: { n: 0 } }

function worldHere(): { world: World; path: string } {
  const world = createWorld()
  joinHere(world)
  return { world, path: segmentPath(world, definition.name) }
}

const takings: readonly (readonly [what: string, take: (file: string) => void])[] = [
  ['removed', unlinkSync],
  ['renamed', file => renameSync(file, `${file}.old`)],
  ['cut', file => truncateSync(file, 10)],
]

describe.runIf(windows)('on Windows', () => {
  it.each(['gate', 'held', 'section', 'slot.0'])('the %s of a segment is its user’s alone', async kind => {
    const { path } = worldHere()
    const store = createStore(definition)
    const [, owner, entries] = /^O:(S-[\d-]+)D:P?(.*)$/.exec(tool().security(path, kind)) ?? []
    expect(owner).toMatch(/^S-1-/)
    expect(entries).toMatch(new RegExp(`^\\(A;;[^;]+;;;${owner}\\)$`))
    store.close()
  })

  it.each(['gate', 'held', 'section'])('refuses what lies in place of the %s', async kind => {
    const { world, path } = worldHere()
    // The directory is made by who opens a store first.
    createStore({ ...definition, name: 'another' }).close()
    for (const access of ['D:(A;;GA;;;WD)', 'D:P']) {
      tool().plant(path, kind, access)
      const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_PERMISSION')
      expect(error.message).toMatch(/has its name|belongs to another user/)
      expect(world.files()).toEqual([])
    }
    tool().plant(path, 'nothing', 'D:(A;;GA;;;WD)')
    createStore(definition).close()
  })

  it.each([
    ['a file', 'a-file', /is not a directory\. Remove what lies there, or set LOCKSTEP_DIR/],
    ['below a file', 'a-file\\below', /cannot be made: .*Make it, or set LOCKSTEP_DIR/],
    ['in no directory', 'no\\such\\parent', /cannot be made: .*Make it, or set LOCKSTEP_DIR/],
  ])('refuses a LOCKSTEP_DIR that is %s', async (_what, place, says) => {
    const { world } = worldHere()
    writeFileSync(join(world.scratch, 'a-file'), '')
    setHere('LOCKSTEP_DIR', join(world.scratch, place))
    const error = await lockstepError(() => createStore(definition), 'LOCKSTEP_PERMISSION')
    expect(error.message).toMatch(says)
  })

  it('finds the same store by every spelling of its directory', async () => {
    const { world } = worldHere()
    const store = createStore(definition)
    const holder = await world.start('holder', {
      env: { LOCKSTEP_DIR: `${world.directory.toUpperCase().replaceAll('\\', '/')}/` },
    })
    expect(await holder.ask('open', definition)).toMatchObject({ peers: 2 })
    store.close()
  })

  it('relies on no marker: a store whose marker was removed goes on, and is opened as before', async () => {
    const { world, path } = worldHere()
    const store = createStore(definition)
    unlinkSync(path)
    store.setState({ n: 1 })
    const holder = await world.start('holder')
    expect(await holder.ask('open', definition)).toMatchObject({ state: { n: 1 }, peers: 2 })
    // Who comes puts it back.
    expect(world.files()).toHaveLength(1)
    store.close()
  })

  it('a marker without a segment is no store, and goes with the next one that is opened', async () => {
    const { world, path } = worldHere()
    createStore(definition).close()
    writeFileSync(path, 'not a segment')
    await lockstepError(() => createStore({ name: definition.name }), 'LOCKSTEP_NOT_FOUND')
    await lockstepError(() => openStore({ name: definition.name }, { timeout: 10 }), 'LOCKSTEP_TIMEOUT')
    writeFileSync(path, '')
    createStore({ ...definition, name: 'another' }).close()
    expect(world.files()).toEqual([])
  })

  it('sweeps nothing that has contents: a marker has none', () => {
    const { world, path } = worldHere()
    createStore(definition).close()
    writeFileSync(path, 'not a segment')
    createStore({ ...definition, name: 'another' }).close()
    expect(world.files()).toHaveLength(1)
    unlinkSync(path)
  })

  it('is not kept from a store by what lies in place of another one', () => {
    const { world, path } = worldHere()
    createStore(definition).close()
    writeFileSync(path, '')
    tool().plant(path, 'gate', 'D:P')
    createStore({ ...definition, name: 'another' }).close()
    expect(world.files()).toHaveLength(1)
    tool().plant(path, 'nothing', 'D:(A;;GA;;;WD)')
    unlinkSync(path)
  })

  it('keeps one store in a file, however its path is spelled', () => {
    const { world } = worldHere()
    const file = join(world.scratch, 'Kept.store')
    const store = createStore({ file, initialState: { n: 1 } })
    const same = createStore<{ n: number }>({ file: file.toUpperCase().replaceAll('\\', '/') })
    same.setState({ n: 2 })
    expect(store.getState()).toEqual({ n: 2 })
    same.close()
    store.close()
  })

  it('refuses a file that another session of the user has open', async () => {
    const { world } = worldHere()
    const file = join(world.scratch, 'kept.store')
    createStore({ file, initialState: { n: 1 } }).close()
    tool().holdInSession(file, 4_000_000)
    const error = await lockstepError(() => createStore({ file }), 'LOCKSTEP_BUSY')
    expect(error.message).toMatch(/open in another session of Windows.*Close it there/)
    tool().holdInSession('', 0)
    const store = createStore<{ n: number }>({ file })
    expect(store.getState()).toEqual({ n: 1 })
    store.close()
  })

  it.each(takings)('lets nobody take away a file that is open: it cannot be %s', (_what, take) => {
    const { world } = worldHere()
    const file = join(world.scratch, 'kept.store')
    const store = createStore({ file, initialState: { n: 1 } })
    expect(() => take(file)).toThrow(/EBUSY|EPERM|EACCES|UNKNOWN/)
    store.setState({ n: 2 })
    store.close()
    const next = createStore<{ n: number }>({ file })
    expect(next.getState()).toEqual({ n: 2 })
    next.close()
    take(file)
  })

  it.each([
    ['editor.exe', 'as an application’s'],
    ['node.exe', 'as Node’s'],
  ])('runs in a host whose executable is called %s, %s', async name => {
    const { world } = worldHere()
    const host = join(world.scratch, name)
    copyFileSync(process.execPath, host)
    const program = fileURLToPath(new URL('./programs/host.mjs', import.meta.url))
    await promisify(execFile)(host, [program, join(world.scratch, 'told')])
    expect(readFileSync(join(world.scratch, 'told'), 'utf8')).toBe(host)
  })
})
