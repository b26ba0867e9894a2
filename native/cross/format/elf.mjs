// Reads what a Linux library takes from others and gives to them: its dynamic symbols and their versions.
// Names as in the System V ABI and the Linux Standard Base ("Symbol Versioning").

const SHT_DYNAMIC = 6
const SHT_DYNSYM = 11
const SHT_GNU_VERNEED = 0x6ffffffe
const SHT_GNU_VERSYM = 0x6fffffff
const DT_NEEDED = 1n
const SHN_UNDEF = 0
const MACHINES = new Map([
  [62, 'x64'],
  [183, 'arm64'],
])

/**
 * @param {Buffer} file a 64-bit little-endian shared library
 * @returns {import('../check.mjs').Binary} an import's `from` is the version that it is bound to, such as `GLIBC_2.2.5`
 */
export function readElf(file) {
  if (file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1)
    throw new Error('not a 64-bit little-endian ELF file')
  const sections = sectionsOf(file)
  const symbols = sections.find(({ type }) => type === SHT_DYNSYM)
  const names = sections[symbols.link]
  const versions = sections.find(({ type }) => type === SHT_GNU_VERSYM)
  const needed = neededVersions(file, sections)

  const imports = []
  const exports = []
  for (let index = 1; index < symbols.size / 24; index += 1) {
    const at = symbols.offset + index * 24
    const name = text(file, names.offset + file.readUInt32LE(at))
    if (file.readUInt16LE(at + 6) !== SHN_UNDEF) exports.push(name)
    // Weak ones may be missing: the linker's own hooks (_ITM_…, __gmon_start__, __cxa_finalize).
    else if (file[at + 4] >> 4 !== 2)
      imports.push({
        name,
        from: versions && needed.get(file.readUInt16LE(versions.offset + index * 2) & 0x7fff),
      })
  }
  return { cpu: MACHINES.get(file.readUInt16LE(18)), libraries: libraries(file, sections), imports, exports }
}

function sectionsOf(file) {
  const table = Number(file.readBigUInt64LE(40))
  return Array.from({ length: file.readUInt16LE(60) }, (_, index) => {
    const at = table + index * 64
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
    }
  })
}

function libraries(file, sections) {
  const { offset, size, link } = sections.find(({ type }) => type === SHT_DYNAMIC)
  const found = []
  for (let at = offset; at < offset + size; at += 16)
    if (file.readBigInt64LE(at) === DT_NEEDED)
      found.push(text(file, sections[link].offset + Number(file.readBigUInt64LE(at + 8))))
  return found
}

/** The names of versions, by the number that symbols refer to. */
function neededVersions(file, sections) {
  const found = new Map()
  const section = sections.find(({ type }) => type === SHT_GNU_VERNEED)
  let library = section?.offset
  while (library !== undefined) {
    let version = library + file.readUInt32LE(library + 8)
    for (let left = file.readUInt16LE(library + 2); left > 0; left -= 1) {
      found.set(
        file.readUInt16LE(version + 6),
        text(file, sections[section.link].offset + file.readUInt32LE(version + 8)),
      )
      version += file.readUInt32LE(version + 12)
    }
    const next = file.readUInt32LE(library + 12)
    library = next === 0 ? undefined : library + next
  }
  return found
}

function text(file, at) {
  return file.toString('latin1', at, file.indexOf(0, at))
}
