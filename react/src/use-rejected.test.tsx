import type { RejectedEvent } from '@lockstep/core'
import { isLockstepError } from '@lockstep/core/relay'
import { StrictMode, useLayoutEffect, useState } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { mount } from '../test/mount.js'
import { liveOn, relayEditor, shows } from '../test/relay.js'
import { openEditor, save } from '../test/stores.js'
import { useRejected } from './use-rejected.js'
import { useStore } from './use-store.js'

const judge = ({ label }: { label: string | undefined }) => label && `no ${label}`

test('a refused commit is shown, then taken back, and the view says why', async () => {
  const { store } = await relayEditor({ judge })
  const frames: string[] = []
  const Saves = () => {
    const [refused, setRefused] = useState<RejectedEvent>()
    useRejected(store, setRefused)
    const text = `${useStore(store, state => state.saves)}${refused ? ` refused: ${refused.label}` : ''}`
    frames.push(text)
    return text
  }
  const page = await mount(<Saves />)
  liveOn()
  store.setState({ saves: 1 }, { label: 'luck' })
  await shows(page, '1')
  await shows(page, '0 refused: luck')
  expect(
    frames.filter(frame => frame.startsWith('1 refused')),
    'never both',
  ).toEqual([])
})

test('the listener gets label and error, and finds the state without the commit', async () => {
  const { store } = await relayEditor({ judge })
  const heard = new Promise<[RejectedEvent, number, number]>(resolve => {
    const Listen = () => {
      useRejected(store, event => resolve([event, store.getState().saves, store.getSnapshot().saves]))
      return null
    }
    void mount(<Listen />).then(() => {
      liveOn()
      store.setState({ saves: 1 }, { label: 'luck' })
    })
  })
  const [{ label, error }, ...saves] = await heard
  expect([label, ...saves]).toEqual(['luck', 0, 0])
  expect(isLockstepError(error, 'LOCKSTEP_REFUSED')).toBe(true)
  expect(error.message).toContain('no luck')
})

test('the listener of the last render is called, once in StrictMode too, and none after the unmount', async () => {
  const { store } = await relayEditor({ judge })
  const heard: string[] = []
  const Listen = ({ name }: { name: string }) => {
    useRejected(store, ({ label }) => heard.push(`${name} ${label}`))
    return null
  }
  const tree = (name: string) => (
    <StrictMode>
      <Listen name={name} />
    </StrictMode>
  )
  const refuse = async (label: string) => {
    store.setState({ saves: 1 }, { label })
    await store.confirmed().catch(() => {})
  }
  const page = await mount(tree('first'))
  await refuse('a')
  await page.render(tree('second'))
  await refuse('b')
  await page.unmount()
  await refuse('c')
  expect(heard).toEqual(['first a', 'second b'])
})

test('a commit made by a layout effect of the first render is heard of', async () => {
  const { store } = await relayEditor({ judge })
  const heard: unknown[] = []
  const Child = () => {
    useLayoutEffect(() => store.setState({ saves: 1 }, { label: 'early' }), [])
    return null
  }
  const Parent = () => {
    useRejected(store, ({ label }) => heard.push(label))
    return <Child />
  }
  await mount(<Parent />)
  await store.confirmed().catch(() => {})
  expect(heard).toEqual(['early'])
})

test('a memory store has nothing to tell, and neither has the server', async () => {
  const store = openEditor()
  const Listen = () => {
    useRejected(store, () => {})
    return 'listening'
  }
  expect(renderToString(<Listen />)).toBe('listening')
  const page = await mount(<Listen />)
  save(store)
  expect(page.text()).toBe('listening')
})
