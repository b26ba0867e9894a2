// Wine's world: a registry, a drive C:, and what Wine lacks.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endWine, prefix, runInWine } from './wine.mjs'

/** Changes when what is made here changes. */
const STAMP = 'made-2'

/** @param {(text: string) => void} report */
export async function makePrefix(report) {
  const stamp = join(prefix, STAMP)
  if (existsSync(stamp)) return
  report("making Wine's prefix ...")
  rmSync(prefix, { recursive: true, force: true })
  await must(['wineboot', '-i'])
  // Node wants Windows 10; Wine says it were 7.
  await must(['reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f'])
  makeProcessPrng()
  endWine()
  mkdirSync(prefix, { recursive: true })
  writeFileSync(stamp, '')
}

async function must(command) {
  const { code, output } = await runInWine(command, { minutes: 5 })
  if (code !== 0) throw new Error(`wine ${command.join(' ')} ended with ${code}\n${output}`)
}

/** Rust's library, and with it the bundler in vitest, takes its random numbers from a DLL that Wine 8 has not. */
function makeProcessPrng() {
  const source = `
    #include <windows.h>
    #include <ntsecapi.h>
    __declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE into, SIZE_T bytes) { return RtlGenRandom(into, (ULONG)bytes); }
  `
  const target = join(prefix, 'drive_c', 'windows', 'system32', 'bcryptprimitives.dll')
  const { status, stderr } = spawnSync(
    'x86_64-w64-mingw32-g++-posix',
    ['-x', 'c', '-', '-shared', '-O2', '-s', '-o', target, '-ladvapi32'],
    { input: source, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`bcryptprimitives.dll could not be built:\n${stderr}`)
}
