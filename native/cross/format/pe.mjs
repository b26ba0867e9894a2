// Reads what a Windows library takes from others and gives to them. Names as in Microsoft's "PE Format".

const CPUS = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
])

/**
 * @param {Buffer} file a 64-bit DLL
 * @returns {import('../check.mjs').Binary} an import's `from` is the DLL that it is bound to
 */
export function readPe(file) {
  const header = file.readUInt32LE(0x3c)
  if (file.toString('latin1', header, header + 4) !== 'PE\0\0') throw new Error('not a PE file')
  const optional = header + 24
  if (file.readUInt16LE(optional) !== 0x20b) throw new Error('not a 64-bit PE file')
  const offsetOf = addressing(file, header)
  const directory = index => {
    const address = file.readUInt32LE(optional + 112 + index * 8)
    return address === 0 ? undefined : offsetOf(address)
  }
  const imports = []
  const libraries = []
  for (let at = directory(1); at !== undefined && file.readUInt32LE(at + 12) !== 0; at += 20) {
    const library = text(file, offsetOf(file.readUInt32LE(at + 12)))
    libraries.push(library)
    for (let entry = offsetOf(file.readUInt32LE(at)); file.readBigUInt64LE(entry) !== 0n; entry += 8) {
      const value = file.readBigUInt64LE(entry)
      const name = value >> 63n ? `#${value & 0xffffn}` : text(file, offsetOf(Number(value)) + 2)
      imports.push({ name, from: library })
    }
  }
  return {
    cpu: CPUS.get(file.readUInt16LE(header + 4)),
    libraries,
    imports,
    exports: exported(file, directory(0), offsetOf),
  }
}

function exported(file, table, offsetOf) {
  if (table === undefined) return []
  const names = offsetOf(file.readUInt32LE(table + 32))
  return Array.from({ length: file.readUInt32LE(table + 24) }, (_, index) =>
    text(file, offsetOf(file.readUInt32LE(names + index * 4))),
  )
}

/** Addresses in the loaded image to offsets in the file. */
function addressing(file, header) {
  const table = header + 24 + file.readUInt16LE(header + 20)
  const sections = Array.from({ length: file.readUInt16LE(header + 6) }, (_, index) => {
    const at = table + index * 40
    return {
      address: file.readUInt32LE(at + 12),
      size: file.readUInt32LE(at + 16),
      offset: file.readUInt32LE(at + 20),
    }
  })
  return address => {
    const section = sections.find(each => address >= each.address && address < each.address + each.size)
    if (!section) throw new Error(`the address ${address} is in no section`)
    return address - section.address + section.offset
  }
}

function text(file, at) {
  return file.toString('latin1', at, file.indexOf(0, at))
}
