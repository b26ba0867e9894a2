// Reads what a macOS library takes from others and gives to them. Names as in <mach-o/loader.h> and <mach-o/nlist.h>.

const LC_SYMTAB = 0x2
const LC_LOAD_DYLIB = 0xc
const LC_CODE_SIGNATURE = 0x1d
const LC_BUILD_VERSION = 0x32
const LC_VERSION_MIN_MACOSX = 0x24
const N_STAB = 0xe0
const N_TYPE = 0x0e
const N_EXT = 0x01
const N_UNDF = 0x0
const DYNAMIC_LOOKUP_ORDINAL = 0xfe
const CPUS = new Map([
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
])

/**
 * @param {Buffer} file a 64-bit library for one processor
 * @returns {import('../check.mjs').Binary} an import's `from` is the library that it is bound to, nothing where the
 * process that loads this library must give it
 */
export function readMachO(file) {
  if (file.readUInt32LE(0) !== 0xfeedfacf) throw new Error('not a 64-bit Mach-O file for one processor')
  const libraries = []
  let oldest
  let signed = false
  let symbols
  let at = 32
  for (let left = file.readUInt32LE(16); left > 0; left -= 1) {
    const command = file.readUInt32LE(at)
    if (command === LC_LOAD_DYLIB) libraries.push(text(file, at + file.readUInt32LE(at + 8)))
    if (command === LC_BUILD_VERSION) oldest = version(file.readUInt32LE(at + 12))
    if (command === LC_VERSION_MIN_MACOSX) oldest = version(file.readUInt32LE(at + 8))
    if (command === LC_CODE_SIGNATURE) signed = true
    if (command === LC_SYMTAB) symbols = [8, 12, 16].map(field => file.readUInt32LE(at + field))
    at += file.readUInt32LE(at + 4)
  }
  return {
    cpu: CPUS.get(file.readUInt32LE(4)),
    libraries,
    oldest,
    signed,
    ...readSymbols(file, symbols, libraries),
  }
}

function readSymbols(file, [table, count, names], libraries) {
  const imports = []
  const exports = []
  for (let index = 0; index < count; index += 1) {
    const at = table + index * 16
    const kind = file[at + 4]
    if ((kind & N_STAB) !== 0 || (kind & N_EXT) === 0) continue
    // Every name of C has an underscore in front here.
    const name = text(file, names + file.readUInt32LE(at)).replace(/^_/, '')
    if ((kind & N_TYPE) !== N_UNDF) {
      exports.push(name)
      continue
    }
    const ordinal = file.readUInt16LE(at + 6) >> 8
    imports.push({ name, from: ordinal === DYNAMIC_LOOKUP_ORDINAL ? undefined : libraries[ordinal - 1] })
  }
  return { imports, exports }
}

function version(packed) {
  return `${packed >> 16}.${(packed >> 8) & 0xff}`
}

function text(file, at) {
  return file.toString('latin1', at, file.indexOf(0, at))
}
