// One member, from its start until everything it said has been heard.
import { lastWords } from '../member/death.mjs'
import { now, startProcess } from './process.mjs'

/** Exit codes of the ends that members bring about themselves. */
const CODES = { exit: 0, throw: 1 }

/**
 * @param tools `referee`, `nursery`, `environment`, `record`, `heard(life, line)`, `dies(life)` (kills it), `ended(life)`,
 * `later(ms, task)`
 * @param told what the member is told: its life's number, its place, its store, its schema
 */
export function startLife(seat, plan, told, tools) {
  const { referee, nursery, environment, record, later } = tools
  const { findings, delays } = referee
  let dying
  let stoppedSince
  const life = {
    number: told.life,
    seat,
    phase: 'starting',
    paused: false,
    killed: undefined,
    get schema() {
      return told.schema
    },
    /** It closed its store, or it was closed: it opens it again. */
    reopen(schema) {
      life.phase = 'starting'
      referee.comesBack(life.number)
      life.send({ reopen: schema })
    },
    send: message => life.phase !== 'ended' && member.send(message),
    kill() {
      if (life.phase === 'ended' || life.killed !== undefined) return
      life.killed = now()
      record(`kill life ${life.number}`)
      findings.count(seat.role === 'worker' ? 'terminated' : 'killed')
      member.kill()
    },
    stop() {
      if (life.phase === 'ended' || stoppedSince !== undefined || life.killed !== undefined) return
      record(`stop life ${life.number}`)
      findings.count('stopped')
      stoppedSince = now()
      member.stop()
    },
    resume() {
      if (stoppedSince === undefined) return
      delays.stopped(seat.store, seat.role === 'reader', stoppedSince, now())
      stoppedSince = undefined
      member.resume()
    },
  }

  /** In peace: then its exit is no crash. */
  function goes(how) {
    dying = { how }
  }

  const marks = {
    o() {
      life.phase = 'open'
    },
    p() {
      life.paused = true
    },
    w() {
      life.phase = 'resting'
    },
    z(how, at) {
      dying = { how, at: Number(at) }
      findings.count(`died by itself: ${how}`)
    },
    v: () => goes('leave'),
    f: () => goes('refused'),
    q: () => goes('schema'),
  }

  function heard(line) {
    const [mark, ...words] = line.split(' ', 3)
    marks[mark]?.(...words)
    referee.hear(life.number, line)
    tools.heard(life, line)
  }

  function ended(end) {
    life.resume()
    life.phase = 'ended'
    record(`end of life ${life.number}: ${JSON.stringify(end)} ${JSON.stringify(dying)}`)
    const from = life.killed ?? dying?.at
    if (from !== undefined) delays.died(life.number, seat.store, Math.min(from, end.at), end.at)
    findings.saw('alive')
    if (!isExpected(end)) {
      const how = end.signal ?? `code ${end.code}`
      findings.violate(
        'alive',
        `life ${life.number} (${seat.store} ${seat.role}) ended unasked: ${how} ${end.stderr}`,
      )
    }
    referee.ended(life.number)
    tools.ended(life)
  }

  function isExpected({ code, signal, stderr }) {
    if (signal !== null)
      return signal === 'SIGKILL' && (life.killed !== undefined || dying?.how === 'sigkill')
    if (life.killed !== undefined && seat.role === 'worker') return true
    if (dying === undefined) return false
    if (code !== (CODES[dying.how] ?? 0)) return false
    // A worker that leaves may come to its planned end while its thread is being stopped.
    return (
      dying.how === 'throw' ||
      stderr === '' ||
      (plan.end.how === 'throw' && stderr === lastWords(life.number))
    )
  }

  record(`start life ${life.number}: ${JSON.stringify({ ...told, ...plan })}`)
  referee.born(life.number, seat.store, told.readonly)
  const all = { ...told, seed: plan.seed, end: plan.end }
  const member =
    seat.role === 'worker'
      ? nursery.start({ ...all, place: seat.place }, heard, ended)
      : startProcess(all, environment, heard, ended)
  life.pid = member.pid
  if (plan.killedAfter !== undefined) later(plan.killedAfter, () => tools.dies(life))
  if (plan.stoppedAfter !== undefined) {
    later(plan.stoppedAfter, () => {
      life.stop()
      setTimeout(life.resume, plan.stoppedFor)
    })
  }
  return life
}
