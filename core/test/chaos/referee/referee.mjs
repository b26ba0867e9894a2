// Hears what all members say, and checks it against the promises. It is no member itself and never loads Lockstep: it
// knows only what came through the pipes, and what the operating system tells of processes and files.
import { createAccounts, UNKNOWN } from './accounts.mjs'
import { createDelays } from './delays.mjs'
import { createFindings } from './findings.mjs'
import { createLeaks } from './leaks.mjs'
import { createOrder } from './order.mjs'

export function createReferee() {
  const findings = createFindings()
  const delays = createDelays(findings)
  const leaks = createLeaks(findings)
  const stores = new Map()
  const lives = new Map()

  function begin(name) {
    const order = createOrder(findings, name)
    stores.set(name, { name, order, accounts: createAccounts(findings, name), acknowledged: 0, schema: 1 })
  }

  /** Versions that one member tells only rise. */
  function follow(life, version, what) {
    const member = lives.get(life)
    findings.saw('order')
    const next = what === 'c' ? version === member.told + 1 : version === member.told
    if (!next)
      findings.violate('order', `life ${life} told of version ${version} (${what}) after ${member.told}`)
    member.told = version
  }

  /** By the first character of a line: member/pipe.mjs says what each means. */
  const kinds = {
    i: (life, { accounts }, [count, kind, schema]) =>
      accounts.announce(life, Number(count), Number(schema), kind === 'm'),
    a(life, store, [count, version]) {
      store.accounts.acknowledge(life, Number(count), Number(version))
      findings.count('acknowledged')
      store.acknowledged = Math.max(store.acknowledged, Number(version))
    },
    x: (life, { accounts }, [count, code, weight]) =>
      accounts.refuse(life, Number(count), code, Number(weight)),
    c(life, { order }, [version, id, digest]) {
      findings.count('commits seen')
      follow(life, Number(version), 'c')
      order.agree(Number(version), 'id', id, life)
      order.agree(Number(version), 'digest', digest, life)
    },
    j(life, _, [version]) {
      const member = lives.get(life)
      findings.count('laps')
      if (Number(version) <= member.told)
        findings.violate('order', `life ${life} jumped to version ${version} after ${member.told}`)
      member.told = Number(version)
    },
    r(life, { order }, [version, chain, ...ids]) {
      order.agree(Number(version), 'chain', Number(chain), life)
      order.trail(Number(version), ids, life)
    },
    s(life, { order }, [version, chain]) {
      findings.count('states seen')
      findings.saw('torn')
      follow(life, Number(version), 's')
      order.agree(Number(version), 'chain', Number(chain), life)
    },
    d: (life, { order }, [version, digest]) => order.agree(Number(version), 'state', digest, life),
    t: (life, { name }, [version, ...text]) =>
      findings.violate('torn', `${name}: life ${life} saw a state of version ${version}: ${text.join(' ')}`),
    l(life, { name }, [wanted, n]) {
      findings.saw('fresh')
      if (Number(n) < Number(wanted))
        findings.violate(
          'fresh',
          `${name}: life ${life} read version ${n} although ${wanted} was acknowledged`,
        )
    },
    u: (life, { name }, [start, end, net]) =>
      delays.slow(life, name, Number(start), Number(end), Number(net)),
    o(life, store, [peer, schema, version]) {
      const member = lives.get(life)
      Object.assign(member, { peer, schema: Number(schema), told: Number(version), open: true })
      findings.saw('fresh')
      if (Number(version) < member.acknowledgedBefore)
        findings.violate(
          'fresh',
          `${store.name}: life ${life} joined at version ${version} although ${member.acknowledgedBefore} was acknowledged before`,
        )
    },
    f(life, { name, schema }, [code, own, ...text]) {
      findings.count(`not let in: ${code}`)
      const older = code === 'LOCKSTEP_SCHEMA' && (Number(own) < schema || lives.get(life).readonly)
      if (!older) findings.violate('alive', `${name}: life ${life} could not join: ${code} ${text.join(' ')}`)
    },
    q(life, { name }, [reason, peer, code]) {
      const member = lives.get(life)
      if (member.peer === peer) member.open = false
      if (reason !== 'schema')
        findings.violate('alive', `${name}: life ${life} was closed: ${reason} ${code}`)
      else {
        findings.count('left because of a newer schema')
        findings.saw('schema')
      }
    },
    v(life) {
      lives.get(life).open = false
    },
    e: (life, { name }, text) => findings.violate('alive', `${name}: life ${life} met ${text.join(' ')}`),
    '+': (_, __, what) => findings.count(`calls: ${what.join(' ')}`),
    '-': () => findings.count('rejoined in the same thread'),
  }

  return {
    findings,
    delays,
    leaks,
    begin,
    /** @param store its name; @param life a number that no other member had */
    born(life, store, readonly) {
      lives.set(life, {
        store,
        readonly,
        told: 0,
        open: false,
        acknowledgedBefore: stores.get(store).acknowledged,
      })
    },
    /** It is going to open its store again: then it must find at least what is acknowledged now. */
    comesBack(life) {
      const member = lives.get(life)
      member.acknowledgedBefore = stores.get(member.store).acknowledged
    },
    /** One line of a member's. */
    hear(life, line) {
      const member = lives.get(life)
      const [kind, ...words] = line.split(' ')
      kinds[kind]?.(life, stores.get(member.store), words)
    },
    /** Everything it said has been heard. */
    ended(life) {
      const member = lives.get(life)
      stores.get(member.store).accounts.ended(life)
      lives.delete(life)
    },
    /** Programs of this schema come from now on. */
    newer(name, schema) {
      stores.get(name).schema = schema
    },
    /** The newest version of a store that somebody was told is committed. */
    acknowledged: name => stores.get(name).acknowledged,
    /** Members that have not been told yet of a commit that was acknowledged. What nobody acknowledged may not have been rung for. */
    asleep: () =>
      [...lives]
        .filter(([, { store, open, told, deaf }]) => open && !deaf && told < stores.get(store).acknowledged)
        .map(([life]) => life),
    /** Everybody stood still for long enough to be told of everything. Who is found deaf is not waited for again. */
    allWereWoken() {
      for (const life of this.asleep()) {
        const member = lives.get(life)
        member.deaf = true
        findings.violate(
          'woken',
          `${member.store}: life ${life} sleeps at version ${member.told} although ${stores.get(member.store).acknowledged} was acknowledged`,
        )
      }
      findings.saw('woken', [...lives.values()].filter(({ open }) => open).length)
    },
    peerOf: life => lives.get(life).peer,
    /** A newer program took it over: from now on the older must be gone. */
    isOf: (life, schema) => lives.get(life).open && lives.get(life).schema === schema,

    /**
     * Everything up to `head` has been heard: goes through it. Without a head, as far as anybody knows.
     */
    inspect(name, head) {
      const { order, accounts } = stores.get(name)
      const end = head ?? order.newest()
      findings.count('commits', end - order.base)
      const ids = new Map()
      const visit = (version, id) => {
        ids.set(version, id)
        accounts.visit(version, id)
      }
      order.inspect(end, visit, accounts.undecided)
      accounts.settle(order.base, end, version => ids.get(version))
      order.forget(end)
      // Each life tells of a commit before it makes the next one.
      const unknown = findings.counts[UNKNOWN] ?? 0
      if (unknown > findings.checks.delay.looked)
        findings.violate(
          'twice',
          `of ${unknown} commits nobody knows whose they are, although only ${findings.checks.delay.looked} members died`,
        )
    },
  }
}
