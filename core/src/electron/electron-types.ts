// biome-ignore-all lint/suspicious/noTsIgnore: here it leads somewhere, and nothing is expected to be wrong.
/**
 * Electron's own types. Who has no Electron does not use them, and must not need them to compile: where the import leads
 * nowhere, it is ignored.
 * @ts-ignore */
export type {
  BrowserWindow,
  IpcMainEvent,
  MessagePortMain,
  UtilityProcess,
  WebContents,
  WebFrameMain,
} from 'electron'
