import type { Store } from '@lockstep/core'
import { act, StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import { mount } from '../test/mount.js'
import { relayEditor } from '../test/relay.js'
import { type EditorState, openEditor, save } from '../test/stores.js'
import { usePeers } from './use-peers.js'
import type { PresentPeer } from './watch-peers.js'

function watching(store: Store<EditorState>) {
  const rendered: (readonly PresentPeer[])[] = []
  const Watch = () => {
    const peers = usePeers(store)
    rendered.push(peers)
    return peers.map(peer => peer.title || 'server').join()
  }
  return { Watch, rendered }
}

test('gives those who are there, without what moves with every commit, as one array for all components', async () => {
  const store = openEditor()
  const { Watch, rendered } = watching(store)
  await mount([<Watch key="a" />, <Watch key="b" />])
  await act(async () => save(store))
  expect(rendered[0]).toEqual([{ id: store.peerId, pid: 0, title: '', self: true }])
  expect(new Set(rendered).size).toBe(1)
  expect(rendered, 'a commit that changes nobody renders nothing').toHaveLength(2)
})

test('behind a relay it is the page and who has the store mapped', async () => {
  const { store, origin } = await relayEditor()
  const { Watch, rendered } = watching(store)
  const page = await mount(
    <StrictMode>
      <Watch />
    </StrictMode>,
  )
  expect(page.text()).toBe('page,server')
  expect(rendered[0]!.map(peer => peer.self)).toEqual([true, false])
  expect(rendered[0]![1]!.id).toBe(origin.peerId)
})

test('asks once for all commits of one task, and not at all when nobody looks', async () => {
  const store = openEditor()
  const { Watch } = watching(store)
  const page = await mount([<Watch key="a" />, <Watch key="b" />])
  const peers = vi.spyOn(store, 'peers')
  await act(async () => {
    for (let n = 0; n < 10; n += 1) save(store)
  })
  expect(peers).toHaveBeenCalledTimes(1)
  await page.unmount()
  save(store)
  await null
  expect(peers).toHaveBeenCalledTimes(1)
})

test('is empty once the store is closed', async () => {
  const store = openEditor()
  const { Watch } = watching(store)
  const page = await mount(<Watch />)
  expect(page.text()).toBe('server')
  await act(async () => store.close())
  expect(page.text()).toBe('')
})
