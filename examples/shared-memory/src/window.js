// What the two programs agree on: names, and where in the memory what lies.

/** The mutex, the memory and the event have names of their own, so one name does for all three. */
export const NAME = 'example.window'

export const BYTES = 4096
/** The window's handle: 64 bits. */
export const HANDLE_AT = 0
/** The window's title, behind its length. */
export const TITLE_AT = 8

/** @param {bigint} handle */
export function shown(handle) {
  return `0x${handle.toString(16).padStart(16, '0')}`
}
