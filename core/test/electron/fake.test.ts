import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { failure, turn } from '../conformance/world.js'
import { bridged } from './fake/context-bridge.js'
import { BrowserWindow, ipcMain, MessageChannelMain, type MessagePortMain } from './fake/electron.js'
import { channelsOf } from './fake/page-port.js'
import { openWindow, preloadFile } from './harness.js'

/** The rules of Electron's that bite: were the fake kinder than Electron, what passes here would fail there. */
describe('the fake of Electron', () => {
  function heard(port: MessagePortMain): unknown[] {
    const messages: unknown[] = []
    port.on('message', ({ data }) => messages.push(data))
    return messages
  }

  test('has ports that hear nothing before they are started', async () => {
    const { port1, port2 } = new MessageChannelMain()
    const messages = heard(port1)
    port2.postMessage(1)
    for (let count = 0; count < 5; count += 1) await turn()
    expect(messages).toEqual([])
    port1.start()
    while (messages.length === 0) await turn()
    expect(messages).toEqual([1])
    port1.close()
  })

  test('closes a port over which something was posted that cannot be cloned, and throws', async () => {
    for (const value of [() => {}, new SharedArrayBuffer(8), { deep: [new SharedArrayBuffer(8)] }]) {
      const { port1, port2 } = new MessageChannelMain()
      const closed = new Promise<void>(resolve => port1.on('close', resolve))
      port1.start()
      expect(failure(() => port2.postMessage(value)).message).toBe('An object could not be cloned.')
      await closed
    }
  })

  test('transfers ports and nothing else from main', () => {
    const { port2 } = new MessageChannelMain()
    const transfer = [new ArrayBuffer(8)] as unknown as MessagePortMain[]
    expect(failure(() => port2.postMessage(1, transfer)).message).toContain('is not a valid port')
  })

  test('loses a message of a page whose buffer is transferred', async () => {
    const { port1, port2 } = new (channelsOf(new Set()))()
    const messages: unknown[] = []
    port2.onmessage = event => messages.push((event as MessageEvent).data)
    const buffer = new ArrayBuffer(8)
    port1.postMessage({ buffer }, [buffer])
    port1.postMessage('next')
    while (messages.length === 0) await turn()
    expect([messages, buffer.byteLength]).toEqual([['next'], 0])
    port1.close()
  })

  test('copies what goes over contextBridge: frozen, without prototypes, with functions that are others each time', () => {
    class Port {
      name = 'port'
      postMessage() {}
    }
    const listener = () => ({ list: [1] })
    const api = { listener, port: new Port() }
    const [once, twice] = [bridged(api), bridged(api)] as [typeof api, typeof api]
    expect(Object.isFrozen(once)).toBe(true)
    expect(once.listener).not.toBe(twice.listener)
    expect(Object.isFrozen(once.listener().list)).toBe(true)
    expect(once.port).toEqual({ name: 'port' })
    expect(failure(() => bridged(Symbol('x'))).message).toContain('could not be cloned')
  })

  test('throws whatever a frame is asked or sent, once it shows another document', async () => {
    const window = await openWindow({})
    const frame = window.webContents.mainFrame
    window.webContents.reload()
    expect(failure(() => frame.url).message).toContain('disposed')
    expect(failure(() => frame.send('x')).message).toContain('disposed')
    expect([frame.detached, frame.isDestroyed()]).toEqual([true, true])
    window.destroy()
    expect(failure(() => window.webContents).message).toContain('destroyed')
    expect(BrowserWindow.getAllWindows()).not.toContain(window)
  })

  test('has no sender frame for who asks late', async () => {
    const window = await openWindow({ preload: preloadFile(`require('electron').ipcRenderer.send('late')`) })
    const { mainFrame } = window.webContents
    const [event] = await once(ipcMain, 'late')
    expect(event.senderFrame).toBe(mainFrame)
    await window.loadURL('about:blank')
    expect(event.senderFrame).toBe(null)
  })

  test.each(['fs', 'node:events', '@lockstep/core', './other.js'])(
    'lets no preload require %s, and gives it nothing of Node',
    async name => {
      const code = `
        const { ipcRenderer } = require('electron')
        const found = ['process', 'Buffer', 'setImmediate'].filter(name => name in globalThis)
        for (const name of ['events', 'timers', 'url']) require(name)
        try { require('${name}') } catch (error) { found.push(error.message) }
        ipcRenderer.send('found', found)`
      const [opened, [, found]] = await Promise.all([
        openWindow({ preload: preloadFile(code) }),
        once(ipcMain, 'found'),
      ])
      expect(found).toEqual([`module not found: ${name}`])
      opened.destroy()
    },
  )
})
