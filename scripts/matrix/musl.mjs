// What a program for musl needs on a system with glibc: musl's loader from Debian, and libstdc++, of which Debian has
// only glibc's. The few functions that such programs take from it do not depend on the C library, but for three names.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchFromDebian } from './debian.mjs'

const run = promisify(execFile)

const GLUE = `
#include <sys/random.h>
void *__dso_handle __attribute__((visibility("hidden"))) = &__dso_handle;
char __libc_single_threaded = 0;
/* Not found: the unwinder then asks dl_iterate_phdr, which musl has. */
int _dl_find_object(void *address, void *result) { return (void)address, (void)result, -1; }
unsigned arc4random(void) { unsigned value = 0; return getrandom(&value, sizeof value, 0) < 0 ? 0 : value; }
`
/** Taken by the loader as a copy, so that no symbol table lists it as missing. */
const TYPE_INFO = '_ZTVN10__cxxabiv121__vmi_class_type_infoE'

/**
 * @param {string} program one for musl
 * @param {(text: string) => void} report
 * @returns {Promise<string[]>} what starts it
 */
export async function commandOnMusl(program, report) {
  const musl = await fetchFromDebian(['musl'], report)
  const libraries = join(musl, 'libraries')
  mkdirSync(libraries, { recursive: true })
  await linkStandardLibrary(program, libraries)
  return [join(musl, 'lib', 'ld-musl-x86_64.so.1'), '--library-path', libraries, program]
}

async function linkStandardLibrary(program, into) {
  const { stdout } = await run('nm', ['--dynamic', '--undefined-only', '--just-symbols', program])
  const wanted = stdout.split('\n').map(line => line.trim().replace(/@.*/, ''))
  const names = wanted.filter(name => /^(_Z|__cxa_|__once|__dynamic_cast)/.test(name))
  const archives = await Promise.all(['libstdc++.a', 'libgcc_eh.a', 'libgcc.a'].map(pathOf))
  const glue = join(into, 'glue.c')
  writeFileSync(glue, GLUE)
  await run('g++', [
    ...['-shared', '-fPIC', '-nostdlib', '-o', join(into, 'libstdc++.so.6')],
    ...['-Wl,-soname,libstdc++.so.6', '-Wl,-Bsymbolic'],
    ...[...names, TYPE_INFO].map(name => `-Wl,-u,${name}`),
    ...['-x', 'c', glue, '-x', 'none', ...archives],
  ])
}

async function pathOf(library) {
  const { stdout } = await run('g++', [`-print-file-name=${library}`])
  return stdout.trim()
}
