import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { IpcMainEvent } from 'electron'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { ipcMain, MessagePortMain } from '../../electron/fake/electron.js'

/** The preload as it is published: one file. */
const preload = readFileSync(
  createRequire(import.meta.url).resolve('@lockstep/core/electron/preload'),
  'utf8',
)

/** What an `ipcRenderer` has posted: the channel, its argument, and then whatever goes over the port. */
interface Posted {
  readonly channel: string
  readonly message: unknown
}

/**
 * Runs Lockstep's preload in this page as Electron runs it in a sandboxed window: before the page's scripts, in a world
 * of its own over the same document, with a `require` that knows `electron`. What its `ipcRenderer` posts arrives at
 * `ipcMain` of this process, with the port: over a socket, where Electron has its own ways.
 */
export async function runPreload(page: Page): Promise<void> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  })
  const webContents = Object.assign(new EventEmitter(), { isDestroyed: () => false, getType: () => 'window' })
  sockets.on('connection', socket => {
    socket.once('message', data => {
      const { channel, message } = JSON.parse(String(data)) as Posted
      const url = page.url()
      const senderFrame = {
        url,
        origin: new URL(url).origin,
        parent: null,
        detached: false,
        frameTreeNodeId: 1,
      }
      const event = { sender: webContents, senderFrame, ports: [new MessagePortMain(portOver(socket))] }
      ipcMain.emit(channel, event as unknown as IpcMainEvent, message)
    })
  })
  await once(sockets, 'listening')
  const { port } = sockets.address() as { port: number }
  const session = await page.context().newCDPSession(page)
  await session.send('Page.enable')
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    worldName: 'Electron Isolated Context',
    source: `{
      const electron = { ipcRenderer: (${ipcRenderer})(${port}) }
      const require = name => { if (name === 'electron') return electron; throw new Error('module not found: ' + name) }
      ;((require, module, exports) => {${preload}\n})(require, { exports: {} }, {})
    }`,
  })
}

/** Runs in the preload's world, as text. */
function ipcRenderer(port: number) {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a MessagePort of a page, whose types are not known here
    postMessage(channel: string, message: unknown, [transferred]: any[]) {
      const socket = new (globalThis as unknown as { WebSocket: typeof WebSocket }).WebSocket(
        `ws://127.0.0.1:${port}/`,
      )
      socket.binaryType = 'arraybuffer'
      socket.onopen = () => {
        socket.send(JSON.stringify({ channel, message }))
        transferred.onmessage = ({ data }: { data: unknown }) =>
          socket.send(ArrayBuffer.isView(data) ? (data as Uint8Array) : JSON.stringify(data))
      }
      socket.onmessage = ({ data }: { data: unknown }) =>
        transferred.postMessage(
          typeof data === 'string' ? JSON.parse(data) : new Uint8Array(data as ArrayBuffer),
        )
      socket.onclose = () => transferred.close()
      transferred.onclose = () => socket.close()
    },
  }
}

/** What a `MessagePortMain` is made of, over a socket to the preload's world. */
function portOver(socket: WebSocket): MessagePort {
  const { port1, port2 } = new MessageChannel()
  socket.on('message', (data: Buffer, isBinary) => {
    port1.postMessage({ data: isBinary ? new Uint8Array(data) : JSON.parse(String(data)) })
  })
  port1.on('message', ({ data }: { data: unknown }) => {
    socket.send(ArrayBuffer.isView(data) ? (data as Uint8Array) : JSON.stringify(data))
  })
  socket.on('close', () => port1.close())
  port1.on('close', () => socket.close())
  return port2
}
