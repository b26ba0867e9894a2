import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { filesOf } from '../../process/harness/place.js'
import type { SlowUpdate } from '../../process/harness/receipt.js'
import { windows } from '../../process/harness/windows.js'
import type { Peer } from './crowd.js'
import type { Action, Played } from './play.js'
import type { Scene } from './scene.js'

/** What programs/peer.mjs reports. */
export interface Report {
  readonly life: number
  readonly wrong: unknown
  readonly version: number
  readonly peers: number
  readonly made: Readonly<Record<number, number>>
  readonly digest: string
  readonly heard: readonly (readonly [version: number, label: string])[]
}

/** What was seen in a case in which nothing was wrong. */
export interface Verdict {
  /** Nobody had the store in memory any more, so that it began afresh, and nothing could be lost. */
  readonly fresh: boolean
  readonly slow: readonly SlowUpdate[]
}

/**
 * Checks every promise that a death could break, then closes the store everywhere and looks at what is left.
 * @throws at the first one that is broken
 */
export async function judge(played: Played, everybody: readonly Peer[]): Promise<Verdict> {
  const { scene } = played
  const reports = await Promise.all([...scene.open].map(peer => peer.ask<Report>('report')))
  expectEqual(reports)
  const fresh = expectAcknowledged(played, reports, everybody)
  expectOneOrder(reports)
  // A thread that sleeps in the victim's process is a peer of its own.
  const alive = scene.open.size + (hasSleeper(scene) && played.action !== 'killed' ? 1 : 0)
  expect(reports.map(({ peers }) => peers)).toEqual(reports.map(() => alive))
  expectTidy(scene, alive)
  const slow: SlowUpdate[] = []
  for (const peer of [...scene.open]) slow.push(...(await scene.leave(peer)))
  expect(filesIn(scene.directory)).toEqual(scene.what.file ? ['faults.store'] : [])
  return { fresh, slow }
}

const hasSleeper = ({ what, others }: Scene) =>
  what.doing === 'commit' && others.length === 0 && /^ring\.(found|between)/.test(what.point)

/** All have the same whole state at the same version. */
function expectEqual(reports: readonly Report[]): void {
  expect(reports.map(({ wrong }) => wrong)).toEqual(reports.map(() => undefined))
  const [first] = reports
  const { version, digest, made } = first!
  expect(reports.map(report => [report.version, report.digest, report.made])).toEqual(
    reports.map(() => [version, digest, made]),
  )
}

/**
 * What was acknowledged is there, each commit under its own version; of what was not, at most the victim's last. True
 * where the store began afresh instead, and might.
 */
function expectAcknowledged(
  { scene, action }: Played,
  reports: readonly Report[],
  everybody: readonly Peer[],
): boolean {
  const { made } = reports[0]!
  const lost = everybody.flatMap(peer => {
    const lives = [...new Set(peer.acknowledged.map(({ life }) => life))]
    return lives.filter(life => {
      const count = made[life] ?? 0
      const acknowledged = peer.acknowledged.filter(commit => commit.life === life).length
      const surplus = peer === scene.victim && action === 'killed' ? 1 : 0
      return count < acknowledged || count > acknowledged + surplus
    })
  })
  // Who was told of nothing may have made one commit before it died.
  const told = new Set(everybody.flatMap(peer => peer.acknowledged.map(({ life }) => life)))
  const untold = Object.entries(made).filter(([life]) => !told.has(Number(life)))
  const commits = untold.reduce((sum, [, count]) => sum + count, 0)
  if (commits > (action === 'killed' ? 1 : 0)) lost.push(...untold.map(([life]) => Number(life)))
  // Where nobody held a store in memory any more, it begins afresh: then nothing of before may be left.
  const fresh = lost.length > 0 && mayBeFresh(scene, action) && lost.every(life => made[life] === undefined)
  if (!fresh) expect(lost, 'lives whose commits are lost or more than they were').toEqual([])
  const heard = new Map(reports.flatMap(report => report.heard))
  for (const { acknowledged } of everybody)
    for (const { life, count, version } of acknowledged)
      if (made[life] !== undefined && heard.has(version)) expect(heard.get(version)).toBe(`${life}:${count}`)
  return fresh
}

/** Whether nobody need have had the store open at some moment. */
function mayBeFresh({ what, others }: Scene, action: Action): boolean {
  if (what.file) return false
  const alone = others.length === 0
  if (what.doing === 'leave last')
    // Who lives holds it until it lets go of it, and others come meanwhile.
    return alone || action === 'killed' || !/^(detach\.|leave\.bell)/.test(what.point)
  return alone && (action === 'killed' || what.doing === 'leave')
}

/** Whoever heard of a version heard of the same commit. */
function expectOneOrder(reports: readonly Report[]): void {
  const order = new Map<number, string>()
  for (const { heard } of reports)
    for (const [version, label] of heard) {
      if (order.has(version)) expect(label, `version ${version}`).toBe(order.get(version))
      order.set(version, label)
    }
}

/** Nothing of the dead is left, and who came late has the place of the one who died. */
function expectTidy({ what, directory }: Scene, alive: number): void {
  const files = filesIn(directory)
  expect(files).toHaveLength(what.file && windows ? 1 : filesOf(alive))
  if (windows) return
  const slots = files.flatMap(name => /\.(\d+)\.[0-9a-f]{16}\.bell$/.exec(name)?.[1] ?? [])
  expect(slots.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: alive }, (_, slot) => slot))
}

function filesIn(directory: string): string[] {
  return readdirSync(directory).sort()
}
