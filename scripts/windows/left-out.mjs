// All that is not run in Node for Windows, each with its reason. A test file or a test that is left out and not listed
// here fails the run, and so does an entry of skipped tests that none is skipped by.

/**
 * @typedef {object} LeftOut
 * @property {RegExp} file paths of test files from the repository's root
 * @property {RegExp} [tests] full names of tests; without it, the whole file
 * @property {string} why
 */

/** @type {LeftOut[]} Test files that no run on Windows takes. */
export const FILES = [
  {
    file: /^core\/test\/faults\/release/,
    why: 'published binaries for Windows are made and checked on Linux',
  },
  {
    file: /^core\/test\/faults\//,
    why: '`npm run test:faults -- --windows` runs them, with an addon that has fault points',
  },
  {
    file: /^react\/test\/packages\//,
    why: 'the packages are packed and tried where they are published, on Linux',
  },
  {
    file: /^react\/(src|test)\/[^/]+\.test\.tsx?$/,
    why: 'hooks over stores in memory: React and JavaScript alone, the same on every system',
  },
  {
    file: /^core\/test\/browser\//,
    why: 'pages run in a browser, and there is none under Wine',
  },
  {
    file: /^examples\/(?!shared-memory\/)/,
    why: 'the monitor reads /proc, and the other examples have no part that differs between systems',
  },
]

/** @type {LeftOut[]} Tests that are skipped. */
export const TESTS = [
  {
    file: /^native\/test\/cross\/check/,
    why: 'published binaries for Windows are made and checked on Linux',
  },
  {
    file: /^native\/test\/parts\/places/,
    why: 'names are objects of the kernel, not files that others could put something in place of',
  },
  {
    file: /^native\/test\/parts\/memory-file/,
    tests: /^says that the file was cut short under it/,
    why: 'a file that is mapped cannot be cut',
  },
  {
    file: /^core\/test\/file-stores/,
    tests: /is one store however its path is spelled/,
    why: 'symbolic links need a privilege; the spellings of Windows are in windows.test.ts',
  },
  {
    file: /^core\/test\/process\/bad-files/,
    tests: /^in place of a file /,
    why: 'modes, owners by number and FIFOs; windows.test.ts has access lists and owners',
  },
  {
    file: /^core\/test\/process\/bad-files/,
    tests: /^taken away /,
    why: 'a file that is open cannot be taken away, which windows.test.ts tests',
  },
  {
    file: /^core\/test\/process\/bad-places/,
    why: 'modes, owners by number and FIFOs; windows.test.ts has access lists, owners and directories',
  },
  {
    file: /^core\/test\/process\/full-disk/,
    why: 'the memory is of the page file, which no test can fill for itself',
  },
  { file: /^core\/test\/process\/containers/, why: 'containers are made of namespaces' },
  {
    file: /^core\/test\/fuzz\/codec/,
    tests: /^(the campaign ends well in|a decoder that) /,
    why: 'the controls are JavaScript alone, the same on every system',
  },
  {
    file: /^core\/test\/fuzz\/memory/,
    why: 'how much memory was used at most is read from /proc',
  },
  { file: /^core\/test\/process\/other-user/, why: 'nobody becomes another user without a password' },
  { file: /^core\/test\/process\/chaos/, why: 'the crowd stops processes by signals, and looks into /proc' },
  {
    file: /^core\/test\/process\/detached/,
    why: 'a section keeps its name as long as somebody has it open',
  },
]
