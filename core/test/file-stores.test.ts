import { existsSync, mkdirSync, realpathSync, statSync, symlinkSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { createStore, openStore, type StoreDefinition } from '../src/index.js'
import { anotherPeerOf, syncsOf, uniqueFile, useDirectory } from './support/files.js'
import { code, opened } from './support/stores.js'

const directory = useDirectory()
/** Where links need a right that few have. */
const windows = process.platform === 'win32'
const initialState = { n: 0 }
const unique = () => ({ file: uniqueFile(directory), initialState })

describe('a store in a file', () => {
  test('keeps its state and its version when nobody has it open', () => {
    const definition = unique()
    for (let n = 0; n < 5; n += 1) {
      const store = createStore(definition)
      expect([store.getState(), store.version]).toEqual([{ n }, n])
      store.setState({ n: n + 1 })
      store.close()
    }
    if (!windows) expect(statSync(definition.file).mode & 0o777).toBe(0o600)
  })

  test('takes initialState and sizes from who made it, and nothing of who opens it later', () => {
    const { file } = unique()
    createStore({ file, initialState: { text: 'first' }, maxStateBytes: 4096, logBytes: 65536 }).close()
    const store = opened(
      createStore({ file, initialState: { text: 'second' }, maxStateBytes: 1 << 20, checks: false }),
    )
    expect(store.getState()).toEqual({ text: 'first' })
    expect(code(() => store.setState({ text: 'x'.repeat(5000) }))).toBe('LOCKSTEP_FULL')
  })

  test('makes nothing where initialState cannot be shared, or is too large', () => {
    const { file } = unique()
    expect(code(() => createStore({ file, initialState: { run: () => {} } }))).toBe('LOCKSTEP_UNSUPPORTED')
    const text = 'x'.repeat(2000)
    expect(code(() => createStore({ file, initialState: { text }, maxStateBytes: 1024 }))).toBe(
      'LOCKSTEP_FULL',
    )
    expect(code(() => createStore({ file }))).toBe('LOCKSTEP_NOT_FOUND')
    // On Windows an empty file stays, which is none to whoever opens it.
    if (!windows) expect(existsSync(file)).toBe(false)
  })

  test.skipIf(windows)('is one store however its path is spelled, and is called by its real path', () => {
    const definition = unique()
    const real = join(directory, 'real')
    mkdirSync(real)
    symlinkSync(real, join(directory, 'link'))
    symlinkSync(definition.file, join(directory, 'link.store'))
    const first = opened(createStore(definition))
    const spellings = [relative(process.cwd(), definition.file), join(directory, 'link.store')]
    for (const file of spellings) {
      const store = opened(createStore<{ n: number }>({ file }))
      expect([store.peerId, store.name]).toEqual([first.peerId, realpathSync(definition.file)])
    }
    // One that does not exist yet, too.
    const a = opened(createStore({ file: join(directory, 'link', 'new.store'), initialState }))
    const b = opened(createStore({ file: join(real, 'new.store'), initialState }))
    expect([a.peerId, a.name]).toEqual([b.peerId, join(real, 'new.store')])
  })

  test('needs its directory, and knows no ~', () => {
    for (const file of [join(directory, 'no', 'such.store'), '~/such.store']) {
      const open = () => createStore({ file, initialState })
      expect(open).toThrow('LOCKSTEP_NOT_FOUND')
      expect(open).toThrow(/There is no directory .*(no|~)\\? for the file\. Make it first/)
    }
  })

  test('is joined, not made again, by who gives an initialState while others have it open', () => {
    const definition = unique()
    const other = anotherPeerOf(definition.file, { n: 7 })
    expect(code(() => createStore({ ...definition, exclusive: true }))).toBe('LOCKSTEP_EXISTS')
    const store = opened(createStore(definition))
    expect([store.getState(), store.peers().length]).toEqual([{ n: 7 }, 2])
    other.close()
    store.close()
    // Nobody has it open: `exclusive` does not mean that it must not exist.
    expect(opened(createStore({ ...definition, exclusive: true })).getState()).toEqual({ n: 7 })
  })

  test('is only read with readonly, and never made', async () => {
    const definition = { ...unique(), readonly: true }
    expect(() => createStore(definition)).toThrow(
      /There is no such file.*initialState.*openStore.*LOCKSTEP_NOT_FOUND/,
    )
    const writer = createStore({ ...definition, readonly: false })
    writer.setState({ n: 1 })
    writer.close()
    const reader = opened(createStore(definition))
    expect([reader.getState(), reader.version]).toEqual([{ n: 1 }, 1])
    expect(code(() => reader.setState({ n: 2 }))).toBe('LOCKSTEP_READONLY')
    await reader.flush()
  })

  test('is waited for by openStore, which does not make it', async () => {
    const definition = unique()
    await expect(openStore(definition, { timeout: 10 })).rejects.toThrow(/check the path/)
    const waiting = openStore<{ n: number }>(definition)
    const maker = opened(createStore({ ...definition, initialState: { n: 3 } }))
    expect(opened(await waiting).peerId).toBe(maker.peerId)
    maker.close()
    expect(opened(await openStore(definition)).getState()).toEqual({ n: 3 })
  })

  test('warns, with checks, that a file keeps its keys', () => {
    const definition = { ...unique(), checks: true }
    createStore(definition).close()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    opened(createStore({ ...definition, initialState: { n: 0, theme: 'dark' } } as StoreDefinition<object>))
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]![0]).toMatch(/lacks theme\. Raise schemaVersion and give a migrate/)
    warn.mockRestore()
  })

  test('has no neighbours in shared memory: a name and a file are two stores', () => {
    const definition = unique()
    const inFile = opened(createStore(definition))
    const named = opened(createStore({ name: basename(definition.file), initialState }))
    inFile.setState({ n: 1 })
    expect(named.getState()).toEqual({ n: 0 })
  })
})

describe('flush', () => {
  test('syncs the file before it resolves', async () => {
    const definition = unique()
    const store = opened(createStore(definition))
    const before = syncsOf(definition.file)
    store.setState({ n: 1 })
    expect(syncsOf(definition.file)).toBe(before)
    await store.flush()
    expect(syncsOf(definition.file)).toBe(before + 1)
  })

  test('comes with the last close, not with others', () => {
    const definition = unique()
    const store = createStore(definition)
    const second = createStore(definition)
    const other = anotherPeerOf(definition.file, initialState)
    store.setState({ n: 1 })
    const before = syncsOf(definition.file)
    store.close()
    second.close()
    expect(syncsOf(definition.file)).toBe(before)
    other.close()
    const last = createStore(definition)
    const opening = syncsOf(definition.file)
    last.setState({ n: 2 })
    last.close()
    expect(syncsOf(definition.file)).toBe(opening + 1)
  })

  test('after close rejects', async () => {
    const store = createStore(unique())
    store.close()
    await expect(store.flush()).rejects.toThrow('LOCKSTEP_CLOSED')
  })
})
