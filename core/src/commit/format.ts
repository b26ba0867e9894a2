/**
 * The wire format: MessagePack for what it has names for, and for the rest its one unassigned byte, `0xc1`, followed
 * by one of these. Strings are UTF-8, in which a lone surrogate is written like any other code point of its size.
 * Everything has exactly one encoding. Typed arrays are little-endian, as every supported machine is.
 */
export const TAG = 0xc1

export const TAGGED = {
  /** Nothing follows. */
  undefined: 0x75,
  /** Count, then key, value, key, value … in the Map's order. */
  map: 0x6d,
  /** Count, then the members in the Set's order. */
  set: 0x73,
  /** Float64, milliseconds since the epoch; NaN for an invalid date. */
  date: 0x64,
  /** Source, flags: two strings. */
  regexp: 0x72,
  /** Name, message, stack (a string or nil), whether there is a cause, the cause. */
  error: 0x65,
  /** Whether it is negative, then the magnitude: its length in bytes, the bytes, highest first. */
  bigint: 0x69,
  /** Length in bytes, bytes. */
  buffer: 0x62,
  /** Type (index into VIEW_TYPES), length in bytes, bytes. */
  view: 0x76,
} as const

/**
 * A commit may begin with where it comes from (`ORIGIN`, and then what `origins.ts` writes). It is its label (a string
 * or nil), then patch by patch until the bytes end: one byte with the operation in
 * its top two bits and the length of the path below (63: the length follows as a number), the keys, and the value.
 */
export const OPERATION = {
  replace: 0,
  add: 1,
  /** No value follows. */
  remove: 2,
  /** From a Set: the member follows. */
  removeMember: 3,
} as const

/** No value begins with it: where a commit does, a relay client made it. */
export const ORIGIN = 0xc4

/** What stands for a path's length when the length does not fit beside the operation. */
export const LONG_PATH = 63
